import KernelTypes
import Kernels
import Testing

/// The products of gates against scalar loops, bit for bit, also where arrays are the same.
struct GateKernelTests {
  @Test(arguments: InstructionSet.supported, lengths)
  func everyProduct(_ set: InstructionSet, count: Int) {
    for misalignment in misalignments {
      var random = SplitMix(UInt64(count))
      func array() -> GuardedArray { GuardedArray(random.floats(count), misalignment: misalignment) }
      let (gate, a, b, dy) = (array(), array(), array(), array())
      let (gates, x, y, sums, gradients) = (gate.values, a.values, b.values, dy.values, dy.values)
      let (dgate, db) = (GuardedArray(count: count, misalignment: 1), GuardedArray(count: count, misalignment: 2))
      set.kernels.interpolationGradient(
        gate.readOnly, a.readOnly, b.readOnly, dy: dy.readOnly, dgate: dgate.pointer, db: db.pointer, count: count)
      let ofGates = (0..<count).map { (index: Int) -> Float in gradients[index] * (x[index] - y[index]) }
      let ofOthers = (0..<count).map { (index: Int) -> Float in gradients[index] * (1 - gates[index]) }
      #expect(dgate.bits == ofGates.map(\.bitPattern))
      #expect(db.bits == ofOthers.map(\.bitPattern))

      let result = GuardedArray(count: count, misalignment: misalignment)
      set.kernels.interpolate(gate.readOnly, a.readOnly, b.readOnly, y: result.pointer, count: count)
      let between = (0..<count).map { (index: Int) -> Float in
        let other: Float = (1 - gates[index]) * y[index]
        return other.addingProduct(gates[index], x[index])
      }
      #expect(result.bits == between.map(\.bitPattern))

      set.kernels.multiplyAdd(a.readOnly, b.readOnly, z: dy.pointer, count: count)
      let added = (0..<count).map { (index: Int) -> Float in sums[index].addingProduct(x[index], y[index]) }
      #expect(dy.bits == added.map(\.bitPattern))
      set.kernels.multiply(a.readOnly, b.readOnly, z: a.pointer, count: count)
      let products = (0..<count).map { (index: Int) -> Float in x[index] * y[index] }
      #expect(a.bits == products.map(\.bitPattern))
      for array in [gate, a, b, dy, dgate, db, result] { #expect(array.canariesLive()) }
    }
  }
}
