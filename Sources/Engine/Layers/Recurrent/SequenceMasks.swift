import Tensors

/// The dropout of a recurrent layer: one mask a sequence for the channels of its inputs, and one for the units of its state.
///
/// A mask's element is a function of (seed, layer, epoch, step, index) as in `Dropout`; each mask has a quarter of the layer's words,
/// because a layer that reads in both directions has four.
final class SequenceMasks {
  /// [samples, channels] and [samples, units] of the present pass; nil without dropout.
  private let ofInputs: AlignedBuffer<Float>?
  private let ofStates: AlignedBuffer<Float>?
  private let rates: (inputs: Double, states: Double)
  private let layer: Int
  private let isSecond: Bool

  /// - Parameters:
  ///   - layer: the index in the spec's list.
  ///   - isSecond: whether the layer's other direction has the first half of its words.
  init(
    inputs: Double, channels: Int, states: Double, units: Int, layer: Int, isSecond: Bool, capacity: Int
  ) {
    rates = (inputs, states)
    ofInputs = inputs > 0 ? AlignedBuffer(capacity * channels) : nil
    ofStates = states > 0 ? AlignedBuffer(capacity * units) : nil
    (self.layer, self.isSecond) = (layer, isSecond)
  }

  /// The masks of a pass; nil where nothing is dropped.
  func draw(_ pass: Pass) -> (inputs: UnsafePointer<Float>?, states: UnsafePointer<Float>?) {
    guard pass.isTraining else { return (nil, nil) }
    let first = isSecond ? 2 : 0
    draw(ofInputs, rates.inputs, quarter: first, pass)
    draw(ofStates, rates.states, quarter: first + 1, pass)
    return (ofInputs?.readOnly, ofStates?.readOnly)
  }

  private func draw(_ mask: AlignedBuffer<Float>?, _ rate: Double, quarter: Int, _ pass: Pass) {
    guard let mask else { return }
    mask.pointer.update(repeating: 1, count: mask.count)
    pass.kernels.dropout(
      mask.readOnly, y: mask.pointer, count: mask.count, first: quarter << 32,
      counter: pass.randomStream(layer).counter, rate: Float(rate), scale: Float(1 / (1 - rate)))
  }
}
