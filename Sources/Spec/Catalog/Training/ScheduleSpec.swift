/// A learning rate that changes from step to step.
public protocol ScheduleConstruct: NamedConstruct {
  /// Whether rates depend on the spec's number of epochs, as they do if the schedule is stretched over the whole run.
  var dependsOnEpochs: Bool { get }
}

extension ScheduleConstruct {
  public var dependsOnEpochs: Bool { false }
}

/// An optimizer's `learning_rate`.
public typealias LearningRate = NumberOrMember<ScheduleSpec>

extension LearningRate {
  public var dependsOnEpochs: Bool {
    if case .member(let schedule) = self { schedule.construct.dependsOnEpochs } else { false }
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
  public static let family = Family<Self>([])

  public var words: ConstructWords { construct.words }
  public mutating func options(_ visitor: any OptionVisitor) { construct.options(visitor) }
  public static func == (a: Self, b: Self) -> Bool { a.construct.isEqual(to: b.construct) }
  public func hash(into hasher: inout Hasher) { construct.hash(into: &hasher) }
}
