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

  @Test(
    "the layer's number of units stands alone, within Keras's option or without it",
    arguments: ["simple_rnn", "lstm", "gru"])
  func shortForms(word: String) throws {
    let long = try layer("bidirectional: {\(word): {units: 8}, merge_mode: sum}")
    #expect(try layer("bidirectional: {\(word): 8, merge_mode: sum}") == long)
    #expect(try layer("bidirectional: {layer: {\(word): 8}, merge_mode: sum}") == long)
    #expect(try layer("bidirectional: {merge_mode: sum, layer: {\(word): {units: 8}}}") == long)
    #expect(try layer("bidirectional: {\(word): 8}") == layer("bidirectional: {layer: {\(word): {units: 8}}}"))
    #expect(!(try layer("bidirectional: {layer: {\(word): 8}}").config.flow.contains("layer:")))
  }

  @Test("what a resolved spec has is read again, from YAML and from a record") func resolved() throws {
    let spec = try load(
      """
      dataset: mnist
      loss: mse
      layers:
        - embedding: {input_dim: 9, output_dim: 2, embeddings_initializer: {random_uniform: {minval: -0.5}}}
        - bidirectional: {layer: {lstm: {units: 5, return_sequences: true}}, merge_mode: ave}
        - bidirectional: {gru: 4}
      """)
    #expect(spec.layers.count == 3)
    #expect(try load(spec.resolved().yaml()) == spec)
    #expect(ExperimentSpec(recorded: spec.resolved()) == spec)
  }

  @Test("`--set` and `layer_defaults` reach into it, and another layer takes the place of its own")
  func merging() throws {
    func spec(_ text: String, _ overrides: String..., defaults: String = "") throws -> LayerSpec? {
      try load(
        "dataset: mnist\nloss: mse\n\(defaults)layers: [{bidirectional: \(text)}]\n", overrides: overrides
      ).layers.first
    }
    var sum = BidirectionalSpec(LSTMSpec(units: 5))
    sum.mergeMode = .sum
    for text in ["{lstm: 8, merge_mode: sum}", "{layer: {lstm: 8}, merge_mode: sum}"] {
      for key in ["lstm", "layer.lstm", "lstm.units", "layer.lstm.units"] {
        #expect(try spec(text, "layers[0].bidirectional.\(key)=5") == LayerSpec(sum), "\(text) \(key)")
      }
      var other = BidirectionalSpec(GRUSpec(units: 3))
      other.mergeMode = .sum
      for set in ["gru=3", "layer={gru: 3}", "layer.gru.units=3"] {
        #expect(try spec(text, "layers[0].bidirectional.\(set)") == LayerSpec(other), "\(text) \(set)")
      }
    }
    var relu = LSTMSpec(units: 8)
    relu.recurrence.activation = .relu
    let defaults = "layer_defaults: {lstm: {activation: relu}, bidirectional: {merge_mode: concat}}\n"
    #expect(try spec("{lstm: 8}", defaults: defaults) == LayerSpec(BidirectionalSpec(relu)))
    #expect(try spec("{layer: {lstm: 8}}", defaults: defaults) == LayerSpec(BidirectionalSpec(relu)))
  }

  @Test("what it does not have is refused with a reason, inside too") func refused() throws {
    #expect(
      try report("{bidirectional: {lstm: {units: 8, go_backwards: true}}}").hasSuffix(
        "write bidirectional: it reads the steps from last to first, too"))
    #expect(
      try report("{bidirectional: {layer: lstm}}").hasSuffix(
        "write one layer there: layer: {lstm: 32}"))
    #expect(
      try report("{bidirectional: {layer: {lstm: 8}, lstm: 8}}").hasSuffix("write one layer there: layer: {lstm: 32}"))
    #expect(
      try report("{bidirectional: {layer: {lstm: 8, merge_mode: sum}}}").hasSuffix(
        "write one layer there: layer: {lstm: 32}"))
    #expect(
      try report("{bidirectional: lstm}").hasSuffix(
        "expected a mapping, found 'lstm'\n  layers: [{bidirectional: lstm}]\n                           ^~~~ write bidirectional: {lstm: 32}"
      ))
    #expect(
      try report("{bidirectional: {lstm: relu}}").contains(
        ": layers[0].bidirectional.lstm.units: 'relu' is not a whole number"))
    #expect(
      try report("{bidirectional: {layer: {dense: 8}}}").hasSuffix(
        "unknown key 'dense'\n  layers: [{bidirectional: {layer: {dense: 8}}}]\n                                    ^~~~~ known: simple_rnn, lstm, gru, merge_mode"
      ))
    #expect(try report("{BiLSTM: 8}").hasSuffix("write bidirectional: {lstm: 32}"))
  }
}
