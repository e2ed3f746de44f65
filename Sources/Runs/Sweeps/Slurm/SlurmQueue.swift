import Glibc
import Machine
import Processes
import Runs

/// A job array, as named by sbatch.
package struct SlurmJobID: Hashable {
  package let number: String
  /// With `--clusters`, the cluster that took it.
  package let cluster: String?

  /// From the answer of `sbatch --parsable`: `12` or `12;cluster`.
  package init?(answer: String) {
    let parts = answer.split(separator: "\n").last.map { $0.split(separator: ";").map(String.init) } ?? []
    guard let number = parts.first, !number.isEmpty, number.allSatisfy(\.isNumber) else { return nil }
    self.init(number: number, cluster: parts.count > 1 ? parts[1] : nil)
  }

  package init(number: String, cluster: String?) {
    self.number = number
    self.cluster = cluster
  }

  /// The cluster option for squeue and scancel.
  fileprivate var clusterWords: [String] { cluster.map { ["--clusters=\($0)"] } ?? [] }
}

extension [SlurmJobID] {
  /// For sbatch: the new job begins after all of these have ended. Only for one cluster, because no other knows their numbers.
  package var dependencyWords: [String] {
    guard let first else { return [] }
    let numbers = filter { $0.cluster == first.cluster }.map { ":" + $0.number }.joined()
    return first.clusterWords + ["--dependency=afterany" + numbers]
  }
}

/// One task of a job array.
package struct SlurmTaskID: Hashable {
  package let job: SlurmJobID
  package let index: Int

  package var text: String { "\(job.number)_\(index)" }
}

/// A task's state.
package enum SlurmTaskState: Equatable {
  /// What it waits for, in Slurm's terms: `Resources`, `Priority`, …
  case waiting(String)
  case running
  case ended(SlurmEnd)
}

/// How a task ended.
package enum SlurmEnd: Equatable {
  /// By itself.
  case exited(ChildProcess.Outcome)
  /// Slurm ended it, for this reason: `TIMEOUT`, `CANCELLED`, …
  case stopped(String)
  /// The queue no longer lists it: it forgets tasks minutes after they end.
  case forgotten
}

/// Slurm's programs. Only they know the cluster: nothing here decides where or when tasks run.
package enum SlurmQueue {
  /// A failed Slurm program's error message.
  package struct Problem: Error {
    package let words: String
  }

  /// - Throws: a `Failure` if sbatch is not in the PATH.
  package static func requireCommands() throws {
    let folders = (environmentVariable("PATH") ?? "").split(separator: ":")
    guard !folders.contains(where: { access($0 + "/sbatch", X_OK) == 0 }) else { return }
    throw Failure(
      .missingInput,
      "error: --executor slurm: there is no program 'sbatch' on the PATH; "
        + "call this where Slurm's programs are, or train on this machine: --executor local")
  }

  package static func submit(_ words: [String]) throws -> SlurmJobID {
    // This program may itself run in a job, whose variables sbatch would pass on to the new one.
    for name in ["SLURM_CPUS_PER_TASK", "SLURM_RESTART_COUNT"] { unsetenv(name) }
    let answer = try ChildProcess.answer(of: "sbatch", words)
    guard answer.outcome == .exited(0), let job = SlurmJobID(answer: answer.stdout) else {
      throw Problem(words: said("sbatch", answer))
    }
    return job
  }

  /// The states of all tasks of these jobs that the queue lists.
  package static func states(of jobs: Set<SlurmJobID>) throws -> [SlurmTaskID: SlurmTaskState] {
    var states: [SlurmTaskID: SlurmTaskState] = [:]
    for (cluster, jobs) in Dictionary(grouping: jobs, by: \.cluster) {
      let numbers = jobs.map(\.number).joined(separator: ",")
      let answer = try ChildProcess.answer(
        of: "squeue",
        jobs[0].clusterWords + [
          "--noheader", "--array", "--states=all", "--jobs=" + numbers,
          "--Format=ArrayJobID:|,ArrayTaskID:|,State:|,exit_code:|,Reason:|",
        ])
      // squeue fails for a single job that it has forgotten, but ignores forgotten ones among several.
      if answer.outcome != .exited(0) && answer.stderr.contains("Invalid job id") { continue }
      guard answer.outcome == .exited(0) else { throw Problem(words: said("squeue", answer)) }
      for line in answer.stdout.split(separator: "\n") {
        let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        guard fields.count >= 5, let index = Int(fields[1]) else { continue }
        states[SlurmTaskID(job: SlurmJobID(number: fields[0], cluster: cluster), index: index)] =
          SlurmTaskState(fields[2], exitCode: fields[3], reason: fields[4])
      }
    }
    return states
  }

  package static func cancel(_ tasks: [SlurmTaskID]) throws {
    for (_, tasks) in Dictionary(grouping: tasks, by: \.job.cluster) {
      let answer = try ChildProcess.answer(of: "scancel", tasks[0].job.clusterWords + tasks.map(\.text))
      guard answer.outcome == .exited(0) else { throw Problem(words: said("scancel", answer)) }
    }
  }

  /// The program's message, such as `sbatch: Invalid partition name specified`.
  private static func said(_ program: String, _ answer: ChildProcess.Answer) -> String {
    let lines = (answer.stderr + answer.stdout).split(separator: "\n").map { line in
      var line = line
      for prefix in ["\(program): ", "error: ", "fatal: "] where line.hasPrefix(prefix) {
        line.removeFirst(prefix.count)
      }
      return String(line)
    }
    return program + ": " + (lines.isEmpty ? "it failed without a word" : lines.joined(separator: "; "))
  }
}

extension SlurmTaskState {
  package var isLive: Bool { if case .ended = self { false } else { true } }

  /// From the fields of squeue. `exitCode` is a status as `wait` returns it.
  package init(_ state: String, exitCode: String, reason: String) {
    switch state {
    case "PENDING", "CONFIGURING", "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD", "SPECIAL_EXIT":
      self = .waiting(reason)
    case "COMPLETED", "FAILED":
      self = .ended(.exited(.init(waitStatus: Int32(exitCode) ?? (state == "FAILED" ? 1 << 8 : 0))))
    case "BOOT_FAIL", "CANCELLED", "DEADLINE", "NODE_FAIL", "OUT_OF_MEMORY", "PREEMPTED", "REVOKED", "TIMEOUT":
      self = .ended(.stopped(state))
    default: self = .running
    }
  }
}

extension Collection<SlurmTaskID> {
  /// `12_[0-2,5]`, and for several jobs `12_[0-2,5] and 14_0`.
  package var text: String {
    var jobs: [SlurmJobID] = []
    for task in self where !jobs.contains(task.job) { jobs.append(task.job) }
    return jobs.map { job in
      let indices = filter { $0.job == job }.map(\.index).sorted()
      return indices.count == 1 ? "\(job.number)_\(indices[0])" : "\(job.number)_[\(ranges(indices))]"
    }.joined(separator: " and ")
  }

  /// The command that ends their jobs.
  package var cancellation: String {
    var words = ["scancel"]
    for task in self {
      for word in task.job.clusterWords + [task.job.number] where !words.contains(word) { words.append(word) }
    }
    return words.joined(separator: " ")
  }

  private func ranges(_ sorted: [Int]) -> String {
    var ranges: [ClosedRange<Int>] = []
    for index in sorted {
      if let last = ranges.last, last.upperBound == index - 1 {
        ranges[ranges.count - 1] = last.lowerBound...index
      } else {
        ranges.append(index...index)
      }
    }
    return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
      .joined(separator: ",")
  }
}
