public enum Initializer: String, Hashable, Sendable, CaseIterable {
  case glorotUniform = "glorot_uniform"
  case glorotNormal = "glorot_normal"
  case heUniform = "he_uniform"
  case heNormal = "he_normal"
  case lecunUniform = "lecun_uniform"
  case lecunNormal = "lecun_normal"
  case zeros
  case ones
}

extension Initializer: OptionWord {
  public static let kind = "initializer"

  public var summary: String {
    switch self {
    case .glorotUniform: "evenly from −√(6 ÷ (inputs + outputs)) to +√(6 ÷ (inputs + outputs))"
    case .glorotNormal: "normal, cut off at two deviations, of variance 2 ÷ (inputs + outputs)"
    case .heUniform: "evenly from −√(6 ÷ inputs) to +√(6 ÷ inputs)"
    case .heNormal: "normal, cut off at two deviations, of variance 2 ÷ inputs"
    case .lecunUniform: "evenly from −√(3 ÷ inputs) to +√(3 ÷ inputs)"
    case .lecunNormal: "normal, cut off at two deviations, of variance 1 ÷ inputs"
    case .zeros: "0 everywhere"
    case .ones: "1 everywhere"
    }
  }
}
