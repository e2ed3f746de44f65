public struct ModelCheckpoint: MonitoringConstruct {
  public var monitor = "val_loss"
  public var mode = MonitorMode.auto
  public var saveBestOnly = true

  public init() {}

  public static let words = ConstructWords(
    "model_checkpoint", "saves the weights of the epoch with the best value of a column, too, as best.safetensors",
    example: "model_checkpoint: {monitor: val_accuracy}",
    refused: [
      "filepath": "remove it: the weights are in results/NAME/best.safetensors",
      "initial_value_threshold": "remove it: early_stopping has a baseline",
      "save_freq": "remove it: weights are compared after each epoch",
      "save_weights_only": "remove it: only weights are saved; the layers are in resolved.yaml",
      "verbose": "remove it: the result's JSON has the epoch and its value",
    ])

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.text("monitor", &monitor, .column, unwritten: "val_loss", "the history's column whose best value counts")
    visitor.word("mode", &mode, "whether less or more is better")
    visitor.boolean(
      "save_best_only", &saveBestOnly,
      "whether later epochs replace the weights only if they are better; if not, all do")
  }

  public var choosesWeights: Bool { saveBestOnly }
}
