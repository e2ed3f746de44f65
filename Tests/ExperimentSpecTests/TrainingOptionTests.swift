import Catalog
import Diagnostics
import ExperimentSpec
import Geometry
import Testing

/// What a spec says about penalties, rates and steps.
@Suite("Options of training")
struct TrainingOptionTests {
  @Test("a regularizer is a name, a factor, or options")
  func regularizers() throws {
    let expected: [(String, RegularizerSpec?)] = [
      ("l2", RegularizerSpec(L2())), ("{l2: 1e-4}", RegularizerSpec(L2(1e-4))),
      ("{l2: {l2: 0.5}}", RegularizerSpec(L2(0.5))),
      ("{l1: 0.25}", RegularizerSpec(L1(0.25))),
      ("{l1_l2: {l1: 0.1, l2: 0.2}}", RegularizerSpec(L1L2(l1: 0.1, l2: 0.2))),
      ("l1_l2", RegularizerSpec(L1L2())), ("null", nil),
    ]
    for (text, regularizer) in expected {
      var dense = DenseSpec(units: 3)
      (dense.kernelRegularizer, dense.biasRegularizer) = (regularizer, regularizer)
      let found = try load(
        start + "layers: [dense: {units: 3, kernel_regularizer: \(text), bias_regularizer: \(text)}]")
      #expect(found.layers == [LayerSpec(dense)])
    }
    var dense = DenseSpec(units: 3)
    dense.kernelRegularizer = RegularizerSpec(L1(0.5))
    let changed = try load(
      start + "layers: [dense: {units: 3, kernel_regularizer: l1}]",
      overrides: ["layers[0].dense.kernel_regularizer.l1=0.5"])
    #expect(changed.layers == [LayerSpec(dense)])
  }

  @Test("a constraint is a name, a bound, or options")
  func constraints() throws {
    var low = MinMaxNorm()
    (low.minValue, low.rate) = (0.5, 0.25)
    var rows = UnitNorm()
    rows.axis = .one(WeightAxis(-1))
    let expected: [(String, ConstraintSpec?)] = [
      ("max_norm", ConstraintSpec(MaxNorm())), ("{max_norm: 3}", ConstraintSpec(MaxNorm(3))),
      (
        "{max_norm: {max_value: 3, axis: [0, 1, 2]}}",
        ConstraintSpec(MaxNorm(3, axis: .more([0, 1, 2].map(WeightAxis.init))))
      ),
      ("{min_max_norm: {min_value: 0.5, rate: 0.25}}", ConstraintSpec(low)), ("{unit_norm: -1}", ConstraintSpec(rows)),
      ("non_neg", ConstraintSpec(NonNegative())), ("null", nil),
    ]
    for (text, constraint) in expected {
      var dense = DenseSpec(units: 3)
      (dense.kernelConstraint, dense.biasConstraint) = (constraint, constraint)
      let found = try load(start + "layers: [dense: {units: 3, kernel_constraint: \(text), bias_constraint: \(text)}]")
      #expect(found.layers == [LayerSpec(dense)])
      #expect(ExperimentSpec(recorded: found.resolved()) == found)
    }
  }

  @Test("each of a layer's weights has a constraint of its own")
  func constraintsOfEachWeight() throws {
    var separable = SeparableConv2DSpec(filters: 3, kernelSize: Extent2D(2, 2))
    separable.depthwiseConstraint = ConstraintSpec(MaxNorm(3))
    separable.pointwiseConstraint = ConstraintSpec(UnitNorm())
    separable.biasConstraint = ConstraintSpec(NonNegative())
    var depthwise = DepthwiseConv2DSpec(kernelSize: Extent2D(2, 2))
    depthwise.depthwiseConstraint = ConstraintSpec(MaxNorm(4))
    depthwise.biasConstraint = ConstraintSpec(NonNegative())
    var slopes = PReLUSpec()
    slopes.alphaConstraint = ConstraintSpec(NonNegative())
    let spec = try load(
      start + """
        layers:
          - separable_conv2d: {filters: 3, kernel_size: 2, depthwise_constraint: {max_norm: 3}, pointwise_constraint: unit_norm, bias_constraint: non_neg}
          - depthwise_conv2d: {kernel_size: 2, depthwise_constraint: {max_norm: 4}, bias_constraint: non_neg}
          - prelu: {alpha_constraint: non_neg}
          - batch_normalization: {gamma_constraint: {max_norm: 5}, beta_constraint: non_neg}
        """)
    #expect(spec.layers.prefix(3) == [LayerSpec(separable), LayerSpec(depthwise), LayerSpec(slopes)])
    let normalization = try #require(spec.layers[3].construct as? BatchNormalizationSpec)
    #expect(normalization.affine.gammaConstraint == ConstraintSpec(MaxNorm(5)))
    #expect(normalization.affine.betaConstraint == ConstraintSpec(NonNegative()))
    #expect(ExperimentSpec(recorded: spec.resolved()) == spec)
  }

