import Catalog
import Foundation
import Functions
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
    for schedule in ScheduleSpec.family.members { #expect(schedule.construct is any ScheduleMachinery) }
  }

  /// `Fixtures/make_schedules.py` made the numbers: 200 steps in ten epochs.
  @Test func everyRateIsKeras() throws {
    let schedules = try ScoreFixtures.elements(ScoreFixtures.read("schedules.json"))
    var names: Set<String> = []
    for schedule in schedules {
      let spec = try Self.recorded(try #require(schedule["learning_rate"]?.config))
      #expect(spec.optimizer.problems.isEmpty)
      names.insert(try #require(spec.optimizer.learningRate.schedule).words.name)
      let keras: [Double] = try ScoreFixtures.numbers(schedule["rates"])
      try #require(keras.count == 200)
      let optimizer = Optimizer(spec.optimizer, [], stepsPerEpoch: 20, epochs: 10)
      for (step, expected) in keras.enumerated() {
        optimizer.begin()
        #expect(
          isClose(optimizer.rate, expected, within: 1e-6 * expected),
          "\(schedule["learning_rate"]?.line ?? ""), step \(step): \(optimizer.rate), Keras \(expected)")
        #expect(Double(Float(optimizer.rate)) == optimizer.rate)
      }
    }
    #expect(names == Set(ScheduleSpec.family.members.map(\.words.name)))
  }

  private static func recorded(_ learningRate: ConfigValue) throws -> ExperimentSpec {
    try #require(
      ExperimentSpec(
        recorded: .mapping([
          ("dataset", .mapping([("name", .string("mnist"))])), ("layers", .list([.string("flatten")])),
          ("optimizer", .mapping([("sgd", .mapping([("learning_rate", learningRate)]))])),
          ("loss", .string("mean_squared_error")),
        ])), "\(learningRate.flow)")
  }

  /// The tests' own functions may be the C library's; ours are right to some units in the last place.
  @Test func functionsAreExact() {
    for step in -4000...4000 {
      let x = Double(step) / 64
      #expect(isClose(exponential(x), exp(x), within: 4e-16 * exp(x)), "exp \(x)")
    }
    #expect(exponential(-800) == 0 && exponential(800) == .infinity && exponential(0) == 1)
    #expect(exponential(.nan).isNaN)
    for step in 0...1000 {
      let x = Double(step) / 1000
      #expect(isClose(raisedCosine(x), 0.5 * (1 + cos(.pi * x)), within: 4e-16))
      for exponent in [0.25, 1, 3.5] {
        #expect(isClose(power(x, exponent), pow(x, exponent), within: 1e-14 * pow(x, exponent)))
      }
    }
    #expect(power(0, 0) == 1 && power(0.3, 1) == 0.3 && power(1, 5.5) == 1)
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

  @Test func aStepRecordsItsRateWhereAScheduleChangesIt() throws {
    for (rate, expected) in [(Self.halving, [0.1, 0.05, 0.025] as [Float?]), (0.1, [nil, nil, nil])] {
      let trainer = try makeTrainer(Self.spec(rate), noiseImages(30))
      var rates: [Float?] = []
      _ = trainer.trainEpoch {
        rates.append($0.learningRate)
        return rates.count < 3
      }
      #expect(rates == expected)
    }
  }

  @Test func aTrainingWithoutALengthIsThatOfTheRun() {
    func ends(_ schedule: some ScheduleConstruct) -> Bool {
      LearningRate.member(ScheduleSpec(schedule)).dependsOnEpochs
    }
    let length = ScheduleLength(epochs: 2)
    #expect(ends(CosineDecay(0.1)) && ends(PolynomialDecay(0.1)))
    #expect(!ends(CosineDecay(0.1, length)) && !ends(PolynomialDecay(0.1, length)))
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
