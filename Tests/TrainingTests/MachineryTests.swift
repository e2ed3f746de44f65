import Catalog
import Geometry
import Layers
import Testing
import Training

/// Constructs and their arithmetic, which are in different modules, and layers that have weights of their own.
struct MachineryTests {
  @Test(arguments: LayerSpec.family.members) func everyLayerHasItsArithmetic(layer: LayerSpec) {
    #expect(layer.construct is any Machinery, "\(layer.keyword)")
  }

  private static let spec = testSpec([flatten, LayerSpec(CountedSpec()), dense(10, .softmax)]) {
    $0.optimizer = OptimizerSpec(Adam())
  }

  private func trainer() throws -> Trainer { try makeTrainer(Self.spec, noiseImages(90)) }

  private func count(_ trainer: Trainer) -> [Float]? { trainer.weights().first { $0.name == "layers.1.count" }?.values }

  @Test func anUntrainedWeightIsItsLayersOwn() throws {
    let trainer = try trainer()
    #expect(count(trainer) == [0])
    _ = trainer.trainEpoch()
    #expect(count(trainer) == [Float(trainer.stepsPerEpoch)])
    _ = trainer.evaluate(noiseImages(10))
    #expect(count(trainer) == [Float(trainer.stepsPerEpoch)])
  }

  @Test func anUntrainedWeightIsInTheStateWithoutTheOptimizersArrays() throws {
    let trainer = try trainer()
    _ = trainer.trainEpoch()
    let names = trainer.state.tensors.map(\.name)
    #expect(names.filter { $0.hasPrefix("layers.1.") } == ["layers.1.count"])
    #expect(names.contains("layers.2.kernel.state.1"))
    let other = try self.trainer()
    try other.restore(trainer.state)
    #expect(count(other) == count(trainer))
    #expect(other.state == trainer.state)
  }

  /// A layer without trained weights does not request the gradient of the layers after it.
  @Test func onlyTrainedWeightsPassGradients() throws {
    func passes(_ layers: [LayerSpec]) throws -> [Bool] {
      try ModelGraph(testSpec(layers), input: Shape([4, 4, 1]), classes: 10).plan().map(\.site.passesGradient)
    }
    #expect(try passes([flatten, LayerSpec(CountedSpec()), dense(10, .softmax)]) == [false, false])
    #expect(try passes([flatten, dense(4), LayerSpec(CountedSpec()), dense(10, .softmax)]) == [false, true, true])
  }

  @Test func memoryHasNoGradientOfAnUntrainedWeight() throws {
    let graph = try ModelGraph(Self.spec, input: Shape([4, 4, 1]), classes: 10)
    let memory = TrainingMemory(graph, samples: 1, workers: 1, statesPerParameter: 2)
    #expect(graph.nodes[1].parameters == 1)
    #expect(graph.nodes[1].trainedParameters == 0)
    #expect(memory.layers[0].weights == 4 * 4)
  }
}

/// Passes its input through, and counts the training steps in a weight.
private struct CountedSpec: LayerConstruct, Machinery, LayerPlan {
  static let words = ConstructWords("counted", "counts its steps")

  mutating func options(_ visitor: any OptionVisitor) {}

  func infer(_ inputs: [Shape]) -> Inference {
    var inference = Inference(output: inputs[0])
    inference.weights = [Weight("count", Shape([1]), .zeros, isTrained: false)]
    return inference
  }

  func plan(_ site: Site) -> (any LayerPlan)? { self }
  func makeLayer(_ site: Site, capacity: Int) -> any Layer { Counted(size: site.input.count) }
  func way(_ site: Site) -> String { "counted" }
}

private final class Counted: Layer {
  private let size: Int
  private let count = Parameter(role: "count", shape: Shape([1]), isTrained: false)

  init(size: Int) { self.size = size }

  var parameters: [Parameter] { [count] }

  func forward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    y.update(from: x, count: pass.samples * size)
    if pass.isTraining { count.values.pointer[0] += 1 }
  }

  func backward(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    dx?.update(from: dy, count: pass.samples * size)
  }
}
