import Catalog
import Geometry

extension BatchNormalizationSpec: ONNXLayer {
  /// With the moving mean and variance, as in evaluation.
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) -> ONNXValue {
    let x = builder.channelsFirst(inputs[0])
    let channels = x.shape.dimensions.suffix(1).reduce(1, *)
    let gamma = builder.affineWeight("gamma", affine.scale, 1, [channels])
    let beta = builder.affineWeight("beta", affine.center, 0, [channels])
    let moments = [builder.weight("moving_mean"), builder.weight("moving_variance")]
    let y = builder.map(
      "BatchNormalization", x, reading: [gamma, beta] + moments, [("epsilon", .float(Float(epsilon)))])
    // Values without a second axis are the same either way.
    return x.shape.rank == 1 ? ONNXValue(name: y.name, shape: y.shape) : y
  }
}

extension LayerNormalizationSpec: ONNXLayer {
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) throws -> ONNXValue {
    let x = builder.channelsLast(inputs[0])
    let axes = try axis.all.ofSample(x.shape, key: "axis")
    let sizes = axes.map { x.shape[$0] }
    let gamma = builder.affineWeight("gamma", affine.scale, 1, sizes)
    let beta = affine.center ? [builder.weight("beta")] : []
    return builder.map(
      "LayerNormalization", x, reading: [gamma] + beta,
      [("axis", .integer(-axes.count)), ("epsilon", .float(Float(epsilon)))])
  }
}

extension RescalingSpec: ONNXLayer {
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) -> ONNXValue {
    let scaled = builder.map("Mul", inputs[0], reading: [builder.constant("scale", Float(scale))])
    guard offset != 0 else { return scaled }
    return builder.map("Add", scaled, reading: [builder.constant("offset", Float(offset))])
  }
}

extension NormalizationSpec: ONNXLayer {
  /// (x − mean) ÷ max(√variance, 1e-7)
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) throws -> ONNXValue {
    let x = builder.channelsLast(inputs[0])
    let sizes = try repetition(x.shape).weights
    func all(_ values: [Float]) -> [Float] { (0..<sizes.count).map { values[$0 % values.count] } }
    let means = mean.map { all($0.all.map { Float($0.value) }) } ?? builder.tensor("mean").values
    let variances = variance.map { all($0.all.map { Float($0.value) }) } ?? builder.tensor("variance").values
    let divisors = variances.map { max($0.squareRoot(), 1e-7) }
    let centred = builder.map("Sub", x, reading: [builder.constant("mean", means, sizes.dimensions)])
    return builder.map("Div", centred, reading: [builder.constant("deviation", divisors, sizes.dimensions)])
  }
}

extension ONNXBuilder {
  /// A weight, or the number that does nothing in its place.
  fileprivate mutating func affineWeight(_ role: String, _ isThere: Bool, _ neutral: Float, _ sizes: [Int]) -> String {
    isThere ? weight(role) : constant(role, Array(repeating: neutral, count: sizes.reduce(1, *)), sizes)
  }
}
