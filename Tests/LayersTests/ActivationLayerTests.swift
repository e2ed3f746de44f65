import Geometry
import Layers
import Testing

struct ActivationLayerTests {
  @Test(arguments: everyActivationFunction, [Shape([10]), Shape([1]), Shape([3, 2, 17])])
  func everyFunction(_ function: ActivationFunction, shape: Shape) {
    let layer = LayerCase(
      "\(function) of \(shape)", inputCount: shape.count, outputCount: shape.count,
      reference: ReferenceActivation(function: function, columns: shape.dimensions.last ?? 1),
      inputs: { samples in
        var random = SplitMix(8)
        return random.floats(samples * shape.count, in: -3...3)
      }
    ) { ActivationLayer(function, shape: shape, capacity: $0) }
    layer.check(samples: 2)
    for samples in [1, 7, 33] { layer.checkDeterminism(samples: samples) }
  }
}
