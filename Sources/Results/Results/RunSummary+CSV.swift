import Catalog
import Records
import Text

extension RunSummary {
  /// `epoch,loss,accuracy[,val_loss,val_accuracy],learning_rate`
  public var historyTable: CSVTable {
    let columns = ["loss"] + conditions.metrics
    let validationColumns = conditions.hasValidation ? columns.map { "val_" + $0 } : []
    return CSVTable(
      header: ["epoch"] + columns + validationColumns + ["learning_rate"],
      rows: history.map { record in
        let validation = conditions.hasValidation ? cells(record.validation) : []
        return [String(record.epoch)] + cells(record.training) + validation + [CSVTable.cell(record.learningRate)]
      })
  }

  private func cells(_ scores: Scores?) -> [String] {
    guard let scores else { return Array(repeating: "", count: 1 + conditions.metrics.count) }
    return [CSVTable.cell(scores.loss)] + scores.metrics.map(CSVTable.cell)
  }
}

extension CSVTable {
  /// `step,epoch,loss,accuracy[,learning_rate]`: each batch alone, with the rate that a schedule gave the step.
  public static func steps(_ steps: [StepRecord], metrics: [String]) -> CSVTable {
    let isScheduled = steps.contains { $0.learningRate != nil }
    return CSVTable(
      header: ["step", "epoch", "loss"] + metrics + (isScheduled ? ["learning_rate"] : []),
      rows: steps.map { step in
        let scores = [step.batch.loss] + step.batch.metrics + (step.learningRate.map { [$0] } ?? [])
        return [String(step.step), String(step.epoch)] + scores.map(cell)
      })
  }

  /// `epoch,seconds,milliseconds_per_step,images_per_second`
  public static func timing(_ epochs: [EpochTiming], _ kind: SampleKind) -> CSVTable {
    CSVTable(
      header: ["epoch", "seconds", "milliseconds_per_step", "\(kind.plural)_per_second"],
      rows: epochs.map { timing in
        [
          String(timing.epoch), fixed(timing.seconds, decimals: 3), fixed(timing.millisecondsPerStep, decimals: 3),
          fixed(timing.samplesPerSecond, decimals: 0),
        ]
      })
  }
}

/// How long an epoch took. Never in a committed file.
public struct EpochTiming: Equatable, Sendable {
  /// From 1.
  public var epoch: Int
  public var seconds: Double
  public var steps: Int
  public var samples: Int

  public init(epoch: Int, seconds: Double, steps: Int, samples: Int) {
    self.epoch = epoch
    self.seconds = seconds
    self.steps = steps
    self.samples = samples
  }

  public var millisecondsPerStep: Double { seconds * 1000 / Double(max(steps, 1)) }
  public var samplesPerSecond: Double { seconds > 0 ? Double(samples) / seconds : 0 }
}
