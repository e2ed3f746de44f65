import Catalog

extension Reader where Value == OptimizerSpec {
  static var optimizer: Reader { .choice("optimizer", of: optimizerTable, advice: optimizerAdvice) }
}

/// The table of optimizers: a new one gets a line here, and its decoding beside the others below.
private let optimizerTable: [Choice<OptimizerSpec>] = [
  Choice("sgd") { .sgd(.init(&$0)) },
  Choice("adam") { .adam(.init(&$0)) },
  Choice("adamw") { .adamw(.init(&$0)) },
  Choice("rmsprop") { .rmsprop(.init(&$0)) },
  Choice("adagrad") { .adagrad(.init(&$0)) },
]

extension OptimizerSpec {
  static let names = optimizerTable.map(\.name)

  var name: String {
    switch self {
    case .sgd: "sgd"
    case .adam: "adam"
    case .adamw: "adamw"
    case .rmsprop: "rmsprop"
    case .adagrad: "adagrad"
    }
  }
}

private let optimizerAdvice = NameAdvice(
  // Options that were written where the optimizer's name belongs.
  aliases: [
    "learning_rate": "adam: {learning_rate: …}", "lr": "adam: {learning_rate: …}", "momentum": "sgd: {momentum: …}",
  ],
  missing: ["nadam", "adamax", "adadelta", "adafactor", "ftrl", "lion", "lamb", "lbfgs"])

extension OptimizerSpec {
  var config: ConfigValue {
    let options =
      switch self {
      case .sgd(let sgd): sgd.config
      case .adam(let adam): adam.config
      case .adamw(let adamw): adamw.config
      case .rmsprop(let rmsprop): rmsprop.config
      case .adagrad(let adagrad): adagrad.config
      }
    return .mapping([(name, options)])
  }
}

extension OptimizerSpec.SGD {
  init(_ fields: inout Fields) {
    self.init()
    fields.read("learning_rate", .number(.positive), into: &learningRate)
    fields.read("momentum", .number(.fraction), into: &momentum)
    fields.read("nesterov", .boolean, into: &nesterov)
  }

  var config: ConfigValue {
    ["learning_rate": .number(learningRate), "momentum": .number(momentum), "nesterov": .bool(nesterov)]
  }
}

extension OptimizerSpec.Adam {
  init(_ fields: inout Fields) {
    self.init()
    fields.read("learning_rate", .number(.positive), into: &learningRate)
    fields.read("beta_1", .number(.fraction), into: &beta1)
    fields.read("beta_2", .number(.fraction), into: &beta2)
    fields.read("epsilon", .number(.notNegative), into: &epsilon)
  }

  var config: ConfigValue {
    [
      "learning_rate": .number(learningRate), "beta_1": .number(beta1), "beta_2": .number(beta2),
      "epsilon": .number(epsilon),
    ]
  }
}

extension OptimizerSpec.AdamW {
  init(_ fields: inout Fields) {
    self.init()
    fields.read("learning_rate", .number(.positive), into: &learningRate)
    fields.read("weight_decay", .number(.notNegative), into: &weightDecay)
    fields.read("beta_1", .number(.fraction), into: &beta1)
    fields.read("beta_2", .number(.fraction), into: &beta2)
    fields.read("epsilon", .number(.notNegative), into: &epsilon)
  }

  var config: ConfigValue {
    [
      "learning_rate": .number(learningRate), "weight_decay": .number(weightDecay), "beta_1": .number(beta1),
      "beta_2": .number(beta2), "epsilon": .number(epsilon),
    ]
  }
}

extension OptimizerSpec.RMSprop {
  init(_ fields: inout Fields) {
    self.init()
    fields.read("learning_rate", .number(.positive), into: &learningRate)
    fields.read("rho", .number(.fraction), into: &rho)
    fields.read("momentum", .number(.fraction), into: &momentum)
    fields.read("epsilon", .number(.notNegative), into: &epsilon)
    fields.read("centered", .boolean, into: &centered)
  }

  var config: ConfigValue {
    [
      "learning_rate": .number(learningRate), "rho": .number(rho), "momentum": .number(momentum),
      "epsilon": .number(epsilon), "centered": .bool(centered),
    ]
  }
}

extension OptimizerSpec.Adagrad {
  init(_ fields: inout Fields) {
    self.init()
    fields.read("learning_rate", .number(.positive), into: &learningRate)
    fields.read("initial_accumulator_value", .number(.notNegative), into: &initialAccumulatorValue)
    fields.read("epsilon", .number(.notNegative), into: &epsilon)
  }

  var config: ConfigValue {
    [
      "learning_rate": .number(learningRate), "initial_accumulator_value": .number(initialAccumulatorValue),
      "epsilon": .number(epsilon),
    ]
  }
}
