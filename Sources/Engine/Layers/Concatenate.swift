import Catalog
import Geometry

/// y[…, :] = [a[…, :], b[…, :], c[…, :] …]: the inputs side by side along the last axis. Backward: each gets its part of dy.
final class Concatenate: Merge {
  /// Of each input along the last axis.
  private let sizes: [Int]
  private let width: Int
  /// In a sample.
  private let positions: Int

  init(_ inputs: [Shape], output: Shape) {
    sizes = inputs.map { $0[$0.rank - 1] }
    width = output[output.rank - 1]
    positions = output.count / width
  }

  func forward(_ inputs: [UnsafePointer<Float>], _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    forEachBlock(pass) { rows in
      var start = 0
      for (index, size) in sizes.enumerated() {
        for row in rows { (y + row * width + start).update(from: inputs[index] + row * size, count: size) }
        start += size
      }
    }
  }

  func backward(
    _ inputs: [UnsafePointer<Float>], _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ gradients: [UnsafeMutablePointer<Float>?], _ pass: Pass
  ) {
    forEachBlock(pass) { rows in
      var start = 0
      for (index, size) in sizes.enumerated() {
        if let dx = gradients[index] {
          for row in rows { (dx + row * size).update(from: dy + row * width + start, count: size) }
        }
        start += size
      }
    }
  }

  /// A row is what one position of one sample has.
  private func forEachBlock(_ pass: Pass, _ body: (_ rows: Range<Int>) -> Void) {
    pass.parallelism.forEachBlock(of: pass.samples * positions, size: max(1, (1 << 14) / width)) { rows, _ in body(rows)
    }
  }
}

struct ConcatenatePlan: MergePlan {
  func makeMerge(_ site: Site) -> any Merge { Concatenate(site.inputs, output: site.output) }
  func memory(_ site: Site) -> LayerMemory { LayerMemory() }
  func way(_ site: Site) -> String { "side by side" }
  var backwardReads: BackwardReads { [] }
  func reusesGradient(_ site: Site) -> Bool { false }
}
