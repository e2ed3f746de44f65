import Runs

/// The runs of a sweep that need training, each with its state. It decides what to do but does nothing itself, so that tests need
/// neither a process nor a clock.
package struct RunTable {
  package struct Row {
    /// The runs that this one continues from, by index.
    package let shorter: [Int]
    package var state = RunState.waiting
    /// The number of tasks so far.
    package fileprivate(set) var tasks = 0
    /// Of its task, if the tasks share them.
    package fileprivate(set) var threads: Int?
  }

  package var rows: [Row]

  /// - Parameter shorter: for each run, the indices of those it continues from.
  package init(shorter: [[Int]]) { rows = shorter.map { Row(shorter: $0) } }

  package init(_ runs: [SweepRun]) {
    let places = Dictionary(runs.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.init(shorter: runs.map { $0.shorter.compactMap { places[$0.paths.name] } })
  }

  package var isOver: Bool { rows.allSatisfy(\.state.isFinal) }

  /// Whether something is expected at any moment.
  package var isEnding: Bool { rows.contains { $0.state.isEnding || $0.state == .held } }

  /// The tasks that the transport has.
  package var tasks: [TaskID] { places { $0.hasTask }.map(task) }

  package func task(of run: Int) -> TaskID { TaskID(run: run, number: rows[run].tasks) }

  /// Whether the transport has this task, and not a later one of its run.
  package func has(_ task: TaskID) -> Bool {
    rows.indices.contains(task.run) && rows[task.run].state.hasTask && self.task(of: task.run) == task
  }

  package func places(_ isWanted: (RunState) -> Bool) -> [Int] { rows.indices.filter { isWanted(rows[$0].state) } }

  // MARK: Decisions

  /// The runs to start now. Those stopped in order to continue have kept their slots.
  package func startable(_ slots: Slots?) -> [Int] {
    guard let slots else { return places { $0 == .waiting } }
    let moved = places { $0 == .moved }
    let free = slots.jobs - occupied - moved.count
    guard free > 0 else { return moved }
    return moved + places { $0 == .waiting }.filter(isReady).prefix(free)
  }

  /// Whether a run that another process holds would start at once if released.
  package func hasPlace(_ slots: Slots?) -> Bool {
    guard let slots else { return true }
    return occupied < slots.jobs && startable(slots).isEmpty
  }

  /// The runs to stop so that they continue with more threads: if no other run can start, the threads of those that have ended go to
  /// the remaining ones. Not worth it for a second.
  package func movable(_ slots: Slots?, at now: ContinuousClock.Instant) -> [Int] {
    guard let slots else { return [] }
    let soon = now + .seconds(1.5)
    let few = rows.indices.filter { run in
      guard case .underWay(let end?) = rows[run].state, end > soon else { return false }
      return (rows[run].threads ?? 1) < slots.share(of: occupied)
    }
    guard !few.isEmpty, !rows.contains(where: { $0.state == .held || $0.state == .moved }) else { return [] }
    return places { $0 == .waiting }.contains(where: isReady) ? [] : few
  }

  private var occupied: Int { rows.count { $0.state.hasTask } }

  /// Whether all runs from which it could continue are over.
  private func isReady(_ run: Int) -> Bool { rows[run].shorter.allSatisfy { rows[$0].state.isFinal } }

  // MARK: Changes

  /// Gives each run a task.
  ///
  /// - Returns: for each, its task, number of threads, and whether it continues.
  package mutating func start(_ runs: [Int], _ slots: Slots?) -> [(task: TaskID, threads: Int?, goesOn: Bool)] {
    let share = slots?.share(of: occupied + runs.count)
    return runs.map { run in
      let goesOn = rows[run].state == .moved
      rows[run].tasks += 1
      rows[run].threads = goesOn ? share : slots?.threadsPerJob
      rows[run].state = .submitted
      return (task(of: run), rows[run].threads, goesOn)
    }
  }
}
