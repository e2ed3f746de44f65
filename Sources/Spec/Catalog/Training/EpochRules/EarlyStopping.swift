public struct EarlyStopping: MonitoringConstruct {
  public var monitor = "val_loss"
  public var minDelta = 0.0
  public var patience = 0
  public var mode = MonitorMode.auto
  public var baseline: Double?
  public var restoreBestWeights = false
  public var startFromEpoch = 0

  public init() {}

  public static let words = ConstructWords(
    "early_stopping", "ends the training once a column has not become better for some epochs",
    example: "early_stopping: {patience: 3, restore_best_weights: true}", positional: "monitor",
    refused: ["verbose": "remove it: a run that is ended early always says so"])

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.text("monitor", &monitor, .column, unwritten: "val_loss", "the history's column that must become better")
    visitor.number("min_delta", &minDelta, .finite, "by how much it must, in either direction")
    visitor.integer("patience", &patience, 0...Limits.epochs, "after how many epochs without that the training ends")
    visitor.word("mode", &mode, "whether less or more is better")
    visitor.number("baseline", &baseline, .finite, "a value that it must be better than, too")
    visitor.boolean(
      "restore_best_weights", &restoreBestWeights,
      "whether the best epoch's model is tested and saved in place of the last one's, however the training ended")
    visitor.integer("start_from_epoch", &startFromEpoch, 0...Limits.epochs, "how many epochs at first do not count")
  }

  public var mayStop: Bool { true }
  public var choosesWeights: Bool { restoreBestWeights }
}
