/// How much of each old sample goes into each new one along an axis, in whole numbers: nothing is rounded but the result.
struct Resampling {
  /// The sum of the weights of any new sample.
  let total: Int
  /// For each new sample the first old one with a weight, and where its weights are.
  private(set) var firsts: [Int] = []
  private(set) var places: [Range<Int>] = []
  private(set) var weights: [Int] = []

  private init(total: Int) { self.total = total }

  /// The mean of the area that a new sample covers; where there are more new samples than old ones, as `bilinear`.
  static func area(from old: Int, to new: Int) -> Resampling {
    if new > old { return bilinear(from: old, to: new) }
    // An old sample is `new` units long and a new one `old`: the weight is the length of their overlap.
    var area = Resampling(total: old)
    for i in 0..<new {
      let range = i * old..<(i + 1) * old
      let samples = range.lowerBound / new...(range.upperBound - 1) / new
      area.add(from: samples.lowerBound, samples.map { range.clamped(to: $0 * new..<($0 + 1) * new).count })
    }
    return area
  }

  /// From the two old samples beside a new one's centre, however many there are: as TensorFlow's, without antialiasing.
  static func bilinear(from old: Int, to new: Int) -> Resampling {
    // The new sample's centre among the old ones' centres, in units of 1 / (2 · new); the edge continues outside.
    var bilinear = Resampling(total: 2 * new)
    for i in 0..<new {
      let position = min(max((2 * i + 1) * old - new, 0), (old - 1) * bilinear.total)
      let (first, part) = position.quotientAndRemainder(dividingBy: bilinear.total)
      bilinear.add(from: first, part == 0 ? [bilinear.total] : [bilinear.total - part, part])
    }
    return bilinear
  }

  /// The old sample in which a new one's centre lies.
  static func nearest(from old: Int, to new: Int) -> Resampling {
    var nearest = Resampling(total: 1)
    for i in 0..<new { nearest.add(from: (2 * i + 1) * old / (2 * new), [1]) }
    return nearest
  }

  private mutating func add(from first: Int, _ weights: [Int]) {
    firsts.append(first)
    places.append(self.weights.count..<self.weights.count + weights.count)
    self.weights += weights
  }

  @inline(__always)
  func sum(_ index: Int, _ sample: (Int) -> Int) -> Int {
    var (sum, next) = (0, firsts[index])
    for place in places[index] {
      sum += weights[place] * sample(next)
      next += 1
    }
    return sum
  }
}
