import Catalog
import Geometry
import KernelTypes

/// What an augmentation in the catalog does.
package protocol AugmentationMachinery: AugmentationConstruct {
  /// Its work at its place in the spec's list, on samples of this shape.
  func stage(at place: Int, _ shape: Shape) -> AugmentationStage
}

/// What one word of the list does to a sample, or several that are computed together.
package enum AugmentationStage: Sendable {
  case change(any SampleChange)
  case mix(Mixing)
}

/// A change that needs nothing but the sample.
package protocol SampleChange: Sendable {
  /// This change and the next as one; nil if the two must stay separate.
  func joined(by next: any SampleChange) -> (any SampleChange)?

  func apply(to canvas: inout Canvas, _ draws: SampleDraws)

  /// What it does to a sample, in words: `random_rotation 12.3°`.
  func account(_ draws: SampleDraws) -> [String]
}

extension SampleChange {
  package func joined(by next: any SampleChange) -> (any SampleChange)? { nil }
}

/// A sample under way, and memory for its next form. Kernels may read a vector's width past the end of both.
package struct Canvas {
  package let kernels: any KernelSet
  package private(set) var pixels: UnsafeMutablePointer<Float>
  package private(set) var spare: UnsafeMutablePointer<Float>

  package init(
    _ kernels: any KernelSet, pixels: UnsafeMutablePointer<Float>, spare: UnsafeMutablePointer<Float>
  ) {
    (self.kernels, self.pixels, self.spare) = (kernels, pixels, spare)
  }

  /// What was written to `spare` is the sample now.
  package mutating func turn() { swap(&pixels, &spare) }
}
