import Geometry

/// Keras's form with `reset_after: true`.
public struct GRUSpec: RecurrentConstruct {
  public var recurrence: RecurrentOptions
  public var recurrentActivation: Activation = .sigmoid
  public static let gates = 3

  public init(units: Int) { recurrence = RecurrentOptions(units: units) }

  public static let words = ConstructWords(
    "gru", "goes through a sequence with a state that gates keep or replace",
    formula:
      "h = z·h₋ + (1 − z)·activation(a + r·b); z, r = recurrent_activation(a + b); a = x·kernel + bias[0] and b = h₋·recurrent_kernel + bias[1] in blocks z, r, h",
    example: "gru: {units: 64, return_sequences: true}", positional: "units",
    refused: RecurrentOptions.refused.merging([
      "reset_after": "remove it: it is true; the form with false has another bias, and resets before its product"
    ]) { own, _ in own })

  public mutating func options(_ visitor: any OptionVisitor) {
    recurrence.stateOptions(visitor)
    visitor.member("recurrent_activation", &recurrentActivation, "applied to each gate")
    recurrence.weightOptions(visitor)
    recurrence.otherOptions(visitor)
  }

  /// Of the inputs and of the state.
  public var biasShape: Shape { Shape([2, Self.gates * recurrence.units]) }
}
