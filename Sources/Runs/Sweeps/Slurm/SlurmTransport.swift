import Glibc
import Reporting
import Runs
import Text

/// Trains runs on a Slurm cluster: one job array over the shared folder of the results.
///
/// Slurm decides what runs where and when, and the folder holds the results. This only submits missing runs and watches, so it may
/// end and be called again at any moment: `.slurm/jobs.json` says which task trains which run.
package struct SlurmTransport: Transport {
  package let slots: Slots? = nil
  private let submission: SlurmSubmission
  private let progress: SweepProgress
  private let sweep: String
  package private(set) var tasks: [SlurmTask] = []
  private var queueAnswers = true

  package init(_ submission: SlurmSubmission) {
    self.submission = submission
    progress = submission.progress
    sweep = submission.arguments.sweepName
  }

  package mutating func start(_ starts: [TaskStart]) throws -> [TaskEvent] {
    let added = try submission.tasks(for: starts)
    tasks += added
    // Their results appeared while another command was submitting.
    let unneeded = starts.map(\.task).filter { task in !added.contains { $0.task == task } }
    return unneeded.map { TaskEvent($0, .status(.ended(.unknown))) } + added.flatMap(\.knownEvents)
  }

  package mutating func events(of known: [TaskID]) throws -> [TaskEvent] {
    keepOnly(known)
    askQueue()
    return tasks.indices.flatMap { tasks[$0].events() }
  }

  package func holds(_ task: TaskID) -> Bool { tasks.contains { $0.task == task } }

  private mutating func keepOnly(_ known: [TaskID]) {
    let known = Set(known)
    tasks.removeAll { !known.contains($0.task) }
  }

  // MARK: The queue

  /// Retries if the controller is restarting, or too busy.
  private mutating func askQueue() {
    guard !tasks.isEmpty else { return }
    do {
      let states = try SlurmQueue.states(of: Set(tasks.map(\.id.job)))
      for index in tasks.indices { tasks[index].state = states[tasks[index].id] ?? .ended(.forgotten) }
      if !queueAnswers { progress.say(.note("\(sweep): squeue answers again")) }
      queueAnswers = true
      showQueue()
    } catch {
      if queueAnswers { progress.say(.warning("\(words(error)); asking again until it answers")) }
      queueAnswers = false
    }
  }

  private func showQueue() {
    let reasons = tasks.compactMap { if case .waiting(let reason) = $0.state { reason } else { nil } }
    let running = tasks.count { $0.state == .running }
    progress.showQueue(running: running, waiting: reasons.count, reason: reasons.first)
  }

  private func words(_ error: any Error) -> String { (error as? SlurmQueue.Problem)?.words ?? "\(error)" }

  /// Half a second at first, later a tenth of the time so far, up to ten seconds: long sweeps need not query the controller often.
  package func pause(after time: Duration, isSoon: Bool) -> Duration {
    isSoon ? .seconds(0.5) : min(.seconds(10), max(.seconds(0.5), time / 10))
  }

  package mutating func wait(atMost limit: Duration) { usleep(UInt32(limit / .microseconds(1))) }

  // MARK: Ending early

  /// A cluster's task keeps its allocated processors: there are no slots, so it is never stopped to get more.
  package mutating func stop(_: TaskID) {}

  package mutating func cancel(_ known: [TaskID]) -> [TaskEvent] {
    keepOnly(known)
    let live = tasks.filter(\.state.isLive)
    guard !live.isEmpty else { return [] }
    do {
      try SlurmQueue.cancel(live.map(\.id))
      progress.announce(slurmEvent(.cancel, sweep, live), "\(sweep): cancelled \(live.map(\.id).text)")
    } catch {
      progress.say(.warning("\(words(error)); \(live.map(\.id).cancellation) ends what goes on"))
    }
    return []
  }

  /// Jobs continue.
  package mutating func leave(_ known: [TaskID]) -> Farewell {
    keepOnly(known)
    let ids = tasks.map(\.id)
    return Farewell(
      [],
      ids.isEmpty
        ? "the same command goes on from there"
        : "the jobs go on as \(ids.text); the same command attaches to them again, \(ids.cancellation) ends them")
  }
}
