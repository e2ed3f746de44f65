/// What a weight starts with: Keras's initializers, with the defaults of `keras.initializers`.
public indirect enum Initializer: Hashable, Sendable {
  case glorotUniform, glorotNormal, heUniform, heNormal, lecunUniform, lecunNormal, zeros, ones
  case constant(value: Double = 0)
  case randomNormal(mean: Double = 0, stddev: Double = 0.05)
  case truncatedNormal(mean: Double = 0, stddev: Double = 0.05)
  case randomUniform(minval: Double = -0.05, maxval: Double = 0.05)
  case varianceScaling(VarianceScaling = VarianceScaling())
  case orthogonal(gain: Double = 1)
  case identity(gain: Double = 1)
  /// Ones at some places, and elsewhere what another initializer gives. No spec can name it: a layer has it by its other options.
  case withOnes(in: Range<Int>, elsewhere: Initializer)
}

/// Random numbers around 0 with a variance that follows from how many inputs or outputs a weight connects.
public struct VarianceScaling: Hashable, Sendable {
  public var scale = 1.0
  public var mode = FanMode.fanIn
  public var distribution = ScaledDistribution.truncatedNormal

  public init() {}

  fileprivate init(_ scale: Double, _ mode: FanMode, _ distribution: ScaledDistribution) {
    (self.scale, self.mode, self.distribution) = (scale, mode, distribution)
  }
}

extension Initializer {
  /// The general form of the six that scale with the weight's shape; nil for the others.
  public var scaling: VarianceScaling? {
    switch self {
    case .glorotUniform: VarianceScaling(1, .fanAvg, .uniform)
    case .glorotNormal: VarianceScaling(1, .fanAvg, .truncatedNormal)
    case .heUniform: VarianceScaling(2, .fanIn, .uniform)
    case .heNormal: VarianceScaling(2, .fanIn, .truncatedNormal)
    case .lecunUniform: VarianceScaling(1, .fanIn, .uniform)
    case .lecunNormal: VarianceScaling(1, .fanIn, .truncatedNormal)
    case .varianceScaling(let scaling): scaling
    case .zeros, .ones, .constant, .randomNormal, .truncatedNormal, .randomUniform, .orthogonal, .identity, .withOnes:
      nil
    }
  }

  /// What a spec names: itself, or what gives the values that are not ones.
  var named: Initializer { if case .withOnes(_, let other) = self { other.named } else { self } }
}

extension Initializer: FamilyMember {
  public static let kind = "initializer"

  /// The table of initializers.
  public static let family = Family<Initializer>(
    [
      .glorotUniform, .glorotNormal, .heUniform, .heNormal, .lecunUniform, .lecunNormal, .zeros, .ones, .constant(),
      .randomNormal(), .truncatedNormal(), .randomUniform(), .varianceScaling(), .orthogonal(), .identity(),
    ],
    advice: NameAdvice(
      aliases: [
        "zero": "zeros", "one": "ones", "eye": "identity", "xavier_uniform": "glorot_uniform",
        "xavier_normal": "glorot_normal", "kaiming_uniform": "he_uniform", "kaiming_normal": "he_normal",
      ],
      missing: ["stft", "dirac", "sparse"]))

  public var words: ConstructWords {
    switch self {
    case .glorotUniform: ConstructWords("glorot_uniform", "uniform within ±√(6 ÷ (inputs + outputs))")
    case .glorotNormal:
      ConstructWords(
        "glorot_normal", "normal with variance 2 ÷ (inputs + outputs), truncated at two standard deviations")
    case .heUniform: ConstructWords("he_uniform", "uniform within ±√(6 ÷ inputs)")
    case .heNormal:
      ConstructWords("he_normal", "normal with variance 2 ÷ inputs, truncated at two standard deviations")
    case .lecunUniform: ConstructWords("lecun_uniform", "uniform within ±√(3 ÷ inputs)")
    case .lecunNormal:
      ConstructWords("lecun_normal", "normal with variance 1 ÷ inputs, truncated at two standard deviations")
    case .zeros: ConstructWords("zeros", "0 everywhere")
    case .ones: ConstructWords("ones", "1 everywhere")
    case .constant: ConstructWords("constant", "one value everywhere", positional: "value")
    case .randomNormal: ConstructWords("random_normal", otherNames: ["normal"], "normal", positional: "mean")
    case .truncatedNormal:
      ConstructWords("truncated_normal", "normal, truncated at two standard deviations", positional: "mean")
    case .randomUniform: ConstructWords("random_uniform", otherNames: ["uniform"], "uniform", positional: "minval")
    case .varianceScaling:
      ConstructWords(
        "variance_scaling", "random with variance scale ÷ n, n being the number of inputs, of outputs, or their mean",
        positional: "scale")
    case .orthogonal:
      ConstructWords(
        "orthogonal", "gain times a random matrix whose columns, or rows, are orthogonal and of length 1",
        positional: "gain")
    case .identity: ConstructWords("identity", "gain on the diagonal of a matrix, 0 elsewhere", positional: "gain")
    case .withOnes(_, let other): other.words
    }
  }

