import Records
import Testing
import Text

/// `--progress json`: whatever happens, each line of stderr is a JSON object that Documentation/progress-events.md
/// describes.
struct ProgressEventTests {
  let here = Workspace()
  let page: EventPage

  init() throws {
    page = try EventPage()
    try here.write(
      """
      name: tiny
      dataset: {name: mnist, train_limit: 600, test_limit: 200}
      layers: [flatten, {dense: {units: 10, activation: softmax}}]
      optimizer: adam
      loss: categorical_crossentropy
      metrics: [accuracy, top_k_categorical_accuracy]
      batch_size: 64
      epochs: 2
      validation_split: 0.1

      """, to: "tiny.yaml")
    try here.write("extends: tiny.yaml\nname: long\nepochs: 100000\n", to: "long.yaml")
    try here.write("extends: tiny.yaml\nname: boom\noptimizer: {sgd: {learning_rate: 1e38}}\n", to: "boom.yaml")
    for seed in [1, 2] { try here.write("extends: ../tiny.yaml\nseed: \(seed)\n", to: "seeds/s\(seed).yaml") }
  }

  private func events(_ arguments: String..., exits status: Int32) throws -> [JSONValue] {
    let outcome = try here.shell(
      (["\"$RUNNER\""] + arguments.map { "'\($0)'" } + ["--progress json"]).joined(separator: " "))
    #expect(outcome.status == status)
    return try page.events(outcome.stderr)
  }

  @Test func aRunHasAStartAndAnEnd() throws {
    let events = try events("tiny.yaml", exits: 0)
    #expect(events.words == ["start", "epoch", "epoch", "end"])
    let summary = try RunSummary(text: here.read("results/tiny.json"))
    let end = try #require(events.last)
    let test = try #require(summary.test)
    #expect(end["status"] == .string("completed"))
    #expect(end["test"]?["loss"] == .float(test.scores.loss))
    #expect(end["test"]?["accuracy"] == .float(test.scores.metrics[0]))
    #expect(end["test"]?["errors"] == test.errors.map(JSONValue.integer))
    #expect(end["weights_sha256"]?.string == summary.weightsHash)
    #expect(end["result"] == .string("results/tiny.json"))
    // A verification is a training that writes no files.
    let verification = try self.events("verify", "tiny", exits: 0)
    #expect(verification.words == events.words)
    #expect(verification.last?["result"] == .null)
  }

  @Test func aRunThatDivergesSaysSoBeforeItEnds() throws {
    let events = try events("boom.yaml", "--checkpoint-every", "0", exits: 1)
    #expect(events.words.suffix(3) == ["note", "diverged", "end"])
    let summary = try RunSummary(text: here.read("results/boom.json"))
    #expect(events.all("diverged")[0]["step"] == summary.divergence.map { .integer($0.step) })
    #expect(events.last?["status"] == .string("diverged"))
    #expect(events.last?["test"] == .null)
  }

