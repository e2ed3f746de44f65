import Foundation
import Records
import Testing

/// Sweeps on a real one-node Slurm, compared with the same sweeps trained by the local executor.
@Suite(
  .serialized, .enabled(if: SlurmNode.problem == nil, "there is no Slurm: \(SlurmNode.problem ?? "")"), StopsSlurm())
struct SlurmTests {
  let here = Workspace()

  init() throws { try here.write(tiny, to: "tiny.yaml") }

  /// A folder `name` of specs that extend `tiny` with `changes`.
  private func writeSweep(_ name: String, _ changes: [String: String]) throws {
    for (run, change) in changes { try here.write("extends: ../tiny.yaml\n\(change)\n", to: "\(name)/\(run).yaml") }
  }

  private func writeSeeds(_ name: String) throws {
    try writeSweep(name, ["s1": "seed: 1", "s2": "seed: 2", "s3": "seed: 3"])
  }

  private func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Outcome {
    try shell(
      (["timeout 60 \"$RUNNER\" sweep"] + arguments.map { "'\($0.replacing("'", with: "'\\''"))'" }).joined(
        separator: " "),
      environment)
  }

  private func shell(_ line: String, _ environment: [String: String] = [:]) throws -> Outcome {
    try here.shell(line, environment: SlurmNode.environment.merging(environment) { $1 })
  }

