import Catalog
import Geometry

extension DenseSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) -> TorchValue {
    let x = builder.channelsLast(inputs[0])
    let size = x.shape[x.shape.rank - 1]
    let layer = builder.module("nn.Linear(\(size), \(units)\(useBias ? "" : ", bias=False"))")
    builder.load("\(layer).weight", "kernel", ".T")
    if useBias { builder.load("\(layer).bias", "bias") }
    let shape = Shape(x.shape.dimensions.dropLast() + [units])
    return TorchValue(code: "\(layer)(\(x.code))", shape: shape).activated(activation)
  }
}

extension ActivationSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) -> TorchValue { inputs[0].activated(function) }
}

extension PReLUSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) throws -> TorchValue {
    let x = builder.channelsLast(inputs[0])
    let alpha = builder.module("nn.Parameter(torch.zeros(\(python(try repetition(x.shape).weights))))")
    builder.load(alpha, "alpha")
    return x.coded("torch.where(\(x.code) < 0, \(alpha) * \(x.code), \(x.code))")
  }
}

extension EmbeddingSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) -> TorchValue {
    let layer = builder.module("nn.Embedding(\(inputDim), \(outputDim))")
    builder.load("\(layer).weight", "embeddings")
    return TorchValue(code: "\(layer)(\(inputs[0].code).long())", shape: Shape([inputs[0].shape[0], outputDim]))
  }
}
