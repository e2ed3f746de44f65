import Catalog
import Datasets
import Glibc
import Processes
import Runs

/// Trains runs on this machine, each in its own process.
///
/// Processes, not threads: if the system kills a run, say for lack of memory, the others survive, and each has the engine's worker
/// threads to itself.
package struct ProcessTransport: Transport {
  private let arguments: TaskArguments
  package let slots: Slots?
  private var active: [ActiveTask] = []
  /// The data sets of the tasks so far; nil for one too large for memory.
  private var datasets: [DataRequest: SharedDataset?] = [:]

  private struct ActiveTask {
    let id: TaskID
    let process: ChildProcess
    private var lines = LineBuffer()

    init(id: TaskID, process: ChildProcess) {
      self.id = id
      self.process = process
    }

    /// The lines that are now complete; nil at the pipe's end.
    mutating func readLines() -> [String]? {
      var piece = [UInt8](repeating: 0, count: 1 << 16)
      let count = read(process.stderr, &piece, piece.count)
      if count < 0 && errno == EINTR { return [] }
      return count > 0 ? lines.add(piece[..<count]) : nil
    }
  }

  package init(_ arguments: TaskArguments, _ slots: Slots) {
    self.arguments = arguments
    self.slots = slots
  }

  package mutating func start(_ tasks: [TaskStart]) throws -> [TaskEvent] {
    try tasks.map { task in
      try start(task)
      return TaskEvent(task.task, .status(.runs))
    }
  }

  private mutating func start(_ task: TaskStart) throws {
    let dataset = sharedDataset(of: task.run.experiment)
    let words = arguments.words(
      for: task.run, threads: task.threads ?? 1, goesOn: task.goesOn, dataset: dataset?.descriptor)
    let process = try ChildProcess(ChildProcess.ownPath, words, inherited: dataset?.descriptor)
    active.append(ActiveTask(id: task.task, process: process))
  }

  private mutating func sharedDataset(of experiment: Experiment) -> SharedDataset? {
    if let known = datasets[experiment.loaded.data] { return known }
    let shared = SharedDataset(experiment.dataset)
    datasets[experiment.loaded.data] = .some(shared)
    return shared
  }

  // MARK: Events

  package mutating func events(of _: [TaskID]) throws -> [TaskEvent] {
    var events: [TaskEvent] = []
    for index in readable(within: .zero).reversed() {
      let id = active[index].id
      if let lines = active[index].readLines() {
        events += lines.map { TaskEvent(id, .line($0)) }
      } else {
        events.append(TaskEvent(id, .status(.ended(TaskEnd(active.remove(at: index).process.wait())))))
      }
    }
    return events
  }

  package func holds(_ task: TaskID) -> Bool { active.contains { $0.id == task } }

  /// No pause: any output of a process ends the wait.
  package func pause(after _: Duration, isSoon _: Bool) -> Duration { .zero }

  package mutating func wait(atMost limit: Duration) { _ = readable(within: limit) }

  /// The indices of the tasks that have output, or have ended.
  private func readable(within limit: Duration) -> [Int] {
    var descriptors = active.map { pollfd(fd: $0.process.stderr, events: Int16(POLLIN), revents: 0) }
    guard poll(&descriptors, nfds_t(descriptors.count), Int32(limit / .milliseconds(1))) > 0 else { return [] }
    return descriptors.indices.filter { descriptors[$0].revents != 0 }
  }

  // MARK: Ending early

  package mutating func stop(_ task: TaskID) {
    for process in active where process.id == task { kill(process.process.pid, SIGTERM) }
  }

  package mutating func cancel(_ tasks: [TaskID]) -> [TaskEvent] { leave(tasks).events }

  /// Tells all tasks to save their state, and waits for them.
  package mutating func leave(_: [TaskID]) -> Farewell {
    for task in active { kill(task.process.pid, SIGTERM) }
    var events: [TaskEvent] = []
    for var task in active {
      while let lines = task.readLines() { events += lines.map { TaskEvent(task.id, .line($0)) } }
      _ = task.process.wait()
    }
    active = []
    return Farewell(events, "the same command goes on from there")
  }
}
