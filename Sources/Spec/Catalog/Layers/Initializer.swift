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
    case .glorotUniform: "uniform within ±√(6 ÷ (inputs + outputs))"
    case .glorotNormal: "normal with variance 2 ÷ (inputs + outputs), truncated at two standard deviations"
    case .heUniform: "uniform within ±√(6 ÷ inputs)"
    case .heNormal: "normal with variance 2 ÷ inputs, truncated at two standard deviations"
    case .lecunUniform: "uniform within ±√(3 ÷ inputs)"
    case .lecunNormal: "normal with variance 1 ÷ inputs, truncated at two standard deviations"
    case .zeros: "0 everywhere"
    case .ones: "1 everywhere"
    }
  }
}