  public mutating func options(_ visitor: any OptionVisitor) {
    switch self {
    case .glorotUniform, .glorotNormal, .heUniform, .heNormal, .lecunUniform, .lecunNormal, .zeros, .ones: break
    case .constant(var value):
      visitor.number("value", &value, .finite, "the value")
      self = .constant(value: value)
    case .randomNormal(var mean, var stddev):
      Self.normalOptions(&mean, &stddev, visitor)
      self = .randomNormal(mean: mean, stddev: stddev)
    case .truncatedNormal(var mean, var stddev):
      Self.normalOptions(&mean, &stddev, visitor)
      self = .truncatedNormal(mean: mean, stddev: stddev)
    case .randomUniform(var minval, var maxval):
      visitor.number("minval", &minval, .finite, "the smallest value")
      visitor.number("maxval", &maxval, .finite, "the largest value")
      self = .randomUniform(minval: minval, maxval: maxval)
    case .varianceScaling(var scaling):
      visitor.number("scale", &scaling.scale, .positive, "the variance times the number of inputs or outputs")
      visitor.word("mode", &scaling.mode, "which number divides it")
      visitor.word("distribution", &scaling.distribution, "the random numbers' distribution")
      self = .varianceScaling(scaling)
    case .orthogonal(var gain):
      visitor.number("gain", &gain, .finite, "the length of the columns, or of the rows if there are fewer of them")
      self = .orthogonal(gain: gain)
    case .identity(var gain):
      visitor.number("gain", &gain, .finite, "the values on the diagonal")
      self = .identity(gain: gain)
    case .withOnes(let ones, var other):
      other.options(visitor)
      self = .withOnes(in: ones, elsewhere: other)
    }
  }

  private static func normalOptions(_ mean: inout Double, _ stddev: inout Double, _ visitor: any OptionVisitor) {
    visitor.number("mean", &mean, .finite, "the middle")
    visitor.number("stddev", &stddev, .notNegative, "the standard deviation, before any truncation")
  }
}

extension Weight {
  /// What its initializer cannot fill.
  func checkInitializer() throws(LayerProblem) {
    let word = initializer.words.name
    switch initializer.named {
    case .identity where shape.rank != 2:
      throw problem("\(word) makes a matrix, but the shape of \(name) is \(shape)")
    case .orthogonal where shape.rank < 2:
      throw problem("\(word) makes a matrix, but the shape of \(name) is \(shape)")
    case .randomUniform(let minval, let maxval) where minval > maxval:
      throw problem("minval \(minval) is above maxval \(maxval)", hint: "exchange them")
    default: break
    }
  }

  private func problem(_ text: String, hint: String = "write another initializer") -> LayerProblem {
    // A layer with two kernels has `depthwise_initializer` for `depthwise_kernel`, and one with two copies has both of `forward.kernel`.
    let name = name.split(separator: ".").last.map(String.init) ?? name
    let part = name.hasSuffix("_kernel") ? String(name.dropLast("_kernel".count)) : name
    return LayerProblem(text, key: "\(part)_initializer", hint: hint)
  }
}

/// What a variance is divided by.
public enum FanMode: String, OptionWord {
  case fanIn = "fan_in"
  case fanOut = "fan_out"
  case fanAvg = "fan_avg"

  public static let kind = "mode"

  public var summary: String {
    switch self {
    case .fanIn: "the number of inputs"
    case .fanOut: "the number of outputs"
    case .fanAvg: "the mean of both"
    }
  }
}

/// How numbers of a given variance are distributed.
public enum ScaledDistribution: String, OptionWord {
  case truncatedNormal = "truncated_normal"
  case untruncatedNormal = "untruncated_normal"
  case uniform

  public static let kind = "distribution"

  public var summary: String {
    switch self {
    case .truncatedNormal: "normal, truncated at two standard deviations"
    case .untruncatedNormal: "normal"
    case .uniform: "uniform"
    }
  }
}