  /// Two runs, and a report that can't be written.
  @Test func theReportsTroubleIsAWarning() throws {
    try here.write("", to: "results/report.html/file")
    let events = try events("tiny.yaml", "boom.yaml", exits: 1)
    #expect(events.all("end").map { $0["name"]?.string } == ["tiny", "boom"])
    #expect(events.words.last == "warning")
    #expect(
      events.last?["message"]
        == .string(
          "the report was not written: results/report.html: this is a folder; name another file with: "
            + "runner report --output FILE"))
  }

  /// Starts long.yaml, waits for a checkpoint, runs `then`, and ends the run with `signal`. A script's shell starts
  /// background programs with SIGINT ignored, unlike a person's shell. The file of events exists before the run starts,
  /// empty, because it is read at once.
  private func interrupted(by signal: String, then: String = ":") throws -> Outcome {
    try here.shell(
      """
      : >err
      env --default-signal=INT "$RUNNER" long.yaml --progress json --checkpoint-every 0 2>>err & PID=$!
      for i in $(seq 3000); do grep -q '"epoch"' err && [ -e results/long/checkpoint.previous ] && break; sleep 0.02; done
      \(then); kill -\(signal) $PID; wait $PID; STATUS=$?; cat err >&2; exit $STATUS
      """)
  }

  @Test func ctrlCIsAnEventAndSoIsGoingOn() throws {
    let first = try interrupted(by: "INT")
    #expect(first.status == 130)
    let events = try page.events(first.stderr)
    #expect(events.words.suffix(2) == ["interrupted", "end"])
    #expect(events.last?["status"] == .string("interrupted"))
    #expect(events.all("start").count == 1 && events.all("resume").isEmpty)
    let second = try interrupted(by: "TERM")
    #expect(second.status == 143)
    let resumed = try page.events(second.stderr)
    #expect(resumed.words.prefix(2) == ["start", "resume"])
    let place = events.all("interrupted")[0]
    for field in ["finished_epochs", "steps"] { #expect(resumed[1][field] == place[field]) }
    // Another spec under the name, and a damaged checkpoint.
    try here.write("torn", to: "results/long/checkpoint")
    let other = try self.events("long.yaml", "--set", "epochs=1", exits: 0)
    #expect(other.words.prefix(3) == ["start", "warning", "note"])
  }

  @Test func aHeldLockIsAnError() throws {
    _ = try interrupted(by: "TERM", then: "\"$RUNNER\" long.yaml --progress json 2>second; echo $? >code")
    #expect(try here.read("code") == "75\n")
    let events = try page.events(here.read("second"))
    #expect(events.words == ["error"])
    #expect(events[0]["file"] == .string("results/long/lock"))
    #expect(events[0]["exit_code"] == .integer(75))
    #expect(events[0]["message"]?.string?.hasPrefix("another process (") == true)
  }

  @Test func everyMistakeInASpecIsAnEvent() throws {
    try here.write("extends: tiny.yaml\nepochs: 1_0\nbatchsize: 3\n", to: "bad.yaml")
    let events = try events("bad.yaml", "missing.yaml", exits: 65)
    #expect(events.map { $0["file"]?.string } == ["bad.yaml", "bad.yaml", "missing.yaml"])
    #expect(
      events[0].fields == [
        "event": "error", "file": "bad.yaml", "line": "2", "column": "9", "path": "epochs",
        "message": "'1_0' is not a whole number", "hint": "write 10", "exit_code": "65",
      ])
    #expect(
      events[2].fields == [
        "event": "error", "file": "missing.yaml", "message": "No such file or directory", "hint": "check the path",
        "exit_code": "65",
      ])
    let many = (0..<150).map { "key\($0): 1\n" }.joined()
    try here.write("extends: tiny.yaml\n" + many, to: "many.yaml")
    let limited = try self.events("many.yaml", exits: 65)
    #expect(limited.all("error").count == 100)
    #expect(limited.last?.fields == ["event": "note", "message": "… and 50 more problems"])
  }

  @Test(
    arguments: [
      (["tiny.yaml", "--data", "nowhere"], 66), (["verify", "nothing"], 66),
      (["tiny.yaml", "--set", "dataset={idx: gone}"], 66),
      (["tiny.yaml", "--results", "tiny.yaml"], 74), (["tiny.yaml", "--threads", "0"], 64), (["run"], 64),
      (["compare", "--no-such-option"], 64), (["sweep", "tiny.yaml"], 65), (["predict", "tiny", "x.png"], 66),
    ] as [([String], Int32)])
  func whateverIsWrongIsAnEvent(arguments: [String], status: Int32) throws {
    for progress in [
      ["--progress", "json"], ["--progress=json"], ["--progress", "plain", "--progress", "json", "-q"],
    ] {
      let words = (arguments + progress).map { "'\($0)'" }.joined(separator: " ")
      let outcome = try here.shell("\"$RUNNER\" \(words)")
      #expect(outcome.status == status)
      let events = try page.events(outcome.stderr)
      #expect(events.words == ["error"])
      #expect(events.first?["exit_code"] == .integer(Int(status)))
    }
  }

  @Test func aSweepCountsItsRuns() throws {
    try here.write("extends: ../boom.yaml\nname: bang\n", to: "seeds/bang.yaml")
    try here.write("", to: "results/seeds/s1")
    let events = try events("sweep", "seeds", "--jobs", "1", exits: 1)
    let counts = events.all("sweep").map { $0.fields }
    #expect(counts.count == 4)
    #expect(counts[0]["name"] == "null")
    #expect(counts.map { $0["done"] } == ["0", "1", "2", "3"])
    #expect(
      Set(counts.dropFirst().map { "\($0["name"] ?? ""): \($0["status"] ?? "")" }) == [
        "bang: diverged", "s1: failed", "s2: completed",
      ])
    #expect(counts[3]["diverged"] == "1" && counts[3]["failed"] == "1")
    let errors = events.all("error").map { $0.fields }
    #expect(errors.count == 2)
    #expect(errors[0]["name"] == "s1" && errors[0]["file"] == "results/seeds/s1" && errors[0]["exit_code"] == "74")
    #expect(errors[1]["exit_code"] == "1")
    #expect(events.all("diverged").map { $0["name"]?.string } == ["bang"])
    #expect(events.all("end").compactMap { $0["name"]?.string }.sorted() == ["bang", "s2"])
  }

  @Test func aSweepsRunThatAnotherProcessTrainsIsNoError() throws {
    let outcome = try here.shell(
      """
      printf 'extends: ../long.yaml\\nname: s1\\n' >seeds/s1.yaml
      env --default-signal=INT "$RUNNER" seeds/s1.yaml --results results/seeds --checkpoint-every 0 --progress none >/dev/null & PID=$!
      for i in $(seq 3000); do [ -e results/seeds/s1/checkpoint ] && break; sleep 0.02; done
      : >err; env --default-signal=INT "$RUNNER" sweep seeds --progress json --jobs 1 2>>err & SWEEP=$!
      for i in $(seq 3000); do grep -q 'another process is training it' err && grep -q '"s2".*completed' err && break; sleep 0.05; done
      kill -TERM $SWEEP; wait $SWEEP; STATUS=$?; kill -KILL $PID; wait; cat err >&2; exit $STATUS
      """)
    #expect(outcome.status == 143)
    let events = try page.events(outcome.stderr)
    #expect(events.all("error").isEmpty)
    #expect(events.all("note").first?["name"] == .string("s1"))
    #expect(events.last?["event"] == .string("interrupted"))
    #expect(events.last?["sweep"] == .string("seeds"))
  }

  @Test func everyRunOfAnInterruptedSweepHasItsEnd() throws {
    let outcome = try here.shell(
      """
      : >err; env --default-signal=INT "$RUNNER" sweep seeds --set epochs=100000 --jobs 2 --progress json 2>>err & PID=$!
      for i in $(seq 3000); do [ $(grep -c '"epoch": 2,' err) = 2 ] && break; sleep 0.02; done
      kill -INT $PID; wait $PID; STATUS=$?; cat err >&2; exit $STATUS
      """)
    #expect(outcome.status == 130)
    let events = try page.events(outcome.stderr)
    #expect(events.all("end").map { $0["status"]?.string } == ["interrupted", "interrupted"])
    #expect(events.last?["sweep"] == .string("seeds"))
  }

  /// A run that continues with the threads of one that has ended is not reported as interrupted.
  @Test func aRunThatMovesHasOneEnd() throws {
    try here.write("extends: ../tiny.yaml\nepochs: 5000\n", to: "seeds/s1.yaml")
    let events = try events("sweep", "seeds", "--jobs", "2", "--threads", "2", exits: 0)
    #expect(events.all("interrupted").isEmpty)
    #expect(events.all("end").count == 2)
    #expect(events.all("resume").count == 1)
  }

  /// The page promises nothing that does not exist: every field that it describes is in some event.
  @Test func whatIsDocumentedIsSeen() throws {
    var events = try events("tiny.yaml", exits: 0)
    events += try self.events("boom.yaml", "--checkpoint-every", "0", exits: 1)
    for signal in ["INT", "TERM"] { events += try page.events(interrupted(by: signal).stderr) }
    try here.write("torn", to: "results/long/checkpoint")
    events += try self.events("long.yaml", "--set", "epochs=1", exits: 0)
    let stop = "callbacks: [early_stopping: {monitor: loss, mode: max}]"
    try here.write("extends: tiny.yaml\nepochs: 3\n\(stop)\n", to: "stopped.yaml")
    events += try self.events("stopped.yaml", exits: 0)
    try here.write("extends: tiny.yaml\nepochs: 1_0\n", to: "bad.yaml")
    events += try self.events("bad.yaml", exits: 65)
    try here.write("", to: "results/seeds/s1")
    events += try self.events("sweep", "seeds", exits: 1)
    events += try page.events(
      here.shell(
        """
        : >err; env --default-signal=INT "$RUNNER" sweep seeds --set epochs=100000 --jobs 1 --progress json 2>>err & PID=$!
        for i in $(seq 3000); do grep -q '"event": "epoch"' err && break; sleep 0.02; done
        kill -INT $PID; wait $PID; cat err >&2
        """
      ).stderr)
    var seen: [String: Set<String>] = [:]
    for event in events { seen[event["event"]?.string ?? "", default: []].formUnion(EventPage.fields(of: event)) }
    for (event, fields) in page.fields where !["submit", "attach", "queue", "cancel"].contains(event) {
      #expect(fields.subtracting(seen[event] ?? []).sorted() == [], "of \(event)")
    }
  }
}

extension JSONValue {
  /// All fields of an event except its time, as text.
  fileprivate var fields: [String: String] {
    guard case .object(let members) = self else { return [:] }
    let pairs = members.filter { $0.key != "time" }.map { ($0.key, $0.value.string ?? $0.value.line) }
    return Dictionary(uniqueKeysWithValues: pairs)
  }
}
