import Reporting
import Runs
import Sweeps

/// Reports what a test makes it report, true or not. Its clock advances only while the driver waits.
final class LyingTransport: Transport {
  let slots: Slots?
  private(set) var now = ContinuousClock.now
  /// What it reports at the n-th request. After the last, an interruption follows, so that no test waits for ever.
  var script: [() throws -> [TaskEvent]] = []
  /// What a start does besides being recorded.
  var onStart: (TaskStart) throws -> [TaskEvent] = { _ in [] }
  var onWait: () -> Void = {}
  var lost: Set<TaskID> = []
  private var turn = 0
  private var interruption: Int32?

  /// Everything that it was ordered to do.
  private(set) var orders: [String] = []
  /// How long the driver waited each time, in seconds.
  private(set) var pauses: [Double] = []

  init(slots: Slots?) { self.slots = slots }

  var signal: Int32? { interruption }

  func interrupt() { interruption = 2 }

  func start(_ tasks: [TaskStart]) throws -> [TaskEvent] {
    try tasks.flatMap { start in
      let threads = start.threads.map { ", \($0) threads" } ?? ""
      orders.append("start \(start.run.name)\(threads)\(start.goesOn ? ", goes on" : "")")
      return try onStart(start)
    }
  }

  func events(of tasks: [TaskID]) throws -> [TaskEvent] {
    defer { turn += 1 }
    if turn == script.count { interrupt() }
    return turn < script.count ? try script[turn]() : []
  }

  func holds(_ task: TaskID) -> Bool { !lost.contains(task) }

  func stop(_ task: TaskID) { orders.append("stop \(task.run)") }

  func cancel(_ tasks: [TaskID]) -> [TaskEvent] {
    orders.append("cancel \(tasks.map(\.run))")
    return tasks.map { TaskEvent($0, .line(ProgressEvent.note("cancelled").line(at: ""))) }
  }

  func leave(_ tasks: [TaskID]) -> Farewell {
    orders.append("leave \(tasks.map(\.run))")
    return Farewell(tasks.map { TaskEvent($0, .line(ProgressEvent.note("left").line(at: ""))) }, "so far")
  }

  func pause(after time: Duration, isSoon: Bool) -> Duration {
    pauses.append(0)
    return isSoon ? .seconds(0.5) : .seconds(5)
  }

  func wait(atMost limit: Duration) {
    onWait()
    now += limit
    pauses[pauses.count - 1] += limit / .seconds(1)
  }
}
