import Catalog
import Geometry
import Testing

@Suite("Embeddings, and layers in both directions")
struct SequenceSpecTests {
  private func layer(_ text: String) throws -> LayerSpec {
    try #require(load("dataset: mnist\nloss: mse\nlayers:\n  - \(text)\n").layers.first)
  }

  private func report(_ layer: String) throws -> String {
    let folder = try Folder()
    try folder.write("spec.yaml", "dataset: mnist\nloss: mse\nlayers: [\(layer)]\n")
    return messages("spec.yaml", in: folder)
  }

  @Test func embedding() throws {
    var spec = EmbeddingSpec(inputDim: 100, outputDim: 8)
    #expect(try layer("embedding: {input_dim: 100, output_dim: 8}") == LayerSpec(spec))
    #expect(
      LayerSpec(spec).config.flow
        == "{embedding: {input_dim: 100, output_dim: 8, embeddings_initializer: {random_uniform: {minval: -0.05, maxval: 0.05}}}}"
    )
    spec.embeddingsInitializer = .zeros
    spec.embeddingsConstraint = ConstraintSpec(UnitNorm())
    #expect(
      try layer(
        "embedding: {input_dim: 100, output_dim: 8, embeddings_initializer: zeros, embeddings_constraint: unit_norm}")
        == LayerSpec(spec))
    #expect(
      try report("{embedding: {input_dim: 100, output_dim: 8, mask_zero: true}}").hasSuffix(
        "remove it: no step is masked"))
  }

  @Test("the layer stands beside the way to merge") func bidirectional() throws {
    var lstm = LSTMSpec(units: 8)
    lstm.recurrence.returnSequences = true
    var spec = BidirectionalSpec(lstm)
    #expect(try layer("bidirectional: {lstm: {units: 8, return_sequences: true}}") == LayerSpec(spec))
    spec.mergeMode = .sum
    #expect(try layer("bidirectional: {merge_mode: sum, lstm: {units: 8, return_sequences: true}}") == LayerSpec(spec))
    let flow = try layer("bidirectional: {gru: {units: 3}}").config.flow
    #expect(flow.hasPrefix("{bidirectional: {gru: {units: 3, activation: tanh, "))
    #expect(flow.hasSuffix("return_sequences: false}, merge_mode: concat}}"))
    #expect(!flow.contains("lstm") && !flow.contains("simple_rnn"))
  }

  @Test("what it does not have is refused with a reason, inside too") func refused() throws {
    #expect(
      try report("{bidirectional: {lstm: {units: 8, go_backwards: true}}}").hasSuffix(
        "write bidirectional: it reads the steps from last to first, too"))
    #expect(
      try report("{bidirectional: {layer: lstm}}").hasSuffix(
        "write the layer's name: bidirectional: {lstm: {units: 32}}"))
    #expect(try report("{BiLSTM: 8}").hasSuffix("write bidirectional: {lstm: {units: 32}}"))
  }
}
