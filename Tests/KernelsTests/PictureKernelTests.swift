import Kernels
import Testing

/// Changes to pictures against scalar loops, bit for bit.
struct PictureKernelTests {
  private func expect(
    _ count: Int, _ set: InstructionSet, _ change: (UnsafeMutablePointer<Float>, UnsafePointer<Float>) -> Void,
    _ scalar: (Float, Float) -> Float
  ) {
    var random = SplitMix(UInt64(count))
    let x = GuardedArray(random.floats(count), misalignment: 1)
    let y = GuardedArray(random.floats(count), misalignment: 3)
    let expected = (0..<count).map { scalar(x.pointer[$0], y.pointer[$0]).bitPattern }
    change(x.pointer, y.readOnly)
    #expect(x.bits == expected, "\(count)")
    #expect(x.canariesLive())
  }

  @Test(arguments: InstructionSet.supported, lengths) func contrast(_ set: InstructionSet, count: Int) {
    expect(count, set) { x, means in
      set.kernels.changeContrast(x, means: means, by: 1.7, lowest: -0.9, highest: 0.8, count: count)
    } _: { x, mean in
      min(max(mean.addingProduct(x - mean, 1.7), -0.9), 0.8)
    }
  }

  @Test(arguments: InstructionSet.supported, lengths) func brightness(_ set: InstructionSet, count: Int) {
    expect(count, set) { x, _ in
      set.kernels.changeBrightness(x, by: 0.3, lowest: -0.5, highest: 0.75, count: count)
    } _: { x, _ in
      min(max(x + 0.3, -0.5), 0.75)
    }
  }

  @Test(arguments: InstructionSet.supported, lengths) func mixing(_ set: InstructionSet, count: Int) {
    expect(count, set) { x, y in
      set.kernels.mix(x, with: y, share: 0.3, count: count)
    } _: { x, y in
      (y * (1 - Float(0.3))).addingProduct(x, 0.3)
    }
  }

  @Test(arguments: InstructionSet.supported) func aNaNIsNotHidden(_ set: InstructionSet) {
    let x = GuardedArray([.nan, 1], misalignment: 0)
    set.kernels.changeBrightness(x.pointer, by: 1, lowest: 0, highest: 1, count: 2)
    #expect(x.pointer[0].isNaN && x.pointer[1] == 1)
  }
}
