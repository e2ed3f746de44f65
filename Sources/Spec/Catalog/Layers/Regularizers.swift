public struct L2: RegularizerConstruct {
  public var l2 = 0.01

  public init(_ l2: Double = 0.01) { self.l2 = l2 }

  public static let words = ConstructWords(
    "l2", "the sum of all squared weights", formula: "penalty = l2·Σw², whose derivative is 2·l2·w",
    example: "{l2: 0.0001}", positional: "l2")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.number("l2", &l2, .notNegative, "the factor; PyTorch's weight_decay is twice as much")
  }

  public var factors: (l1: Double, l2: Double) { (0, l2) }
}

public struct L1: RegularizerConstruct {
  public var l1 = 0.01

  public init(_ l1: Double = 0.01) { self.l1 = l1 }

  public static let words = ConstructWords(
    "l1", "the sum of all weights without their signs, which makes many of them nearly 0",
    formula: "penalty = l1·Σ|w|, whose derivative is l1·sign(w), 0 at 0", example: "{l1: 0.0001}", positional: "l1")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.number("l1", &l1, .notNegative, "the factor")
  }

  public var factors: (l1: Double, l2: Double) { (l1, 0) }
}

public struct L1L2: RegularizerConstruct {
  public var l1 = 0.0
  public var l2 = 0.0

  public init(l1: Double = 0, l2: Double = 0) { (self.l1, self.l2) = (l1, l2) }

  public static let words = ConstructWords(
    "l1_l2", "both sums", formula: "penalty = l1·Σ|w| + l2·Σw²", example: "{l1_l2: {l1: 0.0001, l2: 0.0001}}",
    positional: "l1")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.number("l1", &l1, .notNegative, "the factor of the sum without signs")
    visitor.number("l2", &l2, .notNegative, "the factor of the sum of squares")
  }

  public var factors: (l1: Double, l2: Double) { (l1, l2) }
}
