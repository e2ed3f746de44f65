import Processes
import Runs

/// Starts the tasks of a sweep and tells what happens to them: processes on this machine, or the queue of a cluster.
///
/// It decides nothing, and it is not believed: whatever it tells about a task makes the driver look into the folder of results.
package protocol Transport {
  /// What the tasks share. Nil where a queue decides which of them runs when, and lets a run begin only once those that it goes on
  /// from have ended.
  var slots: Slots? { get }

  /// - Returns: what is already known about the tasks.
  mutating func start(_ tasks: [TaskStart]) throws -> [TaskEvent]

  /// What has happened since the last call, without waiting for anything.
  ///
  /// - Parameter tasks: those whose end is not known. The others may be forgotten.
  mutating func events(of tasks: [TaskID]) throws -> [TaskEvent]

  /// Whether more will be told about the task. If not, and if its end was never told, it is lost.
  func holds(_ task: TaskID) -> Bool

  /// Tells a task to save where it stands, and to end. Only called where there are `slots`.
  mutating func stop(_ task: TaskID)

  /// Ends all these tasks, because one has failed.
  ///
  /// - Returns: what they say last.
  mutating func cancel(_ tasks: [TaskID]) -> [TaskEvent]

  /// Leaves these tasks, because this command ends: some end with it, others go on without it.
  mutating func leave(_ tasks: [TaskID]) -> Farewell

  /// How long to wait before asking for events again.
  ///
  /// - Parameters:
  ///   - time: since the first start.
  ///   - isSoon: whether something is expected at any moment.
  func pause(after time: Duration, isSoon: Bool) -> Duration

  /// Waits, but no longer than until something happens.
  mutating func wait(atMost limit: Duration)
}

/// The task of a run that is started for the `number`th time. What is told about one of its earlier tasks no longer counts.
package struct TaskID: Hashable {
  /// Its place among the sweep's pending runs.
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

  /// The threads of each of so many tasks.
  package func share(of tasks: Int) -> Int { max(1, threads / max(1, tasks)) }
}

package struct TaskStart {
  package let task: TaskID
  package let run: SweepRun
  /// Where the tasks share them.
  package let threads: Int?
  /// Whether the run has begun under this very command, and now goes on.
  package let goesOn: Bool
}

/// What a transport tells about a task.
package struct TaskEvent {
  package let task: TaskID
  package let news: News

  package enum News {
    /// A line of what the task says.
    case line(String)
    /// Where the task stands, whether or not that has changed.
    case status(TaskStatus)
  }

  package init(_ task: TaskID, _ news: News) {
    self.task = task
    self.news = news
  }
}

package enum TaskStatus: Equatable {
  /// In a queue, perhaps for the second time.
  case waits
  case runs
  case ended(TaskEnd)
}

/// How a task has ended, as far as the transport knows.
package struct TaskEnd: Equatable {
  /// Nil where nobody knows, or where it did not end by itself.
  package let outcome: ChildProcess.Outcome?
  /// Why there is no result, if the transport knows that better than the task.
  package let reason: String?
  /// The file with all that the task has said.
  package let log: String?
  /// How long it may take until its result is seen here.
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
  /// What the tasks say last.
  package let events: [TaskEvent]
  /// What becomes of the runs: the end of a sentence.
  package let words: String

  package init(_ events: [TaskEvent], _ words: String) {
    self.events = events
    self.words = words
  }
}
