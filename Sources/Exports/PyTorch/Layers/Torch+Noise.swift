import Catalog

// Layers that do something only in training: `self.training` says whether the model is being trained.

extension DropoutSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) -> TorchValue {
    inputs[0].coded("F.dropout(\(inputs[0].code), \(python(rate)), self.training)")
  }
}

extension SpatialDropout1DSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) -> TorchValue {
    let x = builder.channelsFirst(inputs[0])
    return x.coded("F.dropout1d(\(x.code), \(python(rate)), self.training)")
  }
}

extension SpatialDropout2DSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) -> TorchValue {
    let x = builder.channelsFirst(inputs[0])
    return x.coded("F.dropout2d(\(x.code), \(python(rate)), self.training)")
  }
}

extension GaussianNoiseSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) -> TorchValue {
    let x = inputs[0].code
    return inputs[0].coded("\(x) + \(python(deviation)) * torch.randn_like(\(x)) if self.training else \(x)")
  }
}

extension GaussianDropoutSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) -> TorchValue {
    let (x, deviation) = (inputs[0].code, python((rate / (1 - rate)).squareRoot()))
    return inputs[0].coded("\(x) * (1 + \(deviation) * torch.randn_like(\(x))) if self.training else \(x)")
  }
}

extension AlphaDropoutSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) -> TorchValue {
    inputs[0].coded("F.alpha_dropout(\(inputs[0].code), \(python(rate)), self.training)")
  }
}
