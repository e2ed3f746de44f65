import KernelTypes
import Kernels
import Tensors

/// The non-zero elements of a batch of images, by sample and, for the weight gradient, by input.
final class SparseBatch {
  /// Columns that are done together: 784 rows of 256 floats fill a second-level cache of 1 MB without spilling it.
  ///
  /// Tried on 2026-11-22 without gain: copying 128 columns into a block of their own before each product, so that rows 2 KB
  /// apart do not share cache sets: 0.36 s an epoch of dense.yaml, against 0.34 s in place.
  static let columnBlock = 256
  /// Inputs whose lists a worker makes at once.
  private static let inputBlock = 32
  /// A sparse product runs at half the dense one's rate at best (`SparseRow.swift`), so it can pay below one half only.
  /// MNIST's density is 0.19. The threshold itself is an estimate; the bits do not depend on it.
  private static let mostDensity = 0.4

  private let inputs: Int
  private let capacity: Int
  private let blocks: Int
  private let indices: AlignedBuffer<UInt32>
  private let values: AlignedBuffer<Float>
  /// [samples, blocks + 1]: where in the sample's list each block of inputs begins.
  private let blockStarts: AlignedBuffer<UInt32>
  /// Whether the last batch was sparse enough to be used.
  private(set) var isListed = false
  /// A worker's lists by input: [inputBlock, capacity] samples with their values.
  private var scratch: [(samples: AlignedBuffer<UInt32>, values: AlignedBuffer<Float>, counts: AlignedBuffer<Int>)] = []

  init(inputs: Int, capacity: Int) {
    self.inputs = inputs
    self.capacity = capacity
    blocks = (inputs + Self.inputBlock - 1) / Self.inputBlock
    // One place more than there are inputs: the listing kernel writes before it knows whether an element counts.
    indices = AlignedBuffer(capacity * (inputs + 1))
    values = AlignedBuffer(capacity * (inputs + 1))
    blockStarts = AlignedBuffer(capacity * (blocks + 1))
  }

  func row(_ sample: Int) -> (indices: UnsafePointer<UInt32>, values: UnsafePointer<Float>, count: Int) {
    let start = sample * (inputs + 1)
    return (
      indices.readOnly + start, values.readOnly + start, Int(blockStarts.pointer[sample * (blocks + 1) + blocks])
    )
  }

  /// Lists the batch's non-zero elements; false where there are too many to gain by it.
  func list(_ x: UnsafePointer<Float>, _ pass: Pass) -> Bool {
    pass.parallelism.forEachBlock(of: pass.samples, size: 16) { samples, _ in
      for sample in samples { list(x + sample * inputs, sample, pass.kernels) }
    }
    let count = (0..<pass.samples).reduce(0) { $0 + row($1).count }
    isListed = Double(count) <= Self.mostDensity * Double(pass.samples * inputs)
    return isListed
  }

  private func list(_ x: UnsafePointer<Float>, _ sample: Int, _ kernels: KernelSet) {
    let starts = blockStarts.pointer + sample * (blocks + 1)
    let first = sample * (inputs + 1)
    var found = 0
    for block in 0..<blocks {
      starts[block] = UInt32(found)
      let start = block * Self.inputBlock
      found += kernels.listNonzeros(
        x, start, min(inputs, start + Self.inputBlock), indices.pointer + first + found,
        values.pointer + first + found)
    }
    starts[blocks] = UInt32(found)
  }

  /// dW[i, :] = Σ_samples x[sample, i] · dz[sample, :], samples in order.
  func kernelGradient(_ dz: UnsafePointer<Float>, units: Int, _ gradient: UnsafeMutablePointer<Float>, _ pass: Pass) {
    while scratch.count < pass.parallelism.workers {
      let count = Self.inputBlock * capacity
      scratch.append((AlignedBuffer(count), AlignedBuffer(count), AlignedBuffer(Self.inputBlock)))
    }
    pass.parallelism.forEach(blocks) { block, worker in
      turn(block, pass.samples, worker)
      let inputs = block * Self.inputBlock..<min(inputs, (block + 1) * Self.inputBlock)
      let (samples, values, counts) = scratch[worker]
      for columns in stride(from: 0, to: units, by: Self.columnBlock) {
        for (row, input) in inputs.enumerated() {
          pass.kernels.multiplySparseRow(
            SparseRow(
              indices: samples.readOnly + row * capacity, values: values.readOnly + row * capacity,
              count: counts.pointer[row], b: dz + columns, bRowStride: units,
              columns: min(Self.columnBlock, units - columns), c: gradient + input * units + columns))
        }
      }
    }
  }

  /// Lists the non-zero samples of each input of a block, in order.
  private func turn(_ block: Int, _ sampleCount: Int, _ worker: Int) {
    let (samples, values, counts) = scratch[worker]
    counts.pointer.update(repeating: 0, count: Self.inputBlock)
    let first = block * Self.inputBlock
    for sample in 0..<sampleCount {
      let starts = blockStarts.pointer + sample * (blocks + 1) + block
      let list = sample * (inputs + 1)
      for entry in Int(starts[0])..<Int(starts[1]) {
        let row = Int(indices.pointer[list + entry]) - first
        let place = row * capacity + counts.pointer[row]
        samples.pointer[place] = UInt32(sample)
        values.pointer[place] = self.values.pointer[list + entry]
        counts.pointer[row] += 1
      }
    }
  }
}
