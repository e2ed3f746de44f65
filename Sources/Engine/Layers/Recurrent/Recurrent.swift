import Catalog
import Geometry
import KernelTypes
import Tensors

/// A state h that goes through a sequence: z = x·W + h₋·U + b for each step, and h from z by the layer's cell.
///
/// x: [samples, steps, channels]   W: [channels, gates · units]   U: [units, gates · units]   h: [samples, units]
/// y: the last h, or every one
///
/// Backward goes through the steps from last to first; with dz from the cell, dx = dz·Wᵀ, dh₋ = dz·Uᵀ, and the sums
///   dW = Σ xᵀ·dz   dU = Σ h₋ᵀ·dz   db = Σ dz
/// run through the steps from last to first within each chunk of the batch, samples in order, and then through the chunks.
///
/// A worker takes a tile of samples through all steps. Inside, arrays are [steps, blocks, samples, units], so that a gate of a tile is
/// in one piece.
public final class Recurrent: Layer {
  let shape: RecurrentShape
  private let cell: any RecurrentCell
  private let kernel: GateMatrix
  private let recurrentKernel: GateMatrix
  private let bias: Parameter?
  private let masks: SequenceMasks
  private let capacity: Int

  /// The cells' sums and what follows from them, in the backward pass the sums' gradients: [steps, blocks, capacity, units].
  private let blocks: AlignedBuffer<Float>
  /// [steps + 1, capacity, units]; the first are zero.
  private let states: AlignedBuffer<Float>
  private let memories: AlignedBuffer<Float>?
  /// What the products read of the inputs and states if there is dropout, in training.
  private let maskedInput: AlignedBuffer<Float>?
  private let maskedStates: AlignedBuffer<Float>?

  private let inputRows: OffsetTable
  private let unitRows: OffsetTable
  private var gradientState: RecurrentGradientMemory?

  init(_ shape: RecurrentShape, _ cell: any RecurrentCell, _ masks: SequenceMasks, capacity: Int) {
    (self.shape, self.cell, self.masks, self.capacity) = (shape, cell, masks, capacity)
    let (units, gates) = (shape.units, cell.inputBlocks.count)
    kernel = GateMatrix(role: shape.prefix + "kernel", rows: shape.channels, gates: gates, units: units)
    recurrentKernel = GateMatrix(role: shape.prefix + "recurrent_kernel", rows: units, gates: gates, units: units)
    bias = shape.bias.map { Parameter(role: shape.prefix + "bias", shape: $0) }
    let size = shape.steps * capacity * units
    blocks = AlignedBuffer(cell.blocks * size)
    states = AlignedBuffer(size + capacity * units)
    memories = cell.hasMemory ? AlignedBuffer(size + capacity * units) : nil
    maskedInput = shape.dropsInputs ? AlignedBuffer(capacity * shape.steps * shape.channels) : nil
    maskedStates = shape.dropsStates ? AlignedBuffer(size) : nil
    inputRows = .rows(capacity, stride: shape.steps * shape.channels)
    unitRows = .rows(capacity, stride: units)
  }

  public var parameters: [Parameter] {
    [kernel.parameter, recurrentKernel.parameter] + (bias.map { [$0] } ?? [])
  }

  public func forward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    forward(x, y, shape.results, pass)
  }

  public func backward(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    backward(x, UnsafePointer(dy), dx, shape.results, addsToInput: false, pass)
  }
}

/// The sizes of a recurrent layer, and how it goes through its steps.
struct RecurrentShape {
  var steps: Int
  var channels: Int
  var units: Int
  /// Nil without.
  var bias: Shape?
  var returnsSequences: Bool
  var dropsInputs: Bool
  var dropsStates: Bool
  /// Whether it begins with the last step.
  var isReversed = false
  /// Of the weights' names.
  var prefix = ""

  /// The step of the sequence that is the `index`th to be read.
  func step(_ index: Int) -> Int { isReversed ? steps - 1 - index : index }

  /// Those of a layer whose output they are.
  var results: ResultPlaces {
    ResultPlaces(sampleStride: returnsSequences ? steps * units : units, stepStride: units, start: 0)
  }
}

/// Where a layer's results are in an array that may hold others, too.
struct ResultPlaces {
  var sampleStride: Int
  var stepStride: Int
  var start: Int
}

// MARK: - Forward

extension Recurrent {
  func forward(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ places: ResultPlaces, _ pass: Pass
  ) {
    let pass = pass.shared(multiplyAdds: multiplyAdds * pass.samples)
    kernel.arrange(pass)
    recurrentKernel.arrange(pass)
    let masks = masks.draw(pass)
    SampleTiles(pass).forEach(pass) { samples, _ in
      let x = masked(x, masks.inputs, samples, pass.kernels)
      for index in 0..<shape.steps {
        multiply(x, masks.states, samples, index, pass.kernels)
        let step = step(index, samples, pass.kernels)
        cell.forward(step)
        if shape.returnsSequences || index == shape.steps - 1 { write(step.state, to: y, places, samples, index) }
      }
    }
  }

