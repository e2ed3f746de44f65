import Geometry

public struct LSTMSpec: RecurrentConstruct {
  public var recurrence: RecurrentOptions
  public var recurrentActivation: Activation = .sigmoid
  /// Whether the forget gate's bias starts with 1, whatever `bias_initializer` says.
  public var unitForgetBias = true
  public static let gates = 4

  public init(units: Int) { recurrence = RecurrentOptions(units: units) }

  public static let words = ConstructWords(
    "lstm", "goes through a sequence with a state and a memory, which gates keep, add to and show",
    formula:
      "c = f·c₋ + i·activation(z of c); h = o·activation(c); i, f, o = recurrent_activation(z); z = x·kernel + h₋·recurrent_kernel + bias in blocks i, f, c, o",
    example: "lstm: {units: 64, return_sequences: true}", positional: "units", refused: RecurrentOptions.refused)

  public mutating func options(_ visitor: any OptionVisitor) {
    recurrence.stateOptions(visitor)
    visitor.member("recurrent_activation", &recurrentActivation, "applied to each gate")
    recurrence.weightOptions(visitor)
    visitor.boolean("unit_forget_bias", &unitForgetBias, "whether the forget gate's bias starts with 1")
    recurrence.otherOptions(visitor)
  }

  /// The second block is the forget gate's.
  public var startOfBias: Initializer {
    let units = recurrence.units
    return unitForgetBias
      ? .withOnes(in: units..<2 * units, elsewhere: recurrence.biasInitializer) : recurrence.biasInitializer
  }
}