  @Test("every optimizer has the options of all")
  func sharedOptions() throws {
    let text = "weight_decay: 0.1, exclude_from_weight_decay: [bias, gamma], clipnorm: 2, use_ema: true"
    for optimizer in OptimizerSpec.family.members.map(\.words.name) {
      let spec = try load(start + "layers: [flatten]\noptimizer: {\(optimizer): {\(text)}}")
      let (construct, options) = (spec.optimizer.construct, spec.optimizer.construct.shared)
      #expect(construct.decay == 0.1 && options.excludedFromDecay == [.bias, .gamma] && options.clipNorm == 2)
      #expect(options.usesAverages.isOn && options.averageMomentum == 0.99)
      #expect(ExperimentSpec(recorded: spec.resolved()) == spec)
      // Those that are not written are not recorded.
      let plain = try load(start + "layers: [flatten]\noptimizer: \(optimizer)").resolved().yaml()
      for key in ["clip", "ema", "exclude"] { #expect(!plain.contains(key)) }
      #expect(plain.contains("weight_decay") == (optimizer == "adamw"))
    }
  }

  @Test("a list that excludes nothing is as good as none")
  func emptyExclusions() throws {
    func spec(_ options: String) throws -> ExperimentSpec {
      try load(start + "layers: [flatten]\noptimizer: {adamw: {\(options)}}")
    }
    let empty = try spec("exclude_from_weight_decay: []")
    #expect(try empty == spec("") && empty.resolved() == spec("").resolved())
    #expect(trainingProblems("layers: [flatten]\noptimizer: {sgd: {exclude_from_weight_decay: []}}") == [])
    // The one of a spec that is extended goes.
    let bias = try spec("exclude_from_weight_decay: [bias]")
    #expect(bias != empty)
    #expect(
      try load(
        start + "layers: [flatten]\noptimizer: {adamw: {exclude_from_weight_decay: [bias]}}",
        overrides: ["optimizer.adamw.exclude_from_weight_decay=[]"]) == empty)
  }

