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
  /// `step,epoch,loss,accuracy`: each batch alone.
  public static func steps(_ steps: [StepRecord], metrics: [String]) -> CSVTable {
    CSVTable(
      header: ["step", "epoch", "loss"] + metrics,
      rows: steps.map { step in
        [String(step.step), String(step.epoch), cell(step.batch.loss)] + step.batch.metrics.map(cell)
      })
  }

  /// `index,label,predicted,p0…p9`: the model's outputs for each test image. After them the `row` of the file from 1, where a
  /// split has made the test set of a table.
  public static func predictions(_ evaluation: Evaluation, rows: [Int]? = nil) -> CSVTable {
    CSVTable(
      header: ["index", "label", "predicted"] + (0..<evaluation.width).map { "p\($0)" } + (rows == nil ? [] : ["row"]),
      rows: evaluation.labels.indices.map { index in
        [String(index), String(evaluation.labels[index]), String(evaluation.predicted[index])]
          + evaluation.outputs(of: index).map(cell) + (rows.map { [String($0[index])] } ?? [])
      })
  }

  /// `epoch,seconds,milliseconds_per_step,images_per_second`
  public static func timing(_ epochs: [EpochTiming]) -> CSVTable {
    CSVTable(
      header: ["epoch", "seconds", "milliseconds_per_step", "images_per_second"],
      rows: epochs.map { timing in
        [
          String(timing.epoch), fixed(timing.seconds, decimals: 3), fixed(timing.millisecondsPerStep, decimals: 3),
          fixed(timing.imagesPerSecond, decimals: 0),
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
  public var images: Int

  public init(epoch: Int, seconds: Double, steps: Int, images: Int) {
    self.epoch = epoch
    self.seconds = seconds
    self.steps = steps
    self.images = images
  }

  public var millisecondsPerStep: Double { seconds * 1000 / Double(max(steps, 1)) }
  public var imagesPerSecond: Double { seconds > 0 ? Double(images) / seconds : 0 }
}
