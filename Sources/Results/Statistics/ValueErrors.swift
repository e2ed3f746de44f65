/// How far predicted numbers are from the true ones, for one target.
public struct ValueErrors: Equatable, Sendable {
  public let name: String
  /// Predicted minus true, sample by sample.
  public let residuals: [Double]
  public let predicted: [Float]
  public let targets: [Float]
  public let meanAbsoluteError: Double
  public let rootMeanSquaredError: Double
  /// 1 − Σ residual² ÷ Σ (target − their mean)²: 0 for a model that always answers with the mean. Nil if the targets are all
  /// the same, for nothing is there to explain.
  public let rSquared: Double?

  /// Nil without samples.
  public init?(name: String, targets: [Float], predicted: [Float]) {
    guard !targets.isEmpty else { return nil }
    let count = Double(targets.count)
    let residuals = zip(predicted, targets).map { Double($0) - Double($1) }
    let squares = residuals.reduce(0) { $0 + $1 * $1 }
    let mean = targets.reduce(0.0) { $0 + Double($1) } / count
    let spread = targets.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    self.name = name
    (self.targets, self.predicted, self.residuals) = (targets, predicted, residuals)
    meanAbsoluteError = residuals.reduce(0) { $0 + $1.magnitude } / count
    rootMeanSquaredError = (squares / count).squareRoot()
    rSquared = targets.allSatisfy { $0 == targets[0] } ? nil : 1 - squares / spread
  }

  /// The mean of predicted minus true: whether answers are too high or too low on the whole.
  public var bias: Double { residuals.reduce(0, +) / Double(residuals.count) }

  /// The samples whose answers are furthest from the truth, the furthest first.
  public func largest(_ most: Int) -> [Int] {
    Array(residuals.indices.sorted { (residuals[$1].magnitude, $0) < (residuals[$0].magnitude, $1) }.prefix(most))
  }

  /// For each target, from numbers that lie sample after sample.
  public static func all(names: [String], targets: [Float], predicted: [Float]) -> [ValueErrors] {
    names.indices.compactMap { column in
      let places = stride(from: column, to: targets.count, by: names.count)
      return ValueErrors(
        name: names[column], targets: places.map { targets[$0] }, predicted: places.map { predicted[$0] })
    }
  }
}