  @Test("what an optimizer's options contradict each other in is reported")
  func optimizerProblems() {
    func problems(_ text: String) -> [String] { trainingProblems("layers: [flatten]\noptimizer: {adam: {\(text)}}") }
    #expect(
      problems("clipvalue: 1, clipnorm: 1, global_clipnorm: 1") == [
        "optimizer.adam.clipnorm: clipnorm beside clipvalue; keep one of them",
        "optimizer.adam.global_clipnorm: global_clipnorm beside clipvalue; keep one of them",
      ])
    #expect(
      problems("exclude_from_weight_decay: [bias]") == [
        "optimizer.adam.exclude_from_weight_decay: exclude_from_weight_decay without weight_decay; "
          + "write weight_decay: 0.004 beside it"
      ])
    #expect(
      problems("ema_momentum: 0.9") == [
        "optimizer.adam.ema_momentum: ema_momentum without use_ema; write use_ema: true beside it"
      ])
    #expect(
      problems("ema_overwrite_frequency: 9") == [
        "optimizer.adam.ema_overwrite_frequency: ema_overwrite_frequency without use_ema; write use_ema: true beside it"
      ])
    #expect(
      problems("weight_decay: 1, exclude_from_weight_decay: [bais]") == [
        "optimizer.adam.exclude_from_weight_decay[0]: unknown weight 'bais'; did you mean 'bias'?"
      ])
  }

  @Test("a schedule takes the place of a learning rate")
  func schedules() throws {
    func rate(_ text: String) throws -> LearningRate {
      try load(start + "layers: [flatten]\noptimizer: {sgd: {learning_rate: \(text)}}").optimizer.learningRate
    }
    #expect(try rate("{cosine_decay: 0.1}") == .member(ScheduleSpec(CosineDecay(0.1))))
    #expect(
      try rate("{exponential_decay: {initial_learning_rate: 1e-3, decay_epochs: 1, decay_rate: 0.95, staircase: true}}")
        == .member(
          ScheduleSpec(ExponentialDecay(1e-3, ScheduleLength(epochs: 1), decayRate: 0.95, staircase: true))))
    #expect(
      try rate("{piecewise_constant_decay: {boundaries: [10, 20], values: [1, 0.5, 0]}}")
        == .member(ScheduleSpec(PiecewiseConstantDecay(boundaries: [10, 20], values: [1, 0.5, 0]))))
  }

  @Test("what a schedule's options contradict each other in is reported")
  func scheduleProblems() {
    func problems(_ text: String) -> [String] {
      trainingProblems("layers: [flatten]\noptimizer: {sgd: {learning_rate: \(text)}}")
    }
    let rate = "optimizer.sgd.learning_rate"
    let exponential = "initial_learning_rate: 1, decay_rate: 0.5"
    #expect(
      problems("{exponential_decay: {\(exponential)}}") == [
        "\(rate).exponential_decay: missing key 'decay_steps'; write decay_steps: 1000, or decay_epochs: 1"
      ])
    #expect(
      problems("{exponential_decay: {\(exponential), decay_steps: 1, decay_epochs: 2}}") == [
        "\(rate).exponential_decay.decay_epochs: decay_epochs beside decay_steps; keep one of them"
      ])
    #expect(
      problems("{cosine_decay: {initial_learning_rate: 1, warmup_epochs: 2}}") == [
        "\(rate).cosine_decay.warmup_epochs: warmup_epochs without warmup_target; write warmup_target: 0.001 beside it"
      ])
    #expect(
      problems("{cosine_decay: {initial_learning_rate: 1, warmup_target: 2}}") == [
        "\(rate).cosine_decay: missing key 'warmup_steps'; write warmup_steps: 1000, or warmup_epochs: 1"
      ])
    #expect(
      problems("{piecewise_constant_decay: {boundary_epochs: [3, 3], values: [1, 2, 3]}}") == [
        "\(rate).piecewise_constant_decay.boundary_epochs[1]: not above the one before it; write boundary_epochs in ascending order"
      ])
    #expect(
      problems("{piecewise_constant_decay: {boundaries: [3], values: [1]}}") == [
        "\(rate).piecewise_constant_decay.values: 1 value where 2 belong; write one more than boundaries"
      ])
    #expect(
      problems("{piecewise_constant_decay: {values: [1]}}") == [
        "\(rate).piecewise_constant_decay: missing key 'boundaries'; write boundaries: [1000], or boundary_epochs: [1]"
      ])
    #expect(
      problems("{cosine_decay_restarts: {initial_learning_rate: 1, first_decay_steps: 5, t_mul: 0.5}}") == [
        "\(rate).cosine_decay_restarts.t_mul: 0.5 is out of range; write a number from 1"
      ])
    let callbacks = "validation_split: 0.1\ncallbacks: [reduce_lr_on_plateau]\nlayers: [flatten]\n"
    #expect(
      trainingProblems(callbacks + "optimizer: {adam: {learning_rate: {cosine_decay: 0.1}}}") == [
        "callbacks[0].reduce_lr_on_plateau: the learning rate has a schedule, cosine_decay, which no callback can change; "
          + "write optimizer: {adam: {learning_rate: 0.001}}, or remove reduce_lr_on_plateau"
      ])
  }
}

private let start = "dataset: mnist\nloss: mse\n"

/// What is wrong with a spec that ends so.
private func trainingProblems(_ text: String) -> [String] {
  do {
    _ = try load(start + text)
    return []
  } catch {
    return ((error as? DiagnosticList)?.diagnostics ?? []).map { "\($0.path): \($0.problem); \($0.hint ?? "")" }
  }
}
