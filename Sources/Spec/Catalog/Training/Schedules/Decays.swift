public struct ExponentialDecay: ScheduleConstruct {
  public var initialRate: Double
  public var length: ScheduleLength
  public var decayRate: Double
  public var staircase: Bool

  public init(_ initialRate: Double, _ length: ScheduleLength, decayRate: Double, staircase: Bool = false) {
    (self.initialRate, self.length, self.decayRate, self.staircase) = (initialRate, length, decayRate, staircase)
  }

  public static let words = ConstructWords(
    "exponential_decay", "shrinks by the same factor in every decay_steps",
    formula: "rate = initial_learning_rate·decay_rate^(step ÷ decay_steps)",
    example: "{exponential_decay: {initial_learning_rate: 0.001, decay_epochs: 1, decay_rate: 0.95}}",
    positional: "initial_learning_rate")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.initialRate(&initialRate)
    length.options("decay", "in how many steps it shrinks by decay_rate", visitor)
    visitor.number(.required("decay_rate"), &decayRate, .positive, "the factor")
    visitor.staircase(&staircase)
  }

  public var problems: [OptionProblem] { length.problems("decay", isRequired: true) }
}

public struct InverseTimeDecay: ScheduleConstruct {
  public var initialRate: Double
  public var length: ScheduleLength
  public var decayRate: Double
  public var staircase: Bool

  public init(_ initialRate: Double, _ length: ScheduleLength, decayRate: Double, staircase: Bool = false) {
    (self.initialRate, self.length, self.decayRate, self.staircase) = (initialRate, length, decayRate, staircase)
  }

  public static let words = ConstructWords(
    "inverse_time_decay", "divided by a number that grows evenly",
    formula: "rate = initial_learning_rate ÷ (1 + decay_rate·step ÷ decay_steps)",
    example: "{inverse_time_decay: {initial_learning_rate: 0.01, decay_epochs: 1, decay_rate: 0.5}}",
    positional: "initial_learning_rate")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.initialRate(&initialRate)
    length.options("decay", "in how many steps the divisor grows by decay_rate", visitor)
    visitor.number(.required("decay_rate"), &decayRate, .notNegative, "by how much the divisor grows")
    visitor.staircase(&staircase)
  }

  public var problems: [OptionProblem] { length.problems("decay", isRequired: true) }
}

public struct PolynomialDecay: ScheduleConstruct {
  public var initialRate: Double
  public var length: ScheduleLength
  public var endRate = 0.0001
  public var power = 1.0
  public var cycle = false

  public init(_ initialRate: Double, _ length: ScheduleLength = ScheduleLength()) {
    (self.initialRate, self.length) = (initialRate, length)
  }

  public static let words = ConstructWords(
    "polynomial_decay", "falls to end_learning_rate, in a straight line or along a power",
    formula: """
      rate = (initial_learning_rate − e)·(1 − step ÷ decay_steps)^power + e; \
      e = end_learning_rate, which is also the rate afterwards
      """,
    example: "{polynomial_decay: {initial_learning_rate: 0.01, end_learning_rate: 0}}",
    positional: "initial_learning_rate")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.initialRate(&initialRate)
    length.options("decay", "how many steps it falls: all of the run's if nothing is said", visitor)
    visitor.number("end_learning_rate", &endRate, .notNegative, "where it ends")
    visitor.number("power", &power, .positive, "1 is a straight line")
    visitor.boolean("cycle", &cycle, "whether it begins again, longer and lower, whenever it has ended")
  }

  public var problems: [OptionProblem] { length.problems("decay", isRequired: false) }
  public var dependsOnEpochs: Bool { !length.isGiven }
}

extension OptionVisitor {
  func initialRate(_ value: inout Double) {
    number(.required("initial_learning_rate"), &value, .notNegative, "the rate of the first step")
  }

  fileprivate func staircase(_ value: inout Bool) {
    boolean("staircase", &value, "whether it changes only after decay_steps, and not in every step")
  }
}
