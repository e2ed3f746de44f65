public struct PiecewiseConstantDecay: ScheduleConstruct {
  public var boundaries: [StepCount]?
  public var boundaryEpochs: [Double]?
  public var values: [Double]

  public init(boundaries: [Int]? = nil, boundaryEpochs: [Double]? = nil, values: [Double]) {
    self.boundaries = boundaries?.map(StepCount.init)
    (self.boundaryEpochs, self.values) = (boundaryEpochs, values)
  }

  public static let words = ConstructWords(
    "piecewise_constant_decay", "one value after the other",
    formula: "rate = values[i] in the steps above boundaries[i − 1], up to boundaries[i]",
    example: "{piecewise_constant_decay: {boundary_epochs: [10, 15], values: [0.01, 0.001, 0.0001]}}")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.value("boundaries", &boundaries, "the last steps of all values but the last, counted from 0")
    visitor.value("boundary_epochs", &boundaryEpochs, "the same as numbers of epochs: 10 is up to the end of epoch 10")
    visitor.value(.required("values", example: "values: [0.01, 0.001]"), &values, "the rates, one more than boundaries")
  }

  public var problems: [OptionProblem] {
    let (key, bounds) =
      boundaryEpochs.map { ("boundary_epochs", $0) } ?? ("boundaries", boundaries?.map { Double($0.count) } ?? [])
    if boundaries != nil && boundaryEpochs != nil {
      return [OptionProblem("boundary_epochs", "boundary_epochs beside boundaries", hint: "keep one of them")]
    }
    guard !bounds.isEmpty else {
      return [OptionProblem("", "missing key 'boundaries'", hint: "write boundaries: [1000], or boundary_epochs: [1]")]
    }
    if let index = bounds.indices.dropFirst().first(where: { bounds[$0] <= bounds[$0 - 1] }) {
      return [OptionProblem("\(key)[\(index)]", "not above the one before it", hint: "write \(key) in ascending order")]
    }
    guard values.count != bounds.count + 1 else { return [] }
    return [
      OptionProblem(
        "values", "\(values.count) \(values.count == 1 ? "value" : "values") where \(bounds.count + 1) belong",
        hint: "write one more than \(key)")
    ]
  }
}
