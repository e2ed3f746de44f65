import Geometry
import KernelTypes
import Tensors

extension Conv2D {
  public func backward(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    precondition(dx == nil || way.givesInputGradient)
    let windows = paddedInput?.readOnly ?? x
    switch (way.gradients, pool, poolPositions?.readOnly) {
    case (.fromNonzeros, let pool?, let positions?): backwardFromNonzeros(pool, positions, windows, y, dy, dx, pass)
    case (.fromPositions, let pool?, let positions?): backwardFromPositions(pool, positions, windows, y, dy, pass)
    default: backwardFromMap(x, windows, y, dy, dx, pass)
    }
  }

  /// The number of floats in a sample's output.
  private var outputs: Int { pool?.outputCount ?? geometry.outputCount }

  private func backwardFromNonzeros(
    _ pool: PoolingGeometry, _ positions: UnsafePointer<Float>, _ windows: UnsafePointer<Float>,
    _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>, _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    let state = pooledGradient ?? PooledConv2DGradient(geometry, pool, windowStarts: windowStarts)
    pooledGradient = state
    state.prepare(kernel: kernel.values.readOnly, pass)
    let chunks = BatchChunks(samples: pass.samples)
    pass.parallelism.forEach(chunks.count) { chunk, worker in
      state.begin(chunk)
      for sample in chunks[chunk] {
        activation.backward(y: y, dy: dy, dz: dy, sample * outputs..<(sample + 1) * outputs, pass.kernels)
        state.add(
          image: windows + sample * geometry.paddedCount, dz: dy + sample * outputs,
          positions: positions + sample * outputs, dx: dx.map { $0 + sample * geometry.inputCount }, chunk, worker,
          pass.kernels)
      }
    }
    state.sumChunks(chunks.count, kernel.gradient.pointer, bias?.gradient.pointer, pass)
  }

  private func backwardFromMap(
    _ x: UnsafePointer<Float>, _ windows: UnsafePointer<Float>, _ y: UnsafePointer<Float>,
    _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    let state = mapGradient(kernel: dx == nil ? nil : kernel.values.readOnly, pools: pool != nil, pass)
    let chunks = BatchChunks(samples: pass.samples)
    pass.parallelism.forEach(chunks.count) { chunk, worker in
      let samples = chunks[chunk]
      for first in stride(from: samples.lowerBound, to: samples.upperBound, by: state.group) {
        let images = min(state.group, samples.upperBound - first)
        let accumulate = first > samples.lowerBound
        activation.backward(y: y, dy: dy, dz: dy, first * outputs..<(first + images) * outputs, pass.kernels)
        var dz = UnsafePointer(dy) + first * outputs
        if let pool, let poolPositions {
          dz = state.unpool(
            dz, pool, poolPositions.readOnly + first * outputs, images: images, worker, pass.kernels)
        }
        state.addBiasGradient(dz, images: images, chunk, accumulate: accumulate, pass.kernels)
        state.addKernelGradient(
          image(first, x, windows), dz, images: images, chunk, accumulate: accumulate, worker, pass.kernels)
        if let dx { state.inputGradient(dz, images: images, dx + first * geometry.inputCount, worker, pass.kernels) }
      }
    }
    state.sumChunks(chunks.count, kernel.gradient.pointer, bias?.gradient.pointer, pass)
  }

  /// Ready for a pass: see `Conv2DGradient.prepare`.
  private func mapGradient(
    kernel: UnsafePointer<Float>? = nil, pools: Bool = false, sums: Bool = true, _ pass: Pass
  ) -> Conv2DGradient {
    let state = gradientState ?? Conv2DGradient(geometry, way, taps: taps, winograd: winograd)
    gradientState = state
    state.prepare(kernel: kernel, pools: pools, sums: sums, pass)
    return state
  }

  /// The input's gradient alone, with a bias for each of its channels: what a transposed convolution computes.
  ///
  /// - Parameter done: called for each group of images when their dx has been written.
  func inputGradient(
    _ dz: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>, bias: UnsafePointer<Float>?, relu: Bool,
    _ pass: Pass, done: (_ images: Range<Int>) -> Void
  ) {
    let state = mapGradient(kernel: kernel.values.readOnly, sums: false, pass)
    state.forEachGroup(pass) { images, _, _, worker in
      state.inputGradient(
        dz + images.lowerBound * geometry.outputCount, images: images.count,
        dx + images.lowerBound * geometry.inputCount, bias: bias, relu: relu, worker, pass.kernels)
      done(images)
    }
  }

  /// The kernel's gradient alone.
  ///
  /// - Parameter windows: what `padded` gives for x.
  func kernelGradient(
    _ x: UnsafePointer<Float>, windows: UnsafePointer<Float>, _ dz: UnsafePointer<Float>, _ pass: Pass
  ) {
    let state = mapGradient(pass)
    state.forEachGroup(pass) { images, chunk, isFirst, worker in
      state.addKernelGradient(
        image(images.lowerBound, x, windows), dz + images.lowerBound * geometry.outputCount, images: images.count,
        chunk, accumulate: !isFirst, worker, pass.kernels)
    }
    state.sumChunks(BatchChunks(samples: pass.samples).count, kernel.gradient.pointer, nil, pass)
  }

  private func backwardFromPositions(
    _ pool: PoolingGeometry, _ positions: UnsafePointer<Float>, _ windows: UnsafePointer<Float>,
    _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>, _ pass: Pass
  ) {
    let state = mapGradient(pass)
    let chunks = BatchChunks(samples: pass.samples)
    pass.parallelism.forEach(chunks.count) { chunk, worker in
      state.clear(chunk)
      for sample in chunks[chunk] {
        let first = sample * outputs
        activation.backward(y: y, dy: dy, dz: dy, first..<first + outputs, pass.kernels)
        pass.kernels.addPooledKernelGradient(
          pooledConvolution(windows + sample * geometry.paddedCount, pool, worker), dz: dy + first,
          positions: positions + first,
          c: state.kernelSums(chunk))
        pass.kernels.addPooledBiasGradient(
          pool, dz: dy + first, positions: positions + first, db: state.biasSums(chunk))
      }
    }
    state.sumChunks(chunks.count, kernel.gradient.pointer, bias?.gradient.pointer, pass)
  }
}
