import Catalog
import Geometry
import Layers
import Records
import Testing
import Training

/// A learning rate as a function of the step's position, by schedules that only these tests have.
struct ScheduleTests {
  private static func spec(_ rate: LearningRate, epochs: Int = 2) -> ExperimentSpec {
    testSpec {
      var adam = Adam()
      adam.learningRate = rate
      $0.optimizer = OptimizerSpec(adam)
      $0.epochs = epochs
    }
  }

  private static let halving = LearningRate.member(ScheduleSpec(Halving()))

  @Test func everyScheduleOfTheTableHasRates() {
    for schedule in ScheduleSpec.family.members {
      Optimizer(Self.spec(.member(schedule)).optimizer, []).begin()
    }
  }

  @Test func aStepHasTheRateOfItsPlace() {
    let optimizer = Optimizer(Self.spec(.member(ScheduleSpec(Places()))).optimizer, [], stepsPerEpoch: 7, epochs: 3)
    let rates = (0..<3).map { _ in
      optimizer.begin()
      return optimizer.rate
    }
    #expect(rates == [73, 173, 273])
    optimizer.restore(steps: 9)
    #expect(optimizer.rate == 873)
    optimizer.begin()
    #expect(optimizer.rate == 973)
  }

  @Test func aScheduleThatStaysAtANumberIsThatNumber() throws {
    let trainers = try [LearningRate.member(ScheduleSpec(Constant())), 0.03].map {
      try makeTrainer(Self.spec($0), noiseImages(30))
    }
    #expect(trainers[0].trainEpoch() == trainers[1].trainEpoch() && trainers[0].state == trainers[1].state)
  }

  @Test func anEpochRecordsTheRateOfItsLastStep() throws {
    let trainer = try makeTrainer(Self.spec(Self.halving), noiseImages(30))
    for last in [7, 15] {
      guard case .finished(let record) = trainer.trainEpoch() else {
        Issue.record("no epoch")
        return
      }
      #expect(record.learningRate == Float(0.1 * (1 / Double(1 << last))))
    }
  }

  @Test func aResumedTrainingHasTheRatesOfItsPlace() throws {
    let images = noiseImages(30)
    let straight = try makeTrainer(Self.spec(Self.halving), images)
    let expected = straight.trainEpoch()
    for stop in [1, 7, 8] {
      let first = try makeTrainer(Self.spec(Self.halving), images)
      _ = first.trainEpoch { $0.step < stop }
      let second = try makeTrainer(Self.spec(Self.halving), images)
      try second.restore(first.state)
      #expect(second.trainEpoch() == expected && second.state == straight.state, "stopped after step \(stop)")
    }
  }

  @Test func aTrainingWhoseScheduleEndsWithItIsTheBeginningOfNone() {
    for (rate, isBeginning) in [(0.1, true), (Self.halving, true), (.member(ScheduleSpec(Places())), false)] {
      #expect(Self.spec(rate).isBeginning(of: Self.spec(rate, epochs: 3)) == isBeginning)
    }
    #expect(!Self.spec(0.1).isBeginning(of: Self.spec(Self.halving, epochs: 3)))
    #expect(!Self.spec(0.1).isBeginning(of: Self.spec(0.1)))
  }
}

private struct Halving: ScheduleMachinery {
  static let words = ConstructWords("halving", "half the rate in each step")
  mutating func options(_ visitor: any OptionVisitor) {}
  func rate(at place: StepPlace) -> Double { 0.1 * (1 / Double(1 << place.updates)) }
}

private struct Constant: ScheduleMachinery {
  static let words = ConstructWords("constant", "one rate")
  mutating func options(_ visitor: any OptionVisitor) {}
  func rate(at place: StepPlace) -> Double { 0.03 }
}

/// Rates that encode their position.
private struct Places: ScheduleMachinery {
  static let words = ConstructWords("places", "numbers")
  mutating func options(_ visitor: any OptionVisitor) {}
  var dependsOnEpochs: Bool { true }
  func rate(at place: StepPlace) -> Double { Double(place.updates * 100 + place.stepsPerEpoch * 10 + place.epochs) }
}
