import Geometry

public struct SimpleRNNSpec: RecurrentConstruct {
  public var recurrence: RecurrentOptions
  public static let gates = 1

  public init(units: Int) { recurrence = RecurrentOptions(units: units) }

  public static let words = ConstructWords(
    "simple_rnn", "goes through a sequence with a state that each step computes from its input and the state before",
    formula: "h = activation(x·kernel + h₋·recurrent_kernel + bias)",
    example: "simple_rnn: {units: 32, return_sequences: true}", positional: "units",
    refused: RecurrentOptions.refused)

  public mutating func options(_ visitor: any OptionVisitor) {
    recurrence.stateOptions(visitor)
    recurrence.weightOptions(visitor)
    recurrence.otherOptions(visitor)
  }
}