  private var multiplyAdds: Int { shape.steps * (shape.channels + shape.units) * kernel.columns }

  /// The inputs that the products read.
  private func masked(
    _ x: UnsafePointer<Float>, _ mask: UnsafePointer<Float>?, _ samples: Range<Int>, _ kernels: any KernelSet
  ) -> UnsafePointer<Float> {
    guard let mask, let maskedInput else { return x }
    let size = shape.steps * shape.channels
    for sample in samples {
      kernels.maskColumns(
        x + sample * size, mask: mask + sample * shape.channels, y: maskedInput.pointer + sample * size,
        rows: shape.steps, columns: shape.channels)
    }
    return maskedInput.readOnly
  }

  /// z = x·W + h₋·U + b for one step of a tile.
  private func multiply(
    _ x: UnsafePointer<Float>, _ mask: UnsafePointer<Float>?, _ samples: Range<Int>, _ index: Int,
    _ kernels: any KernelSet
  ) {
    let step = step(index, samples, kernels)
    let x = x + (samples.lowerBound * shape.steps + shape.step(index)) * shape.channels
    let state = masked(step, mask, samples)
    for gate in cell.inputBlocks.indices {
      let (ofInput, ofState) = (cell.inputBlocks[gate], cell.stateBlocks[gate])
      kernel.multiply(
        gate: gate, x, inputRows.readOnly, samples: samples.count, step[ofInput], unitRows.readOnly,
        bias: hasTwoBiases ? bias?.values.readOnly : nil, accumulate: false, kernels)
      recurrentKernel.multiply(
        gate: gate, state, unitRows.readOnly, samples: samples.count, step[ofState], unitRows.readOnly,
        bias: bias.map { $0.values.readOnly + (hasTwoBiases ? kernel.columns : 0) }, accumulate: ofInput == ofState,
        kernels)
    }
  }

  private var hasTwoBiases: Bool { bias?.shape.rank == 2 }

  /// The states before that the products read.
  private func masked(
    _ step: RecurrentStep, _ mask: UnsafePointer<Float>?, _ samples: Range<Int>
  ) -> UnsafePointer<Float> {
    guard let mask, let maskedStates else { return step.previousState }
    let target = maskedStates.pointer + step.place
    step.kernels.maskColumns(
      step.previousState, mask: mask + samples.lowerBound * shape.units, y: target, rows: 1, columns: step.count)
    return UnsafePointer(target)
  }

  private func step(_ index: Int, _ samples: Range<Int>, _ kernels: any KernelSet) -> RecurrentStep {
    let size = capacity * shape.units
    let first = samples.lowerBound * shape.units
    let memories = memories ?? states
    return RecurrentStep(
      place: index * size + first, count: samples.count * shape.units, units: shape.units,
      firstBlock: blocks.pointer + (index * cell.blocks * size + first), blockStride: size,
      previousState: states.readOnly + (index * size + first), state: states.pointer + ((index + 1) * size + first),
      previousMemory: memories.readOnly + (index * size + first),
      memory: memories.pointer + ((index + 1) * size + first), kernels: kernels)
  }

  private func write(
    _ state: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, _ places: ResultPlaces, _ samples: Range<Int>,
    _ index: Int
  ) {
    for (row, sample) in samples.enumerated() {
      (y + place(of: sample, index, places)).update(from: state + row * shape.units, count: shape.units)
    }
  }

  private func place(of sample: Int, _ index: Int, _ places: ResultPlaces) -> Int {
    places.start + sample * places.sampleStride
      + (shape.returnsSequences ? shape.step(index) * places.stepStride : 0)
  }
}

// MARK: - Backward

extension Recurrent {
  /// - Parameter addsToInput: whether dx has another gradient, to which this one is added.
  func backward(
    _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>?,
    _ places: ResultPlaces, addsToInput: Bool, _ pass: Pass
  ) {
    let pass = pass.shared(multiplyAdds: multiplyAdds * pass.samples)
    let memory = gradientState ?? RecurrentGradientMemory(shape, gates: cell.inputBlocks.count, capacity: capacity)
    gradientState = memory
    memory.prepare(pass)
    recurrentKernel.transpose(pass)
    if dx != nil { kernel.transpose(pass) }
    let masks = masks.draw(pass)
    let tiles = SampleTiles(pass)
    tiles.forEach(pass) { samples, worker in
      let gradients = memory.gradients[worker]
      gradients.state.pointer.update(repeating: 0, count: samples.count * shape.units)
      gradients.memory.pointer.update(repeating: 0, count: samples.count * shape.units)
      for index in (0..<shape.steps).reversed() {
        let step = step(index, samples, pass.kernels)
        if shape.returnsSequences || index == shape.steps - 1 {
          add(dy, to: gradients.state.pointer, places, samples, index, pass.kernels)
        }
        cell.backward(step, gradients)
        if index > 0 { previousGradient(step, gradients, masks.states, samples) }
        if let dx { inputGradient(step, dx, masks.inputs, samples, index, memory, addsToInput: addsToInput) }
      }
      if let dx, let mask = masks.inputs {
        maskInput(dx, mask, samples, memory, addsToInput: addsToInput, pass.kernels)
      }
    }
    weightGradients(masks.inputs == nil ? x : maskedInput?.readOnly ?? x, masks.states != nil, memory, pass)
  }

