import Catalog
import Geometry
import Tensors

/// y[t, :] = E[x[t], :]   x: [samples, steps], whole numbers   E: [rows, columns]   y: [samples, steps, columns]
///
/// Backward: dE[i, :] = Σ dy[t, :] over those places where x[t] = i, samples and steps in order.
///
/// A number that is no row's is taken for the nearest that is: nothing outside E is ever read.
public final class Embedding: Layer {
  private let steps: Int
  private let columns: Int
  private let rows: Int
  private let embeddings: Parameter
  /// The places of the batch by their row, those of row r from starts[r] to starts[r + 1]; made by the first backward pass.
  private var places: AlignedBuffer<Int32>?
  private var starts: AlignedBuffer<Int32>?
  private let capacity: Int

  public init(steps: Int, rows: Int, columns: Int, capacity: Int) {
    (self.steps, self.rows, self.columns, self.capacity) = (steps, rows, columns, capacity)
    embeddings = Parameter(role: "embeddings", shape: Shape([rows, columns]))
  }

  public var parameters: [Parameter] { [embeddings] }

  public func forward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    pass.parallelism.forEachBlock(of: pass.samples * steps, size: max(1, 16_384 / columns)) { range, _ in
      for place in range {
        (y + place * columns).update(
          from: embeddings.values.readOnly + row(x[place]) * columns, count: columns)
      }
    }
  }

  private func row(_ value: Float) -> Int {
    // A NaN is no number above 0.
    guard value > 0 else { return 0 }
    return value < Float(rows) ? min(Int(value), rows - 1) : rows - 1
  }

  public func backward(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    // A step function of its input.
    dx?.update(repeating: 0, count: pass.samples * steps)
    let (places, starts) = sortedPlaces(x, pass.samples * steps)
    let gradient = embeddings.gradient.pointer
    pass.parallelism.forEachBlock(of: rows, size: max(1, 16_384 / columns)) { range, _ in
      (gradient + range.lowerBound * columns).update(repeating: 0, count: range.count * columns)
      for row in range {
        for index in starts[row]..<starts[row + 1] {
          pass.kernels.columnSums(
            dy + Int(places[Int(index)]) * columns, rows: 1, rowStride: 0, columns: columns,
            y: gradient + row * columns, accumulate: true)
        }
      }
    }
  }

  /// Counts each row's places, and then puts them in order.
  private func sortedPlaces(
    _ x: UnsafePointer<Float>, _ count: Int
  ) -> (places: UnsafePointer<Int32>, starts: UnsafePointer<Int32>) {
    let places = places ?? AlignedBuffer(capacity * steps)
    // One more at the end: each place goes where its row's next belongs, so that in the end starts has moved by one row.
    let starts = starts ?? AlignedBuffer(rows + 2)
    (self.places, self.starts) = (places, starts)
    let next = starts.pointer + 1
    starts.pointer.update(repeating: 0, count: rows + 2)
    for place in 0..<count { next[row(x[place]) + 1] += 1 }
    for row in 0..<rows { next[row + 1] += next[row] }
    for place in 0..<count {
      let row = row(x[place])
      places.pointer[Int(next[row])] = Int32(place)
      next[row] += 1
    }
    return (places.readOnly, starts.readOnly)
  }
}

extension EmbeddingSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? { EmbeddingPlan(spec: self) }
}

private struct EmbeddingPlan: LayerPlan {
  let spec: EmbeddingSpec

  func makeLayer(_ site: Site, capacity: Int) -> any Layer {
    Embedding(steps: site.input.count, rows: spec.inputDim, columns: spec.outputDim, capacity: capacity)
  }

  func memory(_ site: Site, capacity: Int, isTraining: Bool) -> LayerMemory {
    LayerMemory(gradients: 1, ofSample: isTraining ? site.input.size : 0)
  }

  func way(_ site: Site) -> String { "embedding" }
}
