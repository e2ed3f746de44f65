import Catalog

/// Where a step is in a training.
public struct StepPlace: Equatable, Sendable {
  /// How many updates were done before it.
  public var updates: Int
  public var stepsPerEpoch: Int
  /// Of the whole training.
  public var epochs: Int

  public init(updates: Int, stepsPerEpoch: Int, epochs: Int) {
    self.updates = updates
    self.stepsPerEpoch = stepsPerEpoch
    self.epochs = epochs
  }
}

/// A schedule of the catalog with its rates.
///
/// It holds no state: the rate of a step is a function of its place, so a checkpoint has nothing of it.
public protocol ScheduleMachinery: ScheduleConstruct {
  func rate(at place: StepPlace) -> Double
}

extension LearningRate {
  /// Every schedule in the table has some: `ScheduleTests`.
  func rate(at place: StepPlace) -> Double {
    switch self {
    case .number(let rate): return rate
    case .member(let schedule):
      guard let machinery = schedule.construct as? any ScheduleMachinery else {
        preconditionFailure("\(schedule.words.name) has no rates")
      }
      return machinery.rate(at: place)
    }
  }
}
