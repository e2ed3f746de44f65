import Geometry
import KernelTypes
import Kernels
import Testing

/// Sums of scaled patches against one scalar chain per target.
struct PatchProductTests {
  @Test(arguments: InstructionSet.supported, [0, 1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 24, 29])
  func equalsTheScalarChain(_ set: InstructionSet, vectors: Int) {
    let run = vectors * vectorWidth
    for rows in [0, 1, 2, 3, 5] {
      for counts in [[], [0], [9], [1, 0, 2, 9]] {
        for overlap in [false, true] {
          for misalignment in misalignments {
            check(set, rows: rows, run: run, counts: counts, overlap: overlap, misalignment: misalignment)
          }
        }
      }
    }
  }

  private func check(
    _ set: InstructionSet, rows: Int, run: Int, counts: [Int], overlap: Bool, misalignment: Int
  ) {
    var random = SplitMix(UInt64(run * 10 + rows))
    let (scale, sourceStride, targetStride, listStride) = (3, run + 7, run + 5, 10)
    let entries = counts.count * listStride
    let offsets = (0..<entries).map { UInt32($0 * 5 % 7) }
    let values = GuardedArray(random.floats(entries), misalignment: misalignment)
    let source = GuardedArray(
      random.floats(6 * scale + max(0, rows - 1) * sourceStride + run), misalignment: misalignment + 1)
    let patch = max(0, rows - 1) * targetStride + run
    // Overlapping targets start a few floats apart, others a whole patch.
    let starts = counts.indices.map { overlap ? $0 * 4 : $0 * (patch + 3) }
    let target = GuardedArray(count: (starts.last ?? 0) + patch, misalignment: misalignment)
    for start in starts {
      for row in 0..<rows { for n in 0..<run { target.pointer[start + row * targetStride + n] = random.floats(1)[0] } }
    }
    var expected = target.values
    for row in (0..<rows).reversed() {
      for (index, start) in starts.enumerated() {
        for n in 0..<run {
          for entry in index * listStride..<index * listStride + counts[index] {
            expected[start + row * targetStride + n].addProduct(
              values.pointer[entry], source.pointer[Int(offsets[entry]) * scale + row * sourceStride + n])
          }
        }
      }
    }
    let table = OffsetTable(starts)
    set.kernels.addPatches(
      PatchProduct(
        offsets: offsets, scale: scale, values: values.readOnly, counts: counts, listStride: listStride,
        source: source.readOnly, sourceStride: sourceStride, target: target.pointer, targets: table.readOnly,
        count: counts.count, targetStride: targetStride, targetsOverlap: overlap, rows: rows, run: run))
    // A target to which nothing is added keeps the canary's bits where rows leave gaps.
    #expect(target.bits == expected.map(\.bitPattern), "\(rows) rows, counts \(counts), overlap \(overlap)")
    #expect(target.canariesLive(), "\(rows) rows, counts \(counts), overlap \(overlap)")
  }

  /// Windows of all shapes without overlap; the gradients contain zeros of both signs.
  @Test(arguments: InstructionSet.supported, [1, 5, 16, 17])
  func listsPooledGradients(_ set: InstructionSet, channels: Int) {
    for (poolHeight, poolWidth, strideHeight, strideWidth) in [
      (2, 2, 2, 2), (1, 1, 1, 1), (3, 3, 3, 3), (2, 3, 2, 3), (2, 2, 3, 4), (1, 2, 2, 2),
    ] {
      let g = PoolingGeometry(
        inputHeight: 9, inputWidth: 10, channels: channels, outputHeight: (9 - poolHeight) / strideHeight + 1,
        outputWidth: (10 - poolWidth) / strideWidth + 1, poolHeight: poolHeight, poolWidth: poolWidth,
        strideHeight: strideHeight, strideWidth: strideWidth, padTop: 0, padLeft: 0)
      var random = SplitMix(UInt64(channels))
      let size = poolHeight * poolWidth
      let places = (0..<g.outputCount).map { _ in Float(Int.random(in: 0..<size, using: &random)) }
      let dy = random.floats(g.outputCount).enumerated().map { $0 % 3 == 0 ? ($0 % 2 == 0 ? 0 : -0.0) : $1 }
      let listStride = channels + 16
      var listed = [UInt32](repeating: 99, count: 90 * listStride)
      var values = [Float](repeating: .nan, count: 90 * listStride)
      var counts = [Int](repeating: 99, count: 90)
      set.kernels.listPooledGradients(
        g, dy: dy, positions: places, listStride: listStride, channels: &listed, values: &values, counts: &counts)

      var expected = [[(UInt32, Float)]](repeating: [], count: 90)
      for (index, value) in dy.enumerated() where value != 0 {
        let (window, channel) = (index / channels, index % channels)
        let row = window / g.outputWidth * strideHeight + Int(places[index]) / poolWidth
        let column = window % g.outputWidth * strideWidth + Int(places[index]) % poolWidth
        expected[row * 10 + column].append((UInt32(channel), value))
      }
      #expect(counts == expected.map(\.count), "\(g)")
      for (position, entries) in expected.enumerated() {
        for (number, (channel, value)) in entries.enumerated() {
          #expect(listed[position * listStride + number] == channel, "\(g)")
          #expect(values[position * listStride + number] == value, "\(g)")
        }
      }
    }
  }
}
