import Catalog

extension ScheduleLength {
  /// Nil if the spec does not say it.
  func count(_ place: StepPlace) -> Double? {
    steps.map { Double($0.count) } ?? epochs.map { max(1, ($0 * Double(place.stepsPerEpoch)).rounded()) }
  }

  /// How many of these lengths have passed.
  fileprivate func passed(_ place: StepPlace, staircase: Bool) -> Double {
    let passed = Double(place.updates) / (count(place) ?? place.total)
    return staircase ? passed.rounded(.down) : passed
  }
}

extension StepPlace {
  /// The number of all steps of the training.
  var total: Double { Double(stepsPerEpoch) * Double(epochs) }
}

extension ExponentialDecay: ScheduleMachinery {
  public func rate(at place: StepPlace) -> Double {
    initialRate * power(decayRate, length.passed(place, staircase: staircase))
  }
}

extension InverseTimeDecay: ScheduleMachinery {
  public func rate(at place: StepPlace) -> Double {
    initialRate / (1 + decayRate * length.passed(place, staircase: staircase))
  }
}

extension PolynomialDecay: ScheduleMachinery {
  public func rate(at place: StepPlace) -> Double {
    let (step, length) = (Double(place.updates), length.count(place) ?? place.total)
    let end = cycle ? length * max(1, (step / length).rounded(.up)) : length
    return (initialRate - endRate) * Training.power(1 - min(step, end) / end, power) + endRate
  }
}

extension PiecewiseConstantDecay: ScheduleMachinery {
  public func rate(at place: StepPlace) -> Double {
    let step = Double(place.updates)
    // The first step after an epoch has the number of all steps before it.
    let passed =
      boundaryEpochs.map { bounds in bounds.count { step >= ($0 * Double(place.stepsPerEpoch)).rounded() } }
      ?? boundaries?.count { step > Double($0.count) } ?? 0
    return values[min(passed, values.count - 1)]
  }
}
