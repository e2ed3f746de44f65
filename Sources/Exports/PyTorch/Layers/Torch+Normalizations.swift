import Catalog
import Geometry

extension BatchNormalizationSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) throws -> TorchValue {
    let x = builder.channelsFirst(inputs[0])
    let rank = x.shape.rank
    guard rank <= 4 else {
      throw ExportProblem(
        at: builder.node, "PyTorch has no batch normalization over \(rank) axes", hint: "put reshape before it")
    }
    let isAffine = affine.scale || affine.center
    // PyTorch's momentum is that of the new.
    let layer = builder.module(
      "nn.BatchNorm\(max(1, rank - 1))d(\(x.shape[rank - 1]), eps=\(python(epsilon)), momentum=\(python(1 - momentum))"
        + "\(isAffine ? "" : ", affine=False"))")
    if affine.scale { builder.load("\(layer).weight", "gamma") }
    if affine.center { builder.load("\(layer).bias", "beta") }
    builder.load("\(layer).running_mean", "moving_mean")
    builder.load("\(layer).running_var", "moving_variance")
    let y = x.coded("\(layer)(\(x.code))")
    // Values without a second axis are the same either way.
    return rank == 1 ? TorchValue(code: y.code, shape: y.shape) : y
  }
}

extension LayerNormalizationSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) throws -> TorchValue {
    let x = builder.channelsLast(inputs[0])
    let sizes = try axis.all.ofSample(x.shape, key: "axis").map { x.shape[$0] }
    let isAffine = affine.scale || affine.center
    let layer = builder.module(
      "nn.LayerNorm(\(python(Shape(sizes))), eps=\(python(epsilon))\(isAffine ? "" : ", elementwise_affine=False"))")
    if affine.scale { builder.load("\(layer).weight", "gamma") }
    if affine.center { builder.load("\(layer).bias", "beta") }
    return x.coded("\(layer)(\(x.code))")
  }
}

extension RescalingSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) -> TorchValue {
    inputs[0].coded("\(inputs[0].code) * \(python(scale))" + (offset == 0 ? "" : " + \(python(offset))"))
  }
}

extension NormalizationSpec: TorchLayer {
  /// (x − mean) ÷ max(√variance, 1e-7)
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) throws -> TorchValue {
    let x = builder.channelsLast(inputs[0])
    let sizes = try repetition(x.shape).weights
    let mean = builder.buffer("_mean", "torch.zeros(\(python(sizes)))")
    let deviation = builder.buffer("_deviation", "torch.ones(\(python(sizes)))")
    func all(_ values: [Double]) -> String {
      let numbers = values.map { python($0) }.joined(separator: ", ")
      return values.count == 1 ? "torch.tensor(\(numbers))" : "torch.tensor([\(numbers)]).reshape(\(python(sizes)))"
    }
    let given = (mean: self.mean?.all.map(\.value), variance: variance?.all.map(\.value))
    let means = given.mean.map(all) ?? "\(builder.tensor("mean")).reshape(\(python(sizes)))"
    let variances = given.variance.map(all) ?? "\(builder.tensor("variance")).reshape(\(python(sizes)))"
    builder.load(mean, code: means)
    builder.load(deviation, code: "\(variances).sqrt().clamp(min=1e-7)")
    return x.coded("(\(x.code) - \(mean)) / \(deviation)")
  }
}
