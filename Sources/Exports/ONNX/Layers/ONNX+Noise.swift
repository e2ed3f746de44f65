import Catalog

// Layers that do something only in training: no operator.

extension DropoutSpec: ONNXLayer {
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) -> ONNXValue { inputs[0] }
}

extension NoiseConstruct {
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) -> ONNXValue { inputs[0] }
}

extension SpatialDropout1DSpec: ONNXLayer {}
extension SpatialDropout2DSpec: ONNXLayer {}
extension GaussianNoiseSpec: ONNXLayer {}
extension GaussianDropoutSpec: ONNXLayer {}
extension AlphaDropoutSpec: ONNXLayer {}
