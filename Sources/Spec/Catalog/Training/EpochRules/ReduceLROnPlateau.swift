public struct ReduceLROnPlateau: MonitoringConstruct {
  public var monitor = "val_loss"
  public var factor = 0.1
  public var patience = 10
  public var mode = MonitorMode.auto
  public var minDelta = 1e-4
  public var cooldown = 0
  public var minLearningRate = 0.0

  public init() {}

  public static let words = ConstructWords(
    "reduce_lr_on_plateau", "lowers the learning rate once a column has not become better for some epochs",
    formula: "learning_rate ← max(learning_rate · factor, min_lr)",
    example: "reduce_lr_on_plateau: {factor: 0.5, patience: 5}", positional: "monitor",
    refused: ["verbose": "remove it: progress always says when the rate is lowered"])

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.text("monitor", &monitor, .column, unwritten: "val_loss", "the history's column that must become better")
    visitor.number("factor", &factor, .fraction, "by what the rate is multiplied")
    visitor.integer("patience", &patience, 0...Limits.epochs, "after how many epochs without that the rate is lowered")
    visitor.word("mode", &mode, "whether less or more is better")
    visitor.number("min_delta", &minDelta, .finite, "by how much it must, in either direction")
    visitor.integer(
      "cooldown", &cooldown, 0...Limits.epochs, "how many epochs do not count after the rate has been lowered")
    visitor.number("min_lr", &minLearningRate, .notNegative, "the rate is not lowered further than to this")
  }

  public var choosesWeights: Bool { false }

  public func problem(in spec: ExperimentSpec) -> OptionProblem? {
    guard case .member(let schedule) = spec.optimizer.learningRate else { return nil }
    let optimizer = spec.optimizer.words.name
    return OptionProblem(
      "", "the learning rate has a schedule, \(schedule.words.name), which no callback can change",
      hint: "write optimizer: {\(optimizer): {learning_rate: 0.001}}, or remove reduce_lr_on_plateau")
  }
}
