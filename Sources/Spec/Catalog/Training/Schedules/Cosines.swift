/// I. Loshchilov and F. Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2016.
public struct CosineDecay: ScheduleConstruct {
  public var initialRate: Double
  public var length: ScheduleLength
  public var alpha = 0.0
  public var warmupTarget: Double?
  public var warmup = ScheduleLength()

  public init(_ initialRate: Double, _ length: ScheduleLength = ScheduleLength()) {
    (self.initialRate, self.length) = (initialRate, length)
  }

  public static let words = ConstructWords(
    "cosine_decay", "falls slowly, then fast, then slowly, as half a wave; perhaps after a rise",
    formula: """
      rate = initial_learning_rate·((1 − alpha)·½(1 + cos(π·step ÷ decay_steps)) + alpha); \
      with warmup_target first a line from initial_learning_rate to it, from which the wave falls
      """,
    example: "{cosine_decay: {initial_learning_rate: 0, warmup_target: 0.001, warmup_epochs: 1}}",
    positional: "initial_learning_rate")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.initialRate(&initialRate)
    length.options("decay", "how many steps it falls: all that the run has left if nothing is said", visitor)
    visitor.number("alpha", &alpha, .notNegative, "the part that is left at the end")
    visitor.number("warmup_target", &warmupTarget, .notNegative, "where a rise ends")
    warmup.options("warmup", "how many steps it rises", visitor)
  }

  public var problems: [OptionProblem] {
    let lengths =
      length.problems("decay", isRequired: false) + warmup.problems("warmup", isRequired: warmupTarget != nil)
    guard warmup.isGiven, warmupTarget == nil else { return lengths }
    let key = warmup.steps == nil ? "warmup_epochs" : "warmup_steps"
    return lengths + [OptionProblem(key, "\(key) without warmup_target", hint: "write warmup_target: 0.001 beside it")]
  }

  public var dependsOnEpochs: Bool { !length.isGiven }
}

/// I. Loshchilov and F. Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2016.
public struct CosineDecayRestarts: ScheduleConstruct {
  public var initialRate: Double
  public var firstLength: ScheduleLength
  public var lengthFactor = 2.0
  public var rateFactor = 1.0
  public var alpha = 0.0

  public init(_ initialRate: Double, _ firstLength: ScheduleLength) {
    (self.initialRate, self.firstLength) = (initialRate, firstLength)
  }

  public static let words = ConstructWords(
    "cosine_decay_restarts", "cosine_decay that begins again whenever it has ended",
    formula:
      "as cosine_decay within each period; the next is t_mul times as long, and its wave m_mul times as high",
    example: "{cosine_decay_restarts: {initial_learning_rate: 0.001, first_decay_epochs: 5}}",
    positional: "initial_learning_rate")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.initialRate(&initialRate)
    firstLength.options("first_decay", "the first period's steps", visitor)
    visitor.number("t_mul", &lengthFactor, .fromOne, "how much longer each period is than the one before it")
    visitor.number("m_mul", &rateFactor, .positive, "how much higher each period begins")
    visitor.number("alpha", &alpha, .notNegative, "the part that is left at the end of a period")
  }

  public var problems: [OptionProblem] { firstLength.problems("first_decay", isRequired: true) }
}
