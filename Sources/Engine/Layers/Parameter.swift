import Geometry
import KernelTypes
import Tensors

/// A weight tensor with its gradient and the optimizer's state for it.
public final class Parameter {
  /// `kernel`, `bias`: the last word of the tensor's name in a file.
  public let role: String
  public let shape: Shape
  /// Whether the optimizer changes it; the layer itself changes others, such as a running mean.
  public let isTrained: Bool
  /// In the order of `panels`, or row-major if that is nil.
  public let values: AlignedBuffer<Float>
  /// The gradient that a backward pass leaves for the optimizer; empty if the pass updates the parameter itself.
  public private(set) var gradient: AlignedBuffer<Float>
  /// The optimizer's state arrays, in the order of `values`.
  public var states: [AlignedBuffer<Float>] = []
  public let panels: PanelLayout?
  /// Nil for none.
  public var penalty: WeightPenalty?
  /// Nil for none.
  public var constraint: (any WeightBound)?
  /// Whether the optimizer's weight decay applies to it, if there is one.
  public var isDecayed = true

  /// - Parameter panels: how a matrix is stored if its layer passes each part of the gradient to the pass's updater as soon
  ///   as it is computed, so that the gradient as a whole is never in memory.
  public init(role: String, shape: Shape, panels: PanelLayout? = nil, isTrained: Bool = true) {
    self.role = role
    self.shape = shape
    self.isTrained = isTrained
    self.panels = panels
    values = AlignedBuffer(shape.count)
    gradient = AlignedBuffer(panels == nil && isTrained ? shape.count : 0)
  }

  /// Whether the layer's backward pass updates the parameter, if the pass has an updater.
  public var isUpdatedInBackward: Bool { panels != nil }

  /// Makes room for a gradient that no updater takes.
  package func keepGradient() {
    if gradient.count == 0 { gradient = AlignedBuffer(shape.count) }
  }

  public var rowMajorValues: [Float] { panels?.rowMajor(values.readOnly) ?? values.array }
  public var rowMajorGradient: [Float] { panels?.rowMajor(gradient.readOnly) ?? gradient.array }
  public var rowMajorStates: [[Float]] { states.map { panels?.rowMajor($0.readOnly) ?? $0.array } }

  /// Replaces all values. `elements`: `shape.count` of them, in row-major order.
  public func setValues(rowMajor elements: [Float]) { store(elements, in: values) }

  /// Replaces one of the optimizer's arrays. `elements`: `shape.count` of them, in row-major order.
  public func setState(_ index: Int, rowMajor elements: [Float]) { store(elements, in: states[index]) }

  /// Exchanges the values and one of the optimizer's arrays.
  public func exchangeValues(withState index: Int) {
    let (a, b) = (values.pointer, states[index].pointer)
    for element in 0..<values.count { swap(&a[element], &b[element]) }
  }

  private func store(_ elements: [Float], in storage: AlignedBuffer<Float>) {
    precondition(elements.count == shape.count)
    elements.withUnsafeBufferPointer { elements in
      guard let base = elements.baseAddress else { return }
      if let panels {
        panels.store(base, storage.pointer)
      } else {
        storage.pointer.update(from: base, count: elements.count)
      }
    }
  }
}

/// Receives gradients as they are computed and changes the parameter by them.
public protocol ParameterUpdater: AnyObject {
  /// Called by several workers at once, for ranges that do not overlap. `gradient`: that of the elements in `range` of the
  /// parameter's storage; it may be overwritten.
  func update(
    _ parameter: Parameter, _ range: Range<Int>, gradient: UnsafeMutablePointer<Float>, _ kernels: any KernelSet)
}
