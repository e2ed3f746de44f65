import Catalog

/// The position of a step in the training.
public struct StepPlace: Equatable, Sendable {
  /// The number of updates before this step.
  public var updates: Int
  public var stepsPerEpoch: Int
  /// The number of epochs of the whole training.
  public var epochs: Int

  public init(updates: Int, stepsPerEpoch: Int, epochs: Int) {
    self.updates = updates
    self.stepsPerEpoch = stepsPerEpoch
    self.epochs = epochs
  }
}

/// The rates of a schedule in the catalog.
///
/// A schedule has no state: the rate of a step is a function of its position, so checkpoints need nothing for it.
public protocol ScheduleMachinery: ScheduleConstruct {
  func rate(at place: StepPlace) -> Double
}

/// The learning rate of each step.
enum StepRates {
  case constant(Double)
  case scheduled(any ScheduleMachinery)

  init(_ rate: LearningRate) {
    switch rate {
    case .number(let rate): self = .constant(rate)
    case .member(let schedule): self = .scheduled(schedule.construct.machinery())
    }
  }

  func rate(at place: StepPlace) -> Double {
    switch self {
    case .constant(let rate): rate
    // Rounded once to single precision, in which every optimizer computes.
    case .scheduled(let schedule): Double(Float(schedule.rate(at: place)))
    }
  }
}
