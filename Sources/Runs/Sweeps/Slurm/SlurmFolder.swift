import Catalog
import Files
import Glibc
import Hashing
import Records
import Results
import Text

/// A sweep's files about its jobs, in the folder `.slurm` beside its runs' results. No run's name begins with a dot.
package struct SlurmFolder {
  private let path: String

  package init(of sweep: ResultPaths) throws {
    path = try sweep.makeFolder(".slurm")
  }

  package var script: String { path + "/tasks.sh" }

  package func log(of task: SlurmTaskID) -> String { "\(path)/\(task.text).log" }

  /// The logs' path for sbatch, in which `%` would begin a symbol.
  package var logPattern: String { absolute(path).replacing("%", with: "%%") + "/%A_%a.log" }

  /// A command holds this lock while it decides which runs to submit and submits them. Otherwise two commands at once could submit
  /// the same runs. Nil while another command holds it.
  package func lock() throws -> ResultLock? {
    do { return try ResultLock.acquire(path + "/lock") } catch {
      if case .heldBy = error { return nil }
      throw error
    }
  }

  // MARK: Submitted jobs

  /// A job array: the runs that its tasks train, by task index.
  package struct Job {
    package let id: SlurmJobID
    package let tasks: [PlannedTask]
  }

  package struct PlannedTask: Hashable {
    package let run: String
    /// See `SweepRun.conditionsHash`.
    package let conditions: String
  }

  private var jobsFile: String { path + "/jobs.json" }

  /// The jobs that were submitted from this folder and may still be in the queue. An unreadable file counts as missing: at worst a
  /// run is submitted twice, and the second task finds its result.
  package func jobs() -> [Job] {
    guard let bytes = try? AtomicFile.read(jobsFile),
      case .list(let jobs)? = (try? JSONValue(text: String(decoding: bytes, as: UTF8.self)))?["jobs"]
    else { return [] }
    return jobs.compactMap { Job($0) }
  }

  package func save(_ jobs: [Job]) throws {
    try AtomicFile.write(JSONValue.object([.init("jobs", .list(jobs.map(\.json)))]).text, to: jobsFile)
  }
}

extension SlurmFolder.Job {
  fileprivate var json: JSONValue {
    .object([
      .init("job", .string(id.number)), .init("cluster", id.cluster.map(JSONValue.string) ?? .null),
      .init(
        "tasks",
        .list(tasks.map { .object([.init("run", .string($0.run)), .init("conditions", .string($0.conditions))]) })),
    ])
  }

  fileprivate init?(_ json: JSONValue) {
    guard case .string(let number)? = json["job"], case .list(let list)? = json["tasks"] else { return nil }
    var cluster: String?
    if case .string(let name)? = json["cluster"] { cluster = name }
    // They become arguments of squeue and scancel.
    guard number.allSatisfy(\.isWholeNumber), cluster.map({ nameProblem($0) == nil }) ?? true else { return nil }
    tasks = list.compactMap { task in
      guard case .string(let run)? = task["run"], case .string(let hash)? = task["conditions"] else { return nil }
      return SlurmFolder.PlannedTask(run: run, conditions: hash)
    }
    // Otherwise an index would mean another run.
    guard tasks.count == list.count else { return nil }
    id = SlurmJobID(number: number, cluster: cluster)
  }
}

extension SweepRun {
  /// A hash of all that determines the result: a task that was submitted under other conditions is not this run's.
  package var conditionsHash: String {
    SHA256.hash(Array(RunSummary(experiment.conditions.withoutWords, status: .unfinished, history: []).json.text.utf8))
      .hex
  }
}

private func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : workingFolder() + "/" + path }
