/// A learning rate that changes from step to step.
public protocol ScheduleConstruct: NamedConstruct {
  /// Whether rates depend on the spec's number of epochs, as they do if the schedule is stretched over the whole run.
  var dependsOnEpochs: Bool { get }
  /// What its options contradict each other in.
  var problems: [OptionProblem] { get }
}

extension ScheduleConstruct {
  public var dependsOnEpochs: Bool { false }
  public var problems: [OptionProblem] { [] }
}

/// An optimizer's `learning_rate`.
public typealias LearningRate = NumberOrMember<ScheduleSpec>

extension LearningRate {
  /// Nil for a number.
  public var schedule: ScheduleSpec? { if case .member(let schedule) = self { schedule } else { nil } }

  /// By the paths of its options within the optimizer.
  var problems: [OptionProblem] {
    guard let schedule else { return [] }
    return schedule.construct.problems.map { $0.within("learning_rate.\(schedule.words.name)") }
  }

  public var dependsOnEpochs: Bool {
    schedule?.construct.dependsOnEpochs ?? false
  }
}

/// A schedule in place of a learning rate.
public struct ScheduleSpec: FamilyMember {
  public private(set) var construct: any ScheduleConstruct

  public init(_ construct: some ScheduleConstruct) { self.construct = construct }
}

extension ScheduleSpec {
  public static let kind = "schedule"

  /// The table of schedules.
  public static let family = Family(
    [
      Self(ExponentialDecay(0, ScheduleLength(), decayRate: 1)), Self(PiecewiseConstantDecay(values: [])),
      Self(PolynomialDecay(0)), Self(InverseTimeDecay(0, ScheduleLength(), decayRate: 0)), Self(CosineDecay(0)),
      Self(CosineDecayRestarts(0, ScheduleLength())),
    ],
    advice: NameAdvice(
      aliases: [
        "step": "exponential_decay", "step_lr": "exponential_decay", "multi_step_lr": "piecewise_constant_decay",
        "exponential_lr": "exponential_decay", "cosine": "cosine_decay", "cosine_annealing": "cosine_decay",
        "cosine_annealing_lr": "cosine_decay", "cosine_annealing_warm_restarts": "cosine_decay_restarts",
        "linear": "polynomial_decay", "linear_lr": "polynomial_decay", "warmup": "cosine_decay",
      ],
      missing: ["one_cycle", "one_cycle_lr", "learning_rate_schedule"]))

  public var words: ConstructWords { construct.words }
  public mutating func options(_ visitor: any OptionVisitor) { construct.options(visitor) }
  public static func == (a: Self, b: Self) -> Bool { a.construct.isEqual(to: b.construct) }
  public func hash(into hasher: inout Hasher) { construct.hash(into: &hasher) }
}
