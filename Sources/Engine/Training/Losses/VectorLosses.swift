import Catalog

/// Losses of a whole vector of outputs that need nothing but + × ÷ √.
protocol VectorMachinery: LossMachinery {
  /// The loss of the outputs p [width] with the target y [width]; `gradient` gets its derivative, if wanted.
  static func loss(
    _ p: UnsafePointer<Float>, _ y: UnsafePointer<Float>, width: Int, gradient: UnsafeMutablePointer<Float>?
  ) -> Float
}

extension VectorMachinery {
  func score(_ batch: ScoredBatch, losses: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>?) {
    batch.answerWithOutputs()
    for sample in 0..<batch.samples {
      let first = sample * batch.width
      losses[sample] = Self.loss(
        batch.outputs + first, batch.targets + first, width: batch.width, gradient: gradient.map { $0 + first })
    }
    guard let gradient else { return }
    let scale = 1 / Float(batch.samples)
    for index in 0..<batch.count { gradient[index] *= scale }
  }
}

/// max(max((1 − y)·p) − Σ y·p + 1, 0). Of equal largest ones the first has the derivative.
extension CategoricalHinge: VectorMachinery {
  static func loss(
    _ p: UnsafePointer<Float>, _ y: UnsafePointer<Float>, width: Int, gradient: UnsafeMutablePointer<Float>?
  ) -> Float {
    var (own, largest, rival) = (Float(0), -Float.infinity, 0)
    for index in 0..<width {
      own += y[index] * p[index]
      let other = (1 - y[index]) * p[index]
      if !(other <= largest) { (largest, rival) = (other, index) }
    }
    let gap = largest - own + 1
    if let gradient {
      for index in 0..<width { gradient[index] = gap > 0 ? -y[index] : 0 }
      if gap > 0 { gradient[rival] += 1 - y[rival] }
    }
    return gap <= 0 ? 0 : gap
  }
}

/// −Σ ŷ·p̂ of vectors of length 1, or of length 0 if they were. The derivative is −(ŷ − (ŷ·p̂)·p̂) ÷ |p|.
extension CosineSimilarity: VectorMachinery {
  static func loss(
    _ p: UnsafePointer<Float>, _ y: UnsafePointer<Float>, width: Int, gradient: UnsafeMutablePointer<Float>?
  ) -> Float {
    let (pScale, yScale) = (inverseLength(p, width), inverseLength(y, width))
    var cosine: Float = 0
    for index in 0..<width { cosine += (y[index] * yScale) * (p[index] * pScale) }
    if let gradient {
      for index in 0..<width {
        gradient[index] = (cosine * (p[index] * pScale) - y[index] * yScale) * pScale
      }
    }
    return -cosine
  }

  private static func inverseLength(_ x: UnsafePointer<Float>, _ width: Int) -> Float {
    var sum: Float = 0
    for index in 0..<width { sum += x[index] * x[index] }
    let inverse = 1 / sum.squareRoot()
    return inverse > 1e7 ? 1e7 : inverse
  }
}