  /// Every file of a sweep that is a function of its specs, by its path in the results' folder.
  private func results(_ folder: String) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for case let path as String in FileManager.default.enumerator(atPath: here.path + "/" + folder) ?? .init() {
      let name = path.split(separator: "/").last ?? ""
      let isOfTheRun =
        ["timing.csv", "environment.json", "lock", "report.html", "checkpoint.final"].contains(name)
        || path.contains("/.slurm")
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: "\(here.path)/\(folder)/\(path)", isDirectory: &isFolder)
      if !isOfTheRun && !isFolder.boolValue { files[path] = try here.bytes("\(folder)/\(path)") }
    }
    return files
  }

  private func requireTheLocalResults(_ sweep: String, _ folder: String = "results", _ options: String...) throws {
    let outcome = try here.shell(
      (["\"$RUNNER\" sweep", sweep, "--quiet --results local"] + options).joined(separator: " "))
    #expect(outcome.status == 0)
    let (expected, found) = (try results("local"), try results(folder))
    #expect(expected.count >= 8)
    #expect(found.keys.sorted() == expected.keys.sorted())
    // Names alone, not pages of bytes.
    let different = expected.filter { found[$0.key] != $0.value }.keys.sorted()
    #expect(different == [])
  }

  /// The numbers of the job arrays that Slurm has had under a sweep's name.
  private func arrays(_ sweep: String) throws -> [String] {
    let lines = try shell("squeue --noheader --states=all --name=\(sweep) --format=%F").stdout.split(separator: "\n")
    return Set(lines.map(String.init)).sorted()
  }

  // MARK: The same results

  @Test func theResultsAreTheLocalOnesWhateverTheFoldersName() throws {
    try writeSeeds("seeds")
    let folder = "it's 100%A \"results\""
    let outcome = try run(
      "seeds", "--executor", "slurm", "--results", folder, "--threads", "2", "--jobs", "1")
    #expect(outcome.status == 0)
    let job = try #require(arrays("seeds").first)
    #expect(outcome.stdout.contains("\nseeds: 3 runs, 3 to train, one after the other with 2 threads: about "))
    #expect(outcome.stderr.hasPrefix("seeds: 3 runs submitted: \(job)_[0-2]\n"))
    #expect(outcome.stderr.contains(/\n\[3\/3\] s[123]: val_accuracy [0-9.]+ after 2 epochs\n$/))
    let environment = try here.read(folder + "/seeds/s1/environment.json")
    #expect(environment.contains("\"threads\": 2"))
    try requireTheLocalResults("seeds", folder)
    let again = try run("seeds", "--executor", "slurm", "--results", folder)
    #expect(again.status == 0)
    #expect(again.stderr.isEmpty)
    #expect(try arrays("seeds") == [job])
  }

  @Test func programsGetEvents() throws {
    try writeSweep("events", ["s1": "seed: 1"])
    let outcome = try run(
      "events", "--executor", "slurm", "--progress", "json", environment: ["RUNNER_ISA": "portable"])
    let job = try #require(arrays("events").first)
    let lines = outcome.stderr.split(separator: "\n").map(String.init)
    let submission = #"{"event": "submit", "sweep": "events", "tasks": [{"run": "s1", "task": "\#(job)_0"}], "time": "#
    #expect(lines[1].hasPrefix(submission))
    #expect(lines.contains { $0.hasPrefix(#"{"event": "epoch", "name": "s1", "epoch": 2,"#) })
    let events = try EventPage().events(outcome.stderr).words
    #expect(events.first == "sweep" && events.last == "sweep")
    #expect(events.contains("queue") && events.contains("end"))
    // A task has the environment of the command that submitted it.
    #expect(try here.read("results/events/s1/environment.json").contains("\"instruction_set\": \"portable\""))
  }

  @Test func theRungsOfASearchAreSubmittedOneAfterTheOther() throws {
    let keys = "batch_size: {int_uniform: [16, 99]}, optimizer.adam.learning_rate: {log_uniform: [1e-4, 1]}"
    let spec = tiny.replacing("name: tiny", with: "name: rungs").replacing("epochs: 2", with: "epochs: 4")
    try here.write(spec + "sweep: {search: {method: asha, trials: 4, reduction: 2, \(keys)}}\n", to: "rungs.yaml")
    let refused = try run("rungs.yaml", "--executor", "slurm", "--no-wait")
    #expect(refused.status == 64 && refused.stderr.contains("it has to wait for them"), "\(refused)")
    let outcome = try run("rungs.yaml", "--executor", "slurm")
    #expect(outcome.status == 0, "\(outcome)")
    let jobs = outcome.stderr.split(separator: "\n").filter { $0.contains(" submitted: ") }
    #expect(jobs.map { $0.contains("4 runs") || $0.contains("2 runs") || $0.contains("1 run ") } == [true, true, true])
    try requireTheLocalResults("rungs.yaml")
  }

  // MARK: What goes wrong

  @Test func aRunThatFailsIsReportedWithItsLog() throws {
    // The longer runs are submitted first, so the one that fails ends last.
    try writeSweep("fails", ["s1": "seed: 1\nepochs: 12", "s2": "seed: 2", "s3": "seed: 3\nepochs: 12"])
    // A folder takes the place of the lock's file.
    try here.write("", to: "results/fails/s2/lock/file")
    let outcome = try run("fails", "--executor", "slurm")
    #expect(outcome.status == 1)
    let job = try #require(arrays("fails").first)
    let log = try #require(
      (0..<3).map { "results/fails/.slurm/\(job)_\($0).log" }.first { text in
        (try? here.read(text).hasPrefix(#"{"event": "error", "#)) ?? false
      })
    let reason = "error: results/fails/s2/lock: this is no regular file, where a lock should be; remove it (\(log))"
    #expect(outcome.stderr.contains("[3/3] s2 FAILED: \(reason)\n"))
    #expect(outcome.stderr.hasSuffix("error: fails: s2: \(reason)\n"))
    #expect(try RunSummary(text: here.read("results/fails/s3.json")).status == .completed)
    // Only what is missing is submitted again.
    try here.remove("results/fails/s2/lock")
    let again = try run("fails", "--executor", "slurm")
    #expect(again.status == 0)
    let jobs = try arrays("fails")
    #expect(again.stderr.hasPrefix("fails: 1 run submitted: \(jobs[1])_0\n"))
    try requireTheLocalResults("fails")
  }

  @Test func failFastCancelsTheRest() throws {
    try writeSweep("fast", ["a": "optimizer: {sgd: {learning_rate: 1e30}}", "b": "epochs: 100000"])
    let outcome = try run("fast", "--executor", "slurm", "--fail-fast", "--progress", "none")
    #expect(outcome.status == 1)
    #expect(outcome.stderr.hasSuffix("error: fast: a: diverged\n"))
    #expect(try shell("squeue --noheader --name=fast --states=PENDING,RUNNING").stdout == "")
  }

  @Test func aCancelledRunIsReported() throws {
    try writeSweep("cancel", ["a": "epochs: 100000"])
    let submitted = try run("cancel", "--executor", "slurm", "--no-wait")
    let job = try #require(arrays("cancel").first)
    #expect(
      submitted.stdout.hasSuffix(
        "cancel: training goes on as \(job)_0; the same command without --no-wait waits for the results, scancel \(job) "
          + "ends it\n"))
    let outcome = try shell(
      """
      "$RUNNER" sweep cancel --executor slurm 2>err & pid=$!
      running() { grep -q 'in the queue already' err && test -s results/cancel/.slurm/\(job)_0.log; }
      until running || ! kill -0 $pid; do sleep 0.05; done
      scancel \(job); wait $pid; s=$?; cat err >&2; exit $s
      """)
    #expect(outcome.status == 1)
    #expect(outcome.stderr.hasSuffix("\nerror: cancel: a: it was cancelled (results/cancel/.slurm/\(job)_0.log)\n"))
  }

  @Test func whatSlurmRefusesIsSaidInItsWords() throws {
    try writeSweep("refused", ["a": "seed: 1"])
    let outcome = try run("refused", "--executor", "slurm", "--slurm-args", "--partition=nowhere")
    #expect(outcome.status == 1)
    #expect(
      outcome.stderr == """
        error: sbatch: invalid partition specified: nowhere; Batch job submission failed: Invalid partition name specified
          check --slurm-args

        """)
  }

  @Test func aQueueThatDoesNotAnswerIsAskedAgain() throws {
    try writeSweep("deaf", ["a": "seed: 1"])
    // The injected fault: twice, the controller seems to be down.
    try here.write(
      """
      #!/bin/sh
      count=$(cat count 2>/dev/null || echo 0)
      echo $((count + 1)) > count
      if [ "$count" -lt 2 ]; then
        echo "slurm_load_jobs error: Unable to contact slurm controller (connect failure)" >&2
        exit 1
      fi
      exec /usr/bin/squeue "$@"

      """, to: "bin/squeue")
    let outcome = try shell(
      "chmod +x bin/squeue; PATH=$PWD/bin:$PATH \"$RUNNER\" sweep deaf --executor slurm --slurm-args '--begin=now+2'")
    #expect(outcome.status == 0)
    let warning =
      "warning: squeue: slurm_load_jobs error: Unable to contact slurm controller (connect failure); "
      + "asking again until it answers\n"
    #expect(outcome.stderr.components(separatedBy: warning).count == 2)
    #expect(outcome.stderr.contains("deaf: squeue answers again\n"))
  }

  // MARK: Detaching and attaching

  @Test func ctrlCLeavesTheJobsAndTheSameCommandAttaches() throws {
    try writeSeeds("attach")
    let outcome = try shell(
      """
      env --default-signal=INT "$RUNNER" sweep attach --executor slurm --slurm-args --hold --progress none &
      until grep -q '"s3"' results/attach/.slurm/jobs.json 2>/dev/null; do sleep 0.05; done
      kill -INT $!; wait $!
      """)
    #expect(outcome.status == 130)
    let job = try #require(arrays("attach").first)
    #expect(
      outcome.stderr
        == "attach: interrupted; the jobs go on as \(job)_[0-2]; the same command attaches to them again, scancel \(job) "
        + "ends them\n")
    let attached = try shell(
      """
      "$RUNNER" sweep attach --executor slurm 2>one & one=$!
      "$RUNNER" sweep attach --executor slurm 2>other & other=$!
      until grep -qs JobHeldUser one && grep -qs JobHeldUser other; do sleep 0.05; done
      scontrol release \(job)
      wait $one && wait $other
      """)
    #expect(attached.status == 0)
    for command in ["one", "other"] {
      #expect(
        try here.read(command).hasPrefix(
          "attach: 3 runs in the queue already: \(job)_[0-2]\nattach: 0 running, 3 waiting (JobHeldUser)\n"))
    }
    #expect(try arrays("attach") == [job])
  }

  @Test func twoCommandsAtOnceSubmitARunOnce() throws {
    try writeSeeds("twice")
    // Between the decision and the record there is time enough for the other process to decide, too.
    try here.write("#!/bin/sh\nsleep 1\nexec /usr/bin/sbatch \"$@\"\n", to: "bin/sbatch")
    let outcome = try shell(
      """
      chmod +x bin/sbatch; PATH=$PWD/bin:$PATH
      "$RUNNER" sweep twice --executor slurm --slurm-args --hold 2>one & one=$!
      "$RUNNER" sweep twice --executor slurm --slurm-args --hold 2>other & other=$!
      until grep -qs JobHeldUser one && grep -qs JobHeldUser other; do sleep 0.05; done
      scontrol release $(squeue --noheader --name=twice --format=%F)
      wait $one && wait $other
      """)
    #expect(outcome.status == 0)
    let jobs = try arrays("twice")
    #expect(jobs.count == 1)
    let firstLines = try ["one", "other"].map { try here.read($0).prefix { $0 != "\n" } }.sorted()
    #expect(
      firstLines == [
        "twice: 3 runs in the queue already: \(jobs[0])_[0-2]", "twice: 3 runs submitted: \(jobs[0])_[0-2]",
      ])
  }

  @Test func anotherSpecDoesNotAttach() throws {
    try writeSweep("changed", ["a": "seed: 1"])
    _ = try run("changed", "--executor", "slurm", "--no-wait", "--slurm-args", "--hold")
    let first = try #require(arrays("changed").first)
    let outcome = try run("changed", "--executor", "slurm", "--set", "seed=5")
    #expect(outcome.status == 0)
    let second = try #require(arrays("changed").first { $0 != first })
    #expect(outcome.stderr.hasPrefix("changed: 1 run submitted: \(second)_0\n"))
    try requireTheLocalResults("changed", "results", "--set seed=5")
    _ = try shell("scancel \(first)")
  }

  @Test func anotherDescriptionAttaches() throws {
    try writeSweep("words", ["a": "seed: 1"])
    _ = try run("words", "--executor", "slurm", "--no-wait", "--slurm-args", "--begin=now+3")
    let job = try #require(arrays("words").first)
    try writeSweep("words", ["a": "seed: 1\ndescription: in other words"])
    let outcome = try run("words", "--executor", "slurm")
    #expect(outcome.status == 0)
    #expect(outcome.stderr.hasPrefix("words: 1 run in the queue already: \(job)_0\n"))
    #expect(try arrays("words") == [job])
    try requireTheLocalResults("words")
  }

  /// One after the other although both processors are free, so that no epoch is trained twice.
  @Test func longerRunsGoOnFromShorterOnes() throws {
    try writeSweep("epochs", ["a": "epochs: 2", "b": "epochs: 4", "c": "epochs: 6", "d": "seed: 2"])
    let outcome = try run("epochs", "--executor", "slurm")
    #expect(outcome.status == 0)
    let jobs = try arrays("epochs").sorted { (Int($0) ?? 0) < (Int($1) ?? 0) }
    try #require(jobs.count == 3)
    #expect(outcome.stderr.hasPrefix("epochs: 4 runs submitted: \(jobs[0])_[0-1] and \(jobs[1])_0 and \(jobs[2])_0\n"))
    for (run, shorter, job) in [("b", "a", jobs[1]), ("c", "b", jobs[2])] {
      let log = try here.read("results/epochs/.slurm/\(job)_0.log")
      #expect(log.contains(#""name": "\#(run)""#) && !log.contains(#""epoch": 1,"#), "\(shorter): \(log)")
    }
    try requireTheLocalResults("epochs")
  }

  /// The command that attaches again submits the runs that depend on one still in the queue.
  @Test func aLongerRunWaitsForOneThatIsInTheQueue() throws {
    try writeSweep("later", ["a": "epochs: 2"])
    _ = try run("later", "--executor", "slurm", "--no-wait", "--slurm-args", "--begin=now+3")
    try writeSweep("later", ["b": "epochs: 4"])
    let outcome = try run("later", "--executor", "slurm")
    #expect(outcome.status == 0)
    let jobs = try arrays("later").sorted { (Int($0) ?? 0) < (Int($1) ?? 0) }
    let log = try here.read("results/later/.slurm/\(jobs.last ?? "")_0.log")
    #expect(log.contains(#""name": "b""#) && !log.contains(#""epoch": 1,"#), "\(log)")
    try requireTheLocalResults("later")
  }

  @Test func aRequeuedTaskGoesOnFromItsCheckpoint() throws {
    try writeSweep("requeue", ["a": "epochs: 150"])
    _ = try run("requeue", "--executor", "slurm", "--no-wait", "--restart")
    let job = try #require(arrays("requeue").first)
    let log = "results/requeue/.slurm/\(job)_0.log"
    // Slurm delays a requeued job by some seconds unless it is configured otherwise.
    let outcome = try shell(
      """
      until grep -q '"epoch": 20,' \(log) 2>/dev/null; do sleep 0.05; done
      scontrol requeue \(job)_0
      until squeue --noheader --jobs=\(job) --states=PENDING | grep -q .; do sleep 0.05; done
      (sleep 1; scontrol update jobid=\(job)_0 starttime=now) &
      "$RUNNER" sweep requeue --executor slurm; s=$?; wait; exit $s
      """)
    #expect(outcome.status == 0)
    #expect(outcome.stderr.hasPrefix("requeue: 1 run in the queue already: \(job)_0\n"))
    #expect(outcome.stderr.contains(/\na: an interrupted run goes on after epoch [0-9]+ of 150\n/))
    #expect(try here.read(log).contains(/"message": "a: interrupted within epoch \d+ of 150, after step \d of 9;/))
    #expect(try arrays("requeue") == [job])
    try requireTheLocalResults("requeue")
  }

  @Test func aRunThatAnotherProcessHeldIsSubmittedOnceItIsFree() throws {
    try writeSweep("held", ["a": "seed: 1"])
    try here.write("", to: "results/held/a/lock")
    let outcome = try shell(
      """
      flock results/held/a/lock sleep 7 &
      timeout 60 "$RUNNER" sweep held --executor slurm; s=$?; wait; exit $s
      """)
    #expect(outcome.status == 0)
    let jobs = try arrays("held")
    #expect(jobs.count == 2)
    #expect(
      outcome.stderr.contains("a: another process is training it\nheld: 1 run submitted: \(jobs.last ?? "")_0\n"))
    try requireTheLocalResults("held")
  }

  @Test func aLocalSweepBesideItTrainsEachRunOnce() throws {
    try writeSeeds("both")
    // Long enough that none ends before the jobs are submitted. The task finds the local sweep's lock, and its run's
    // result comes from there.
    let outcome = try shell(
      """
      "$RUNNER" sweep both --set epochs=400 --jobs 3 --progress none --quiet &
      until [ -e results/both/s1/checkpoint ] && [ -e results/both/s2/checkpoint ] && [ -e results/both/s3/checkpoint ]
      do sleep 0.05; done
      "$RUNNER" sweep both --set epochs=400 --executor slurm; s=$?; wait $! && exit $s
      """)
    #expect(outcome.status == 0)
    #expect(outcome.stderr.contains("both: 3 runs submitted: "))
    #expect(!outcome.stderr.contains("FAILED"))
    for run in ["s1", "s2", "s3"] { #expect(!here.exists("results/both/\(run)/previous")) }
    try requireTheLocalResults("both", "results", "--set epochs=400")
  }
}
