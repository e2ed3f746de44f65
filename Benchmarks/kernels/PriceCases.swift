import Statistics
import KernelTypes
import Text

/// A kernel and its free variant.
struct PriceCase {
  var name: String
  /// What the variant does that the contract forbids.
  var variant: String
  var ours: () -> Void
  var free: () -> Void

  func row() -> [String] {
    let times = Comparison(ours, free)
    return [name, variant, microseconds(times.ours), microseconds(times.other), fixed(times.ratio, 2)]
  }
}

enum PriceCases {
  static func all(_ kernels: any KernelSet) -> [PriceCase] {
    products(kernels) + narrowProducts(kernels) + sums(kernels) + chunks(kernels) + functions(kernels)
  }

  private static func products(_ kernels: any KernelSet) -> [PriceCase] {
    let dense = [(512, 1024, 1024), (500, 512, 64), (128, 1024, 10), (64, 64, 10), (1, 1024, 1024)]
    func split(_ make: (@escaping (Contraction) -> Void) -> ProductCase) -> PriceCase {
      let (ours, free) = (make(kernels.contract), make(contractSplit))
      return PriceCase(name: ours.name, variant: "sums split in 2 (1 row: 4)", ours: ours.run, free: free.run)
    }
    return dense.map { samples, inputs, units in
      split { DenseCases.product(samples: samples, inputs, units, $0) }
    } + [
      split { DenseCases.kernelGradient(samples: 128, 1024, 10, $0) },
      split { DirectConvolutionCases.product(side: 13, channels: 32, outputSide: 10, filters: 64, $0) },
      split { DirectConvolutionCases.product(side: 5, channels: 64, outputSide: 3, filters: 64, $0) },
    ]
  }

  private static func narrowProducts(_ kernels: any KernelSet) -> [PriceCase] {
    [(128, 1024), (64, 64), (500, 16)].map { samples, inputs in
      let ours = DenseCases.product(samples: samples, inputs, 10, kernels.contract)
      let (x, w, y) = (randomBuffer(samples * inputs), randomBuffer(10 * inputs), randomBuffer(samples * 10))
      return PriceCase(name: ours.name, variant: "vectors along the sum", ours: ours.run) {
        multiplyAlongSum(x.readOnly, w.readOnly, y.pointer, samples: samples, inputs: inputs, units: 10)
      }
    }
  }

  private static func sums(_ kernels: any KernelSet) -> [PriceCase] {
    let (x, y) = (randomBuffer(500 * 64), randomBuffer(64))
    let columns = PriceCase(name: "`columnSums`, 500 × 64", variant: "four chains a column") {
      kernels.columnSums(x.readOnly, rows: 500, rowStride: 64, columns: 64, y: y.pointer, accumulate: false)
    } free: {
      columnSumsSplit(x.readOnly, rows: 500, columns: 64, y.pointer)
    }
    return [columns]
      + [(500, 10), (128, 1000)].map { rows, columns in
        let (x, y) = (randomBuffer(rows * columns), randomBuffer(rows))
        let softmax = randomBuffer(x.count)
        let whole = secondsPerCall { kernels.softmax(x.readOnly, y: softmax.pointer, rows: rows, columns: columns) }
        return PriceCase(
          name: "softmax's sums, \(rows) × \(columns) (of \(microseconds(whole)) µs in all)",
          variant: "eight lanes a row"
        ) {
          rowSums(x.readOnly, rows: rows, columns: columns, y.pointer)
        } free: {
          rowSumsInLanes(x.readOnly, rows: rows, columns: columns, y.pointer)
        }
      }
  }

  /// Adding up the partial sums of a weight gradient, and clearing them as the layer does: 16 chunks of a batch
  /// whatever the number of threads, or one for each of two.
  private static func chunks(_ kernels: any KernelSet) -> [PriceCase] {
    let layers = [("conv2d 1", 9 * 32, true), ("conv2d 2", 9 * 32 * 64, true), ("conv2d 3", 9 * 64 * 64, false)]
    return layers.map { name, count, clears in
      let (parts, sum) = (randomBuffer(16 * count), randomBuffer(count))
      func clearAndAdd(_ chunks: Int) {
        if clears {
          for chunk in 0..<chunks { (parts.pointer + chunk * count).update(repeating: 0, count: count) }
        }
        kernels.sumParts(parts.readOnly, parts: chunks, stride: count, y: sum.pointer, count: count)
      }
      return PriceCase(name: "chunks of \(name)'s gradient, \(count)", variant: "one chunk a worker: 2, not 16") {
        clearAndAdd(16)
      } free: {
        clearAndAdd(2)
      }
    }
  }

  private static func functions(_ kernels: any KernelSet) -> [PriceCase] {
    let (x, y) = (randomBuffer(4096), randomBuffer(4096))
    return [
      PriceCase(name: "tanh, 4096 elements", variant: "the C library's `tanhf`") {
        kernels.apply(.tanh, x: x.readOnly, y: y.pointer, count: x.count)
      } free: {
        tanhOfLibrary(x.readOnly, y.pointer, x.count)
      },
      PriceCase(name: "sigmoid, 4096 elements", variant: "the C library's `expf`") {
        kernels.apply(.sigmoid, x: x.readOnly, y: y.pointer, count: x.count)
      } free: {
        sigmoidOfLibrary(x.readOnly, y.pointer, x.count)
      },
    ]
  }
}
