import Statistics
import Catalog
import Files
import Geometry
import Glibc
import Records
import Results
import Testing
import Text

@Suite struct RunRecordTests {
  let root = temporaryFolder()
  var paths: ResultPaths { ResultPaths(root: root, name: "dense") }

  @Test func aRunLeavesItsFiles() throws {
    #expect(try record().save(to: paths) == .new)
    #expect(try read(paths.history) == exampleSummary().historyTable.text)
    #expect(try read(paths.summary) == exampleSummary().json.text)
    #expect(try read(paths.resolvedSpec) == "name: dense\n")
    #expect(try read(paths.timing).hasPrefix("epoch,seconds,"))
    #expect(try read(paths.environment) == "{\"cores\": 2}\n")
    #expect(try read(paths.weights) == "weights")
    #expect(try read(paths.predictions).hasPrefix("index,label,predicted,p0,p1\n0,1,1,"))
    #expect(try DataInterface(JSONValue(text: read(paths.preprocessing))) == record().interface)
    #expect(access(paths.steps, F_OK) != 0)
  }

  @Test func theSameAgainIsIdentical() throws {
    _ = try record().save(to: paths)
    #expect(try record().save(to: paths) == .identical)
    #expect(access(paths.previous, F_OK) != 0)
  }

  @Test func whatDiffersMovesTheEarlierResultAside() throws {
    _ = try record().save(to: paths)
    var changed = record()
    changed.summary.history[0].training.loss = 0.75
    let outcome = try changed.save(to: paths)
    let difference = Difference(place: "epoch 1, loss", recorded: "0.5", now: "0.75", epoch: 1)
    #expect(outcome == .differs(difference, previous: "\(root)/dense/previous/1"))
    let old = ResultPaths(root: "\(root)/dense/previous/1", name: "dense")
    #expect(try read(old.summary) == exampleSummary().json.text)
    #expect(try read(old.history) == exampleSummary().historyTable.text)
    #expect(try read(old.weights) == "weights")
    #expect(try read(paths.summary) == changed.summary.json.text)
  }

  @Test func anotherSpecMovesTheEarlierResultAside() throws {
    _ = try record().save(to: paths)
    for number in 1...2 {
      var other = record()
      other.summary.spec = .mapping([("epochs", .integer(number)), ("metrics", .list([.string("accuracy")]))])
      #expect(try other.save(to: paths) == .replaced(previous: "\(root)/dense/previous/\(number)"))
    }
  }

  @Test func anUnreadableSummaryIsKeptToo() throws {
    _ = try record().save(to: paths)
    try AtomicFile.write("{}", to: paths.summary)
    #expect(try record().save(to: paths) == .unreadable(previous: "\(root)/dense/previous/1"))
    #expect(try read("\(root)/dense/previous/1/dense.json") == "{}")
  }

  @Test func allResultsAreFoundByName() throws {
    for name in ["b", "a"] {
      var record = record()
      record.summary.name = name
      _ = try record.save(to: ResultPaths(root: root, name: name))
    }
    #expect(try Comparison([exampleSummary()]).save(in: root) == nil)
    try AtomicFile.write("no JSON", to: root + "/notes.json")
    #expect(try ResultPaths.finished(in: root, .run).map(\.name) == ["a", "b"])
  }

  @Test(arguments: [
    ("dense", "results", "dense"), ("results/dense", "results", "dense"), ("results/dense/", "results", "dense"),
    ("./results/dense.json", "./results", "dense"), ("/dense.csv", "/", "dense"), ("v1.2", "results", "v1.2"),
  ])
  func aResultIsNamedInManyWays(argument: String, root: String, name: String) {
    #expect(ResultPaths(argument: argument, root: "results") == ResultPaths(root: root, name: name))
  }

  private func record() -> RunRecord {
    RunRecord(
      summary: exampleSummary(), resolvedSpec: "name: dense\n", weights: Array("weights".utf8),
      test: Evaluation(
        scores: Scores(loss: 0.1, metrics: [1]), classes: 2, outputs: [0.25, 0.75], predicted: [1], labels: [1]),
      steps: nil, timings: [EpochTiming(epoch: 1, seconds: 1, steps: 2, samples: 60)],
      interface: DataInterface(inputs: [.init(Shape([2, 3, 1]), .byte)], target: .classes(["no", "yes"])),
      environment: .object([.init("cores", .integer(2))]))
  }

  private func read(_ path: String) throws -> String { String(decoding: try AtomicFile.read(path), as: UTF8.self) }
}

private func temporaryFolder() -> String {
  var template = Array("/tmp/runner-tests-XXXXXX".utf8CString)
  return template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }  // not empty, so not nil
}