  private func add(
    _ dy: UnsafePointer<Float>, to gradient: UnsafeMutablePointer<Float>, _ places: ResultPlaces,
    _ samples: Range<Int>, _ index: Int, _ kernels: any KernelSet
  ) {
    for (row, sample) in samples.enumerated() {
      kernels.columnSums(
        dy + place(of: sample, index, places), rows: 1, rowStride: 0, columns: shape.units,
        y: gradient + row * shape.units, accumulate: true)
    }
  }

  /// dh₋ = dz·Uᵀ, added to what the cell left.
  private func previousGradient(
    _ step: RecurrentStep, _ gradients: RecurrentGradients, _ mask: UnsafePointer<Float>?, _ samples: Range<Int>
  ) {
    let target = mask == nil ? gradients.state.pointer : gradients.one.pointer
    for (gate, block) in cell.stateBlocks.enumerated() {
      recurrentKernel.multiplyTransposed(
        gate: gate, step[block], unitRows.readOnly, samples: samples.count, target, unitRows.readOnly,
        accumulate: gate > 0 || (mask == nil && cell.keepsState), step.kernels)
    }
    guard let mask else { return }
    let kernels = step.kernels
    kernels.maskColumns(
      target, mask: mask + samples.lowerBound * shape.units, y: target, rows: 1, columns: step.count)
    kernels.columnSums(
      target, rows: 1, rowStride: 0, columns: step.count, y: gradients.state.pointer, accumulate: cell.keepsState)
  }

  /// dx = dz·Wᵀ
  private func inputGradient(
    _ step: RecurrentStep, _ dx: UnsafeMutablePointer<Float>, _ mask: UnsafePointer<Float>?, _ samples: Range<Int>,
    _ index: Int, _ memory: RecurrentGradientMemory, addsToInput: Bool
  ) {
    let target = mask == nil ? dx : memory.unmasked(dx)
    let place = (samples.lowerBound * shape.steps + shape.step(index)) * shape.channels
    for (gate, block) in cell.inputBlocks.enumerated() {
      kernel.multiplyTransposed(
        gate: gate, step[block], unitRows.readOnly, samples: samples.count, target + place, inputRows.readOnly,
        accumulate: gate > 0 || (mask == nil && addsToInput), step.kernels)
    }
  }

  private func maskInput(
    _ dx: UnsafeMutablePointer<Float>, _ mask: UnsafePointer<Float>, _ samples: Range<Int>,
    _ memory: RecurrentGradientMemory, addsToInput: Bool, _ kernels: any KernelSet
  ) {
    let size = shape.steps * shape.channels
    for sample in samples {
      let gradient = memory.unmasked(dx) + sample * size
      kernels.maskColumns(
        gradient, mask: mask + sample * shape.channels, y: gradient, rows: shape.steps, columns: shape.channels)
      kernels.columnSums(
        gradient, rows: 1, rowStride: 0, columns: size, y: dx + sample * size, accumulate: addsToInput)
    }
  }

  private func weightGradients(
    _ x: UnsafePointer<Float>, _ isMasked: Bool, _ memory: RecurrentGradientMemory, _ pass: Pass
  ) {
    let size = capacity * shape.units
    let last = shape.steps - 1
    let gradients = (0..<cell.blocks).map { block in
      SequenceOperand(
        start: blocks.readOnly + (last * cell.blocks + block) * size, stepStride: -cell.blocks * size,
        sampleStride: shape.units)
    }
    let inputs = SequenceOperand(
      start: x + shape.step(last) * shape.channels, stepStride: shape.isReversed ? shape.channels : -shape.channels,
      sampleStride: shape.steps * shape.channels)
    let states = SequenceOperand(
      start: (isMasked ? maskedStates ?? states : states).readOnly + last * size, stepStride: -size,
      sampleStride: shape.units)
    let ofInputs = cell.inputBlocks.map { gradients[$0] }
    let ofStates = cell.stateBlocks.map { gradients[$0] }
    memory.sum([(kernel, inputs, ofInputs), (recurrentKernel, states, ofStates)], pass)
    guard let bias else { return }
    memory.sum(hasTwoBiases ? ofInputs + ofStates : ofInputs, bias.gradient.pointer, pass)
  }
}

/// A batch cut into tiles of at most 48 samples, the same number for each worker. No bit depends on it: every sample has its own chains.
struct SampleTiles {
  static let most = 48
  private let samples: Int
  private let size: Int

  init(_ pass: Pass) {
    samples = pass.samples
    let workers = pass.parallelism.workers
    let tiles = workers * max(1, (samples + workers * Self.most - 1) / (workers * Self.most))
    size = max(1, (samples + tiles - 1) / tiles)
  }

  func forEach(_ pass: Pass, _ body: (_ samples: Range<Int>, _ worker: Int) -> Void) {
    pass.parallelism.forEachBlock(of: samples, size: size, body)
  }
}
