/// The options that every optimizer has.
public struct OptimizerOptions: Hashable, Sendable {
  public var learningRate: LearningRate
  /// See ``OptimizerConstruct/decay``.
  public var weightDecay: Double?
  /// The weights that do not shrink.
  public var excludedFromDecay: WeightRoles = []
  public var clipValue: Double?
  public var clipNorm: Double?
  public var globalClipNorm: Double?
  public var usesAverages = Flag()
  /// A number wherever averages are used.
  public var averageMomentum: Double?
  public var averageOverwriteFrequency: StepCount?

  public init(learningRate: LearningRate = 0.001) { self.learningRate = learningRate }
}

extension OptimizerOptions {
  /// All but the learning rate, which comes first.
  ///
  /// - Parameter ownsDecay: whether the optimizer has a `weight_decay` of its own.
  mutating func options(_ visitor: any OptionVisitor, ownsDecay: Bool) {
    if !ownsDecay { visitor.weightDecay(&weightDecay) }
    visitor.value("exclude_from_weight_decay", &excludedFromDecay, "the weights that do not shrink")
    visitor.number("clipvalue", &clipValue, .positive, "the most that a gradient's element may be, of either sign")
    visitor.number("clipnorm", &clipNorm, .positive, "the most that the norm of a tensor's gradient may be")
    visitor.number("global_clipnorm", &globalClipNorm, .positive, "the most that the norm of all gradients may be")
    visitor.value(
      "use_ema", &usesAverages, "whether moving averages of the weights are validated, tested and saved in their place")
    visitor.number(
      "ema_momentum", &averageMomentum, .fraction, "how much of an average stays in a step: 0.99 unless it is given")
    if usesAverages.isOn && averageMomentum == nil { averageMomentum = 0.99 }
    visitor.value(
      "ema_overwrite_frequency", &averageOverwriteFrequency,
      "after how many steps, again and again, the weights become their averages")
  }

  /// - Parameter decays: whether the optimizer shrinks weights.
  func problems(decays: Bool) -> [OptionProblem] {
    let clips = [("clipvalue", clipValue), ("clipnorm", clipNorm), ("global_clipnorm", globalClipNorm)].filter {
      $0.1 != nil
    }
    var problems = clips.dropFirst().map {
      OptionProblem($0.0, "\($0.0) beside \(clips[0].0)", hint: "keep one of them")
    }
    if !decays, excludedFromDecay != [] {
      let key = "exclude_from_weight_decay"
      problems.append(OptionProblem(key, "\(key) without weight_decay", hint: "write weight_decay: 0.004 beside it"))
    }
    let averaging = [
      ("ema_momentum", averageMomentum != nil), ("ema_overwrite_frequency", averageOverwriteFrequency != nil),
    ]
    for (key, isGiven) in averaging where isGiven && !usesAverages.isOn {
      problems.append(OptionProblem(key, "\(key) without use_ema", hint: "write use_ema: true beside it"))
    }
    return problems
  }
}

extension OptionVisitor {
  func weightDecay(_ value: inout Double?) {
    number("weight_decay", &value, .notNegative, weightDecayWords)
  }

  func weightDecay(_ value: inout Double) {
    number("weight_decay", &value, .notNegative, weightDecayWords)
  }
}

private let weightDecayWords = "how much of a weight is taken away in a step, times the learning rate"

/// Some of a layer's weights.
public struct WeightRoles: OptionValue, ExpressibleByArrayLiteral {
  public static let form = ValueForm.list(of: WeightRole.form, counts: 0...Limits.listed)
  public var roles: [WeightRole]

  public init(arrayLiteral roles: WeightRole...) { self.roles = roles }

  public init?(_ config: ConfigValue) {
    guard let roles = [WeightRole](config) else { return nil }
    self.roles = roles
  }

  public var config: ConfigValue { roles.config }
  /// None are excluded unless some are named, so a list without names says nothing.
  public var isRecorded: Bool { !roles.isEmpty }
}

/// What a layer's weights are called.
public enum WeightRole: String, OptionWord, OptionValue {
  case kernel
  case bias
  case gamma
  case beta
  case alpha
  case depthwiseKernel = "depthwise_kernel"
  case pointwiseKernel = "pointwise_kernel"

  public static let kind = "weight"

  public var summary: String {
    switch self {
    case .kernel: "what inputs are multiplied by"
    case .bias: "what is added to an output"
    case .gamma: "what a normalized input is multiplied by"
    case .beta: "what is added to it"
    case .alpha: "prelu's slopes"
    case .depthwiseKernel: "separable_conv2d's kernel of each channel"
    case .pointwiseKernel: "separable_conv2d's kernel across the channels"
    }
  }
}
