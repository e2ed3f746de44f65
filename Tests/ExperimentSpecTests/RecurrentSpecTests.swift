import Catalog
import Geometry
import Testing

@Suite("Recurrent layers")
struct RecurrentSpecTests {
  private func layer(_ text: String) throws -> LayerSpec {
    try #require(load("dataset: mnist\nloss: mse\nlayers:\n  - \(text)\n").layers.first)
  }

  @Test("the number of units stands alone") func short() throws {
    #expect(try layer("simple_rnn: 5") == LayerSpec(SimpleRNNSpec(units: 5)))
    #expect(try layer("lstm: 6") == LayerSpec(LSTMSpec(units: 6)))
    #expect(try layer("gru: 7") == LayerSpec(GRUSpec(units: 7)))
  }

  @Test("every option") func options() throws {
    var spec = LSTMSpec(units: 3)
    spec.recurrence.activation = .relu
    spec.recurrentActivation = .hardSigmoid
    spec.recurrence.useBias = false
    spec.recurrence.kernelInitializer = .heNormal
    spec.recurrence.recurrentInitializer = .identity()
    spec.recurrence.biasInitializer = .ones
    spec.unitForgetBias = false
    (spec.recurrence.dropout, spec.recurrence.recurrentDropout) = (0.25, 0.5)
    spec.recurrence.returnSequences = true
    spec.recurrence.recurrentRegularizer = RegularizerSpec(L2(1e-3))
    spec.recurrence.recurrentConstraint = ConstraintSpec(UnitNorm())
    let text =
      "lstm: {units: 3, activation: relu, recurrent_activation: hard_sigmoid, use_bias: false, kernel_initializer: he_normal, recurrent_initializer: identity, bias_initializer: ones, unit_forget_bias: false, dropout: 0.25, recurrent_dropout: 0.5, return_sequences: true, recurrent_regularizer: {l2: 1e-3}, recurrent_constraint: unit_norm}"
    #expect(try layer(text) == LayerSpec(spec))
    var gru = GRUSpec(units: 3)
    gru.recurrentActivation = .linear
    gru.recurrence.biasRegularizer = RegularizerSpec(L2(1e-3))
    #expect(
      try layer("gru: {units: 3, recurrent_activation: linear, bias_regularizer: {l2: 1e-3}}") == LayerSpec(gru))
  }

  @Test("Keras's defaults are recorded, and no penalty or bound that is not there") func recorded() throws {
    let rest =
      "kernel_initializer: glorot_uniform, recurrent_initializer: {orthogonal: {gain: 1.0}}, bias_initializer: zeros"
    let end = "dropout: 0.0, recurrent_dropout: 0.0, return_sequences: false"
    #expect(
      try layer("simple_rnn: 5").config.flow
        == "{simple_rnn: {units: 5, activation: tanh, use_bias: true, \(rest), \(end)}}")
    #expect(
      try layer("lstm: 5").config.flow
        == "{lstm: {units: 5, activation: tanh, recurrent_activation: sigmoid, use_bias: true, \(rest), unit_forget_bias: true, \(end)}}"
    )
    #expect(
      try layer("gru: 5").config.flow
        == "{gru: {units: 5, activation: tanh, recurrent_activation: sigmoid, use_bias: true, \(rest), \(end)}}")
  }

  @Test(
    "what Keras has and runner does not is refused with a reason",
    arguments: [
      ("lstm", "go_backwards", "write bidirectional: it reads the steps from last to first, too"),
      ("lstm", "stateful", "remove it: every sequence starts with a state of zeros"),
      ("simple_rnn", "return_state", "remove it: no other layer can read the state"),
      ("gru", "unroll", "remove it: it changes nothing but Keras's speed"),
      (
        "gru", "reset_after",
        "remove it: it is true; the form with false has another bias, and resets before its product"
      ),
      ("lstm", "time_major", "remove it: the steps are a sample's first axis"),
    ])
  func refused(word: String, key: String, reason: String) throws {
    let folder = try Folder()
    try folder.write("spec.yaml", "dataset: mnist\nloss: mse\nlayers: [{\(word): {units: 2, \(key): true}}]\n")
    let lines = messages("spec.yaml", in: folder).split(separator: "\n")
    #expect(lines.first?.hasSuffix("error: layers[0].\(word): unknown key '\(key)'") == true)
    #expect(lines.last?.hasSuffix("^ \(reason)") == true || lines.last?.hasSuffix("~ \(reason)") == true)
  }
}
