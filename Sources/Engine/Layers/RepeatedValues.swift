import Catalog
import KernelTypes
import Tensors

/// Numbers that repeat over a sample, up to a period of whole vectors: see `ChannelNormalization`.
final class RepeatedValues {
  private let count: Int
  private let values: AlignedBuffer<Float>

  /// - Parameter count: after so many elements they begin again.
  init(_ count: Int) {
    self.count = count
    values = AlignedBuffer(ChannelNormalization.period(count))
  }

  /// The first of each, for the layer to fill.
  var first: UnsafeMutablePointer<Float> { values.pointer }
  var readOnly: UnsafePointer<Float> { values.readOnly }
  var period: Int { values.count }

  /// To be called when the first have been filled.
  func repeatFirst() {
    for start in stride(from: count, to: values.count, by: count) {
      (values.pointer + start).update(from: values.readOnly, count: count)
    }
  }

  /// Fills all with weights at their places.
  func fill(_ weights: UnsafePointer<Float>, _ repetition: Repetition) {
    if let places = repetition.places {
      for index in 0..<count { first[index] = weights[places[index]] }
    } else {
      first.update(from: weights, count: count)
    }
    repeatFirst()
  }
}
