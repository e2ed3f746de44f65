import Geometry

/// A layer that goes through a sequence [steps, channels] and keeps a state from step to step.
public protocol RecurrentConstruct: LayerConstruct {
  var recurrence: RecurrentOptions { get set }
  /// How many blocks of `units` columns its kernels have.
  static var gates: Int { get }
  /// Of so many units.
  var biasShape: Shape { get }
  /// What the bias starts with.
  var startOfBias: Initializer { get }
}

extension RecurrentConstruct {
  public var biasShape: Shape { Shape([Self.gates * recurrence.units]) }
  public var startOfBias: Initializer { recurrence.biasInitializer }
  public var details: [String] {
    [
      String(recurrence.units), recurrence.activation == .tanh ? "" : recurrence.activation.detail,
      recurrence.returnSequences ? "every step" : "",
    ]
  }

  public func infer(_ inputs: [Shape]) throws(LayerProblem) -> Inference {
    let input = inputs[0]
    try input.requireSequence(words.name)
    let units = recurrence.units
    var inference = Inference(output: recurrence.returnSequences ? Shape([input[0], units]) : Shape([units]))
    inference.weights = weights(channels: input[1])
    inference.multiplyAdds = saturatingProduct(
      input[0], saturatingProduct(input[1] + units, Self.gates * units))
    return inference
  }

  /// In the order of files.
  ///
  /// - Parameter prefix: of the names.
  func weights(channels: Int, prefix: String = "") -> [Weight] {
    let options = recurrence
    let columns = Self.gates * options.units
    let kernels = [
      Weight(
        prefix + "kernel", Shape([channels, columns]), options.kernelInitializer,
        regularizer: options.kernelRegularizer, constraint: options.kernelConstraint, option: "kernel"),
      Weight(
        prefix + "recurrent_kernel", Shape([options.units, columns]), options.recurrentInitializer,
        regularizer: options.recurrentRegularizer, constraint: options.recurrentConstraint, option: "recurrent"),
    ]
    guard options.useBias else { return kernels }
    return kernels + [
      Weight(
        prefix + "bias", biasShape, startOfBias, regularizer: options.biasRegularizer,
        constraint: options.biasConstraint, option: "bias")
    ]
  }
}

/// What all recurrent layers have.
public struct RecurrentOptions: Hashable, Sendable {
  public var units: Int
  public var activation: Activation = .tanh
  public var useBias = true
  public var kernelInitializer: Initializer = .glorotUniform
  public var recurrentInitializer: Initializer = .orthogonal()
  public var biasInitializer: Initializer = .zeros
  public var dropout = 0.0
  public var recurrentDropout = 0.0
  public var returnSequences = false
  public var kernelRegularizer: RegularizerSpec?
  public var recurrentRegularizer: RegularizerSpec?
  public var biasRegularizer: RegularizerSpec?
  public var kernelConstraint: ConstraintSpec?
  public var recurrentConstraint: ConstraintSpec?
  public var biasConstraint: ConstraintSpec?

  public init(units: Int) { self.units = units }

  /// The first of the options. Those that only some layers have come between these and the following.
  mutating func stateOptions(_ visitor: any OptionVisitor) {
    visitor.integer(.required("units"), &units, 1...Limits.units, "how many outputs each step has")
    visitor.member("activation", &activation, "applied to each new state")
  }

  mutating func weightOptions(_ visitor: any OptionVisitor) {
    visitor.boolean("use_bias", &useBias, "whether a trained bias is added")
    visitor.member("kernel_initializer", &kernelInitializer, "what the kernel of the inputs starts with")
    visitor.member("recurrent_initializer", &recurrentInitializer, "what the kernel of the state starts with")
    visitor.member("bias_initializer", &biasInitializer, "what the bias starts with")
  }

  mutating func otherOptions(_ visitor: any OptionVisitor) {
    visitor.number("dropout", &dropout, .fraction, "in training, the fraction of channels that each sequence lacks")
    visitor.number(
      "recurrent_dropout", &recurrentDropout, .fraction,
      "in training, the fraction of the state that each sequence lacks")
    visitor.boolean("return_sequences", &returnSequences, "whether every step's state is an output, or only the last")
    visitor.optionalMember(
      "kernel_regularizer", &kernelRegularizer, "a penalty on the kernel of the inputs, added to the loss")
    visitor.optionalMember(
      "recurrent_regularizer", &recurrentRegularizer, "a penalty on the kernel of the state, added to the loss")
    visitor.optionalMember("bias_regularizer", &biasRegularizer, "a penalty on the bias, added to the loss")
    visitor.optionalMember(
      "kernel_constraint", &kernelConstraint, "bounds within which the kernel of the inputs is kept")
    visitor.optionalMember(
      "recurrent_constraint", &recurrentConstraint, "bounds within which the kernel of the state is kept")
    visitor.optionalMember("bias_constraint", &biasConstraint, "bounds within which the bias is kept")
  }

  /// What Keras's recurrent layers have and these do not.
  static let refused = [
    "go_backwards": "write bidirectional: it reads the steps from last to first, too",
    "stateful": "remove it: every sequence starts with a state of zeros",
    "return_state": "remove it: no other layer can read the state",
    "unroll": "remove it: it changes nothing but Keras's speed",
    "implementation": "remove it: it changes nothing but Keras's speed",
    "use_cudnn": "remove it: it changes nothing but Keras's speed",
    "time_major": "remove it: the steps are a sample's first axis",
    "zero_output_for_mask": "remove it: no step is masked",
  ]
}
