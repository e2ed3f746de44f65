import Processes
import Runs

/// Starts the tasks of a sweep and reports on them: processes on this machine, or a cluster's queue.
///
/// It decides nothing, and it is not trusted: whatever it reports about a task, the driver checks the results folder.
package protocol Transport {
  /// What the tasks share. Nil if a queue schedules them, and starts a run only after those from which it continues.
  var slots: Slots? { get }

  /// - Returns: what is already known about the tasks.
  mutating func start(_ tasks: [TaskStart]) throws -> [TaskEvent]

  /// The events since the last call, without waiting.
  ///
  /// - Parameter tasks: those whose end is not known. The others may be forgotten.
  mutating func events(of tasks: [TaskID]) throws -> [TaskEvent]

  /// Whether more events of the task will follow. If not, and its end is unknown, it is lost.
  func holds(_ task: TaskID) -> Bool

  /// Tells a task to save its state and end. Only called if there are `slots`.
  mutating func stop(_ task: TaskID)

  /// Ends all these tasks, because one has failed.
  ///
  /// - Returns: their last events.
  mutating func cancel(_ tasks: [TaskID]) -> [TaskEvent]

  /// Leaves these tasks, because this command ends: some end with it, others continue.
  mutating func leave(_ tasks: [TaskID]) -> Farewell

  /// How long to wait before asking for events again.
  ///
  /// - Parameters:
  ///   - time: since the first start.
  ///   - isSoon: whether something is expected at any moment.
  func pause(after time: Duration, isSoon: Bool) -> Duration

  /// Waits until something happens, or for `limit`.
  mutating func wait(atMost limit: Duration)
}

/// The task of a run that is started for the `number`th time. Events of its earlier tasks are ignored.
package struct TaskID: Hashable {
  /// Its index in the sweep's pending runs.
  package let run: Int
  package let number: Int

  package init(run: Int, number: Int) {
    self.run = run
    self.number = number
  }
}

/// What the tasks of one machine share.
package struct Slots {
  /// How many of them may run at once.
  package let jobs: Int
  /// Of all tasks together.
  package let threads: Int
  /// Of each task at its first start.
  package let threadsPerJob: Int

  package init(jobs: Int, threads: Int, threadsPerJob: Int) {
    self.jobs = jobs
    self.threads = threads
    self.threadsPerJob = threadsPerJob
  }

  /// The threads of each of `tasks` tasks.
  package func share(of tasks: Int) -> Int { max(1, threads / max(1, tasks)) }
}

package struct TaskStart {
  package let task: TaskID
  package let run: SweepRun
  /// If the tasks share them.
  package let threads: Int?
  /// Whether this very command has started the run before.
  package let goesOn: Bool
}

/// A transport's report about a task.
package struct TaskEvent {
  package let task: TaskID
  package let news: News

  package enum News {
    /// A line of the task's output.
    case line(String)
    /// The status of the task, whether or not it has changed.
    case status(TaskStatus)
  }

  package init(_ task: TaskID, _ news: News) {
    self.task = task
    self.news = news
  }
}

package enum TaskStatus: Equatable {
  /// In a queue, perhaps again.
  case waits
  case runs
  case ended(TaskEnd)
}

/// How a task ended, as far as the transport knows.
package struct TaskEnd: Equatable {
  /// Nil if unknown, or if it did not end by itself.
  package let outcome: ChildProcess.Outcome?
  /// Why there is no result, if the transport knows that better than the task.
  package let reason: String?
  /// The file with the task's output.
  package let log: String?
  /// How long its result may take to appear here.
  package let patience: Duration

  package init(
    _ outcome: ChildProcess.Outcome?, reason: String? = nil, log: String? = nil, patience: Duration = .zero
  ) {
    self.outcome = outcome
    self.reason = reason
    self.log = log
    self.patience = patience
  }
}

package struct Farewell {
  /// The tasks' last events.
  package let events: [TaskEvent]
  /// How the runs continue: the end of a sentence.
  package let words: String

  package init(_ events: [TaskEvent], _ words: String) {
    self.events = events
    self.words = words
  }
}
