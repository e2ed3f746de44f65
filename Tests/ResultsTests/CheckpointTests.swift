import Files
import Foundation
import Geometry
import Records
import Results
import Testing

private func exampleCheckpoint() -> Checkpoint {
  var summary = exampleSummary()
  summary.status = .unfinished
  summary.test = nil
  summary.weightsHash = nil
  summary.history.removeLast()
  var sums = ScoreSums()
  (sums.samples, sums.loss, sums.metrics) = (500, 0.1 + 0.2, [450])
  let scores = Scores(loss: 0.25, metrics: [0.9])
  return Checkpoint(
    summary: summary,
    state: TrainingState(
      finishedEpochs: 1, steps: 1, sums: sums,
      tensors: [
        NamedTensor(name: "layers.1.kernel", shape: Shape([2, 2]), values: [1, -0.0, .leastNonzeroMagnitude, 3])
      ]),
    steps: (1...2).map { step in
      StepRecord(step: step, epoch: step, stepInEpoch: 1, stepsInEpoch: 1, batch: scores, running: scores)
    },
    timings: [EpochTiming(epoch: 1, seconds: 0.125, steps: 1, samples: 60)], seconds: 1.5)
}

struct CheckpointTests {
  @Test func itReadsBackAsItWas() throws {
    let checkpoint = exampleCheckpoint()
    let read = try Checkpoint(checkpoint.encoded())
    #expect(read.state == checkpoint.state)
    #expect(read.state.tensors[0].values[1].sign == .minus)
    #expect(read.steps == checkpoint.steps)
    #expect(read.timings == checkpoint.timings)
    #expect(read.seconds == checkpoint.seconds)
    #expect(read.summary.json == checkpoint.summary.json)
    #expect(read == checkpoint)
    var scheduled = checkpoint
    for index in 0..<2 { scheduled.steps?[index].learningRate = 0.1 / Float(index + 1) }
    #expect(try Checkpoint(scheduled.encoded()).steps == scheduled.steps)
  }

  @Test func keptWeightsAreKeptApart() throws {
    var checkpoint = exampleCheckpoint()
    func weights(_ value: Float) -> [NamedTensor] {
      [NamedTensor(name: "layers.1.kernel", shape: Shape([1]), values: [value])]
    }
    (checkpoint.state.kept, checkpoint.state.best) = (weights(7), weights(8))
    #expect(try Checkpoint(checkpoint.encoded()).state == checkpoint.state)
    checkpoint.state.kept = []
    #expect(try Checkpoint(checkpoint.encoded()).state == checkpoint.state)
  }

  /// What a metric adds up need not be finite as long as the loss is.
  @Test func aSumMayBeNoNumber() throws {
    var checkpoint = exampleCheckpoint()
    checkpoint.state.sums.metrics = [.infinity, 1.5, .nan]
    let sums = try Checkpoint(checkpoint.encoded()).state.sums.metrics
    #expect(sums.map(\.isNaN) == [true, false, true] && sums[1] == 1.5)
  }

  @Test func withoutALogThereIsNone() throws {
    var checkpoint = exampleCheckpoint()
    checkpoint.steps = nil
    #expect(try Checkpoint(checkpoint.encoded()).steps == nil)
  }

  @Test func anyFlippedBitIsRefused() {
    let bytes = exampleCheckpoint().encoded()
    for index in bytes.indices {
      var damaged = bytes
      damaged[index] ^= 1 << (index % 8)
      #expect(throws: CheckpointProblem.self, "byte \(index)") { try Checkpoint(damaged) }
    }
  }

  @Test func anyOtherLengthIsRefused() {
    let bytes = exampleCheckpoint().encoded()
    for length in 0..<bytes.count {
      #expect(throws: CheckpointProblem.self, "\(length) bytes") { try Checkpoint(Array(bytes[..<length])) }
    }
    #expect(throws: CheckpointProblem.self) { try Checkpoint(bytes + [0]) }
  }

  // MARK: On the disk

  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
  private var paths: ResultPaths { ResultPaths(root: folder, name: "dense") }

  private func inFolder(_ body: () throws -> Void) throws {
    try AtomicFile.makeDirectories(paths.folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body()
  }

  @Test func theOneBeforeIsKeptAndUsedWhenTheNewestIsDamaged() throws {
    try inFolder {
      #expect(paths.newestCheckpoint() == (nil, []))
      var checkpoint = exampleCheckpoint()
      for seconds in [1.0, 2, 3] {
        checkpoint.seconds = seconds
        try paths.save(checkpoint)
      }
      #expect(paths.newestCheckpoint().checkpoint?.seconds == 3)
      try AtomicFile.write("torn", to: paths.checkpoint)
      let (earlier, problems) = paths.newestCheckpoint()
      #expect(earlier?.seconds == 2)
      #expect(problems == ["\(paths.checkpoint) is no checkpoint of this version"])
      unlink(paths.checkpoint)
      #expect(paths.newestCheckpoint().checkpoint?.seconds == 2)
      paths.removeCheckpoints()
      #expect(!paths.hasCheckpoint)
    }
  }

  @Test func theWriterBringsTheNewestToTheDisk() throws {
    try inFolder {
      let writer = CheckpointWriter(paths)
      var checkpoint = exampleCheckpoint()
      for number in 1...50 {
        checkpoint.seconds = Double(number)
        try writer.submit(checkpoint)
      }
      try writer.finish()
      #expect(paths.newestCheckpoint().checkpoint?.seconds == 50)
    }
  }

  @Test func aWriterThatFailsSaysSo() throws {
    let writer = CheckpointWriter(ResultPaths(root: "/proc/none", name: "x"))
    try writer.submit(exampleCheckpoint())
    #expect(throws: FileProblem.self) { try writer.finish() }
    #expect(throws: FileProblem.self) { try writer.submit(exampleCheckpoint()) }
  }
}
