import Catalog

extension CosineDecay: ScheduleMachinery {
  public func rate(at place: StepPlace) -> Double {
    let step = Double(place.updates)
    guard let warmupTarget, let rise = warmup.count(place) else {
      return fall(from: initialRate, step, place, after: 0)
    }
    return step < rise
      ? initialRate + (warmupTarget - initialRate) * (step / rise)
      : fall(from: warmupTarget, step - rise, place, after: rise)
  }

  private func fall(from rate: Double, _ step: Double, _ place: StepPlace, after rise: Double) -> Double {
    let length = length.count(place) ?? max(1, place.total - rise)
    return rate * ((1 - alpha) * raisedCosine(min(step, length) / length) + alpha)
  }
}

extension CosineDecayRestarts: ScheduleMachinery {
  /// The period is found by adding periods, not by a logarithm, which would miss their ends.
  public func rate(at place: StepPlace) -> Double {
    var left = Double(place.updates) / (firstLength.count(place) ?? place.total)
    var (length, height) = (1.0, 1.0)
    if lengthFactor == 1 {
      height = power(rateFactor, left.rounded(.down))
      left -= left.rounded(.down)
    }
    while left >= length {
      left -= length
      length *= lengthFactor
      height *= rateFactor
    }
    return initialRate * ((1 - alpha) * height * raisedCosine(left / length) + alpha)
  }
}
