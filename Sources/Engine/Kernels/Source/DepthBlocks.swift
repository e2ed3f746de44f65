import CVector
import KernelTypes

#if AVX2
  // A tile of AVX2's registers reads one vector of each row of b, and all tiles of rows read the same ones before the next
  // column of tiles reads others. AVX-512's tiles read whole rows of a panel, in order, and need none of this.

  extension Contraction {
    /// The rows of b in a block: they span 32 KB. In a panel they are 256 bytes apart, so that one vector of each shares a quarter
    /// of the sets of a first-level cache of 32 KB, and just fits.
    fileprivate var blockLength: Int { max(128, 8192 / max(bStrides.inner, vectorWidth)) }

    /// Whether b is read often enough to make up for c's way to memory and back, and for asking ahead: not by the few rows of a
    /// small image.
    fileprivate var hasManyRows: Bool { rows >= 32 }
  }

  // Not the product's method: a symbol with AVX2's instructions must bear this module's name.
  extension CompiledKernels {
    /// Calls `body` with one block of a long sum after another. Each chain goes on from c, which changes no bit.
    @inline(__always)
    func forEachDepthBlock(of product: Contraction, _ body: (Contraction) -> Void) {
      let (depth, blockLength) = (product.depth, product.blockLength)
      guard product.hasManyRows, depth.outer == 1, depth.middle &* depth.inner > blockLength else {
        return body(product)
      }
      let isNested = depth.middle > 1
      let length = isNested ? depth.middle : depth.inner
      let size = isNested ? max(1, blockLength / depth.inner) : blockLength
      for first in stride(from: 0, to: length, by: size) {
        var part = product
        let count = min(size, length - first)
        if isNested { part.depth.middle = count } else { part.depth.inner = count }
        part.a += first * (isNested ? product.aStrides.middle : product.aStrides.inner)
        part.b += first * (isNested ? product.bStrides.middle : product.bStrides.inner)
        part.accumulate = product.accumulate || first > 0
        if first + count < length { (part.bias, part.relu) = (nil, false) }
        body(part)
      }
    }
  }

  /// Asks for the vectors of b that the next column of tiles will read, some before each tile. b often lies in the third-level cache
  /// or beyond, and no processor foresees jumps of 256 bytes well: in a layer of 1024 × 1024 with 128 samples, the products took
  /// a sixth longer.
  struct Lookahead {
    private var next: UnsafePointer<Float>
    private let rowStride: Int
    private let depth: Int
    private let rows: Int
    private var asked = 0

    init(_ product: Contraction, column: Int) {
      rows = product.rows
      rowStride = product.bStrides.inner
      depth = product.hasManyRows ? product.depth.middle &* product.depth.inner : 0
      // After the last column, the next block's first. It may not exist, but asking is no access.
      next = product.b + (column &+ vectorWidth < product.columns ? column &+ vectorWidth : depth &* rowStride)
    }

    /// `row`: where the next tile ends.
    @inline(__always)
    mutating func ask(upTo row: Int) {
      let end = row &* depth / rows
      while asked < end {
        vector_prefetch(next)
        next += rowStride
        asked &+= 1
      }
    }
  }
#endif
