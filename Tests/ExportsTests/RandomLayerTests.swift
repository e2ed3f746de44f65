import Catalog
import Exports
import Foundation
import Geometry
import Records
import SpecMutations
import Testing

/// Layers with options drawn at random, also such as no fixture has. With RUNNER_EXPORTS=DIR the files stay there, with files of weights for
/// each, so that the tools can be compared with each other: Tests/RunnerTests/Tools/compare_tools.py DIR.
@Suite struct RandomLayerTests {
  private static let shapes = [Shape([9]), Shape([12, 5]), Shape([10, 11, 4]), Shape([3, 2, 4, 5])]
  private static let folder = ProcessInfo.processInfo.environment["RUNNER_EXPORTS"]

  @Test(arguments: LayerSpec.family.members)
  func whateverFitsIsWritten(member: LayerSpec) throws {
    var count = 0
    // Most of what is drawn is larger than its input, or not alike in its branches.
    for seed in UInt64(1)...3000 where count < 30 {
      let layer = RandomOptions.filled(member, seed: seed)
      for (index, shape) in Self.shapes.enumerated() {
        guard let graph = Self.graph(layer, shape) else { continue }
        let name = "\(layer.keyword)-\(seed)-\(index)"
        let weights = Self.weights(graph)
        let network = TrainedNetwork(
          name: name, graph: graph, weights: weights,
          data: DataInterface(inputs: [.init(shape, .float)], target: DataInterface.numbered(4)), notes: [])
        let onnx = try network.onnx()
        let kerasWeights = network.kerasWeights()
        let keras = network.kerasScript(weights: name + ".safetensors")
        // PyTorch's batch normalization has three axes besides the channels.
        let torch = try? network.torchScript(weights: name + ".safetensors")
        #expect(torch != nil || shape.rank > 3, "\(name)")
        #expect(!onnx.isEmpty && !kerasWeights.isEmpty && keras.contains("def build_model():"))
        count += 1
        if let folder = Self.folder {
          try Data(onnx).write(to: URL(fileURLWithPath: "\(folder)/\(name).onnx"))
          try Data(kerasWeights).write(to: URL(fileURLWithPath: "\(folder)/\(name).weights.h5"))
          try keras.write(toFile: "\(folder)/\(name)-keras.py", atomically: false, encoding: .utf8)
          try torch?.write(toFile: "\(folder)/\(name)-torch.py", atomically: false, encoding: .utf8)
          try Self.safetensors(weights).write(to: URL(fileURLWithPath: "\(folder)/\(name).safetensors"))
        }
      }
    }
    // A table's columns are none of a random layer's.
    #expect(count > 0 || member.keyword == "select", "\(member.keyword)")
  }

  /// The layer before a small head; nil if it does not fit its input, or is large.
  private static func graph(_ layer: LayerSpec, _ shape: Shape) -> ModelGraph? {
    var head = DenseSpec(units: 4)
    head.activation = .softmax
    let spec = ExperimentSpec(
      name: "random", dataset: DatasetSpec(source: .mnist), layers: [layer, LayerSpec(FlattenSpec()), LayerSpec(head)],
      loss: LossSpec(CategoricalCrossentropy()))
    guard let graph = try? ModelGraph(spec, input: shape, target: DataInterface.numbered(4)),
      graph.parameters < 50_000, graph.nodes.allSatisfy({ $0.output.count < 50_000 })
    else { return nil }
    return graph
  }

  /// Small numbers that differ; variances are positive.
  private static func weights(_ graph: ModelGraph) -> [NamedTensor] {
    var state: UInt32 = 1
    return graph.nodes.flatMap { node in
      node.weights.map { weight in
        let values = (0..<weight.shape.count).map { _ -> Float in
          state = state &* 1_664_525 &+ 1_013_904_223
          let value = Float(state >> 8) / Float(1 << 24) - 0.5
          return weight.name.contains("variance") ? value + 1 : value
        }
        return NamedTensor(name: "\(node.place.name).\(weight.name)", shape: weight.shape, values: values)
      }
    }
  }

  private static func safetensors(_ tensors: [NamedTensor]) -> Data {
    var (entries, numbers) = ([String](), Data())
    for tensor in tensors {
      let end = numbers.count + 4 * tensor.values.count
      entries.append(
        "\"\(tensor.name)\": {\"dtype\": \"F32\", \"shape\": \(tensor.shape), \"data_offsets\": [\(numbers.count), \(end)]}"
      )
      numbers += tensor.values.withUnsafeBytes { Data($0) }
    }
    let header = Data("{\(entries.joined(separator: ", "))}".utf8)
    return withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) } + header + numbers
  }
}
