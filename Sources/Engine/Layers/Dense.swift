import Catalog
import Geometry
import KernelTypes
import Tensors

/// y = f(x·W + b)   x: [samples, inputs]   W: [inputs, units]   b: [units]   y: [samples, units]
///
/// Backward, with dz = dy ⊙ f′:  dx = dz·Wᵀ   dW = xᵀ·dz   db = Σ_samples dz
///
/// W is stored in panels (`PanelLayout`), and a pass's updater gets each tile of dW while it is in the cache. dx is
/// computed as its transpose W·dzᵀ, so that each step transposes the batch and not the weights.
///
/// This is the layer of flat inputs; those with more axes are a 1 × 1 convolution, see `PositionsPlan`.
///
/// With `readsImages`, x is pixels, most of which are zero: products with zeros are then skipped, which changes no bit.
public final class Dense: Layer {
  private let layout: PanelLayout
  private let kernel: Parameter
  private let bias: Parameter?
  private let activation: ActivationStage
  private let inputRows: OffsetTable
  private let unitRows: OffsetTable
  private let elements: OffsetTable
  /// nil if the weights have only one panel: then the copy would not pay.
  private let transposedInput: TransposedInput?
  private let nonzeros: SparseBatch?
  private let capacity: Int
  private var gradientState: DenseGradientMemory?

  private var inputs: Int { layout.rows }
  private var units: Int { layout.columns }

  public init(
    inputs: Int, units: Int, activation: ActivationFunction, useBias: Bool, capacity: Int, readsImages: Bool = false
  ) {
    layout = PanelLayout(rows: inputs, columns: units)
    kernel = Parameter(role: "kernel", shape: Shape([inputs, units]), panels: layout)
    bias = useBias ? Parameter(role: "bias", shape: Shape([units])) : nil
    self.activation = ActivationStage(activation, count: units, columns: units, capacity: capacity)
    inputRows = .rows(capacity, stride: inputs)
    unitRows = .rows(capacity, stride: units)
    elements = .rows(inputs, stride: 1)
    transposedInput = layout.panels > 1 ? TransposedInput(inputs: inputs, capacity: capacity) : nil
    nonzeros = readsImages ? SparseBatch(inputs: inputs, capacity: capacity) : nil
    self.capacity = capacity
  }

  public var parameters: [Parameter] { [kernel] + (bias.map { [$0] } ?? []) }

  public func forward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    let pass = pass.shared(multiplyAdds: pass.samples * inputs * units)
    if let nonzeros, nonzeros.list(x, pass) {
      nonzeros.multiply(
        kernel.values.readOnly, layout, bias: bias?.values.readOnly, relu: activation.isFusedRelu, y, pass)
    } else {
      multiply(x, y, pass)
    }
    guard activation.function != .linear, !activation.isFusedRelu else { return }
    pass.parallelism.forEachBlock(of: pass.samples, size: 16) { samples, _ in
      activation.forward(y, samples.lowerBound * units..<samples.upperBound * units, pass.kernels)
    }
  }

  private func multiply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    PanelTiles(rows: pass.samples, panels: layout.panels).forEach(pass) { samples, panel, _ in
      let width = layout.width(of: panel)
      let column = panel * PanelLayout.panelWidth
      pass.kernels.contract(
        Contraction(
          a: x, aStrides: .init(inner: 1), aOffsets: inputRows.readOnly + samples.lowerBound, rows: samples.count,
          b: kernel.values.readOnly + layout.start(of: panel), bStrides: .init(inner: width), columns: width,
          depth: .init(inner: inputs), c: y + column, cOffsets: unitRows.readOnly + samples.lowerBound,
          bias: bias.map { $0.values.readOnly + column }, relu: activation.isFusedRelu))
    }
  }

  public func backward(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    let pass = pass.shared(multiplyAdds: pass.samples * inputs * units)
    let memory = gradientState ?? DenseGradientMemory(layout, capacity: capacity)
    gradientState = memory
    let (dz, transposed) = memory.arrange(activation, y, dy, transposes: dx != nil, pass)
    // Before W is updated.
    if let dx, let transposed { inputGradient(transposed, dx, memory, pass) }
    if let bias { biasGradient(dz, bias.gradient.pointer, pass) }
    if let nonzeros, nonzeros.isListed {
      sparseKernelGradient(nonzeros, x, dz, pass)
    } else {
      kernelGradient(x, dz, memory, pass)
    }
  }

  private func biasGradient(_ dz: UnsafePointer<Float>, _ gradient: UnsafeMutablePointer<Float>, _ pass: Pass) {
    let dzLayout = PanelLayout(rows: pass.samples, columns: units)
    pass.parallelism.forEach(layout.panels) { panel, _ in
      let width = layout.width(of: panel)
      pass.kernels.columnSums(
        dz + dzLayout.start(of: panel), rows: pass.samples, rowStride: width, columns: width,
        y: gradient + panel * PanelLayout.panelWidth, accumulate: false)
    }
  }

  private func sparseKernelGradient(
    _ nonzeros: SparseBatch, _ x: UnsafePointer<Float>, _ dz: UnsafePointer<Float>, _ pass: Pass
  ) {
    nonzeros.kernelGradient(
      x, dz, layout, pass,
      gradient: {
        kernel.keepGradient()
        return kernel.gradient.pointer
      },
      done: { inputs, panel, part in
        pass.updater?.update(kernel, layout.range(of: inputs, panel: panel), gradient: part, pass.kernels)
      })
  }

  private func kernelGradient(
    _ x: UnsafePointer<Float>, _ dz: UnsafePointer<Float>, _ memory: DenseGradientMemory, _ pass: Pass
  ) {
    if pass.updater == nil { kernel.keepGradient() }
    let dzLayout = PanelLayout(rows: pass.samples, columns: units)
    transposedInput?.begin(workers: pass.parallelism.workers)
    PanelTiles(rows: inputs, panels: layout.panels).forEach(pass, rowsFirst: true) { rows, panel, worker in
      let width = layout.width(of: panel)
      let range = layout.range(of: rows, panel: panel)
      let tile = pass.updater == nil ? kernel.gradient.pointer + range.lowerBound : memory.tile(worker)
      pass.kernels.contract(
        Contraction(
          a: transposedInput?.rows(rows, of: x, worker, pass) ?? x + rows.lowerBound,
          aStrides: .init(inner: transposedInput == nil ? inputs : 1),
          aOffsets: (transposedInput?.offsets ?? elements).readOnly, rows: rows.count,
          b: dz + dzLayout.start(of: panel), bStrides: .init(inner: width), columns: width,
          depth: .init(inner: pass.samples), c: tile, cOffsets: memory.rowOffsets(width: width)))
      pass.updater?.update(kernel, range, gradient: tile, pass.kernels)
    }
  }

  /// Computes a tile of dxᵀ [inputs, samples] = W·dzᵀ at a time, and then transposes it. A worker's inputs are columns of
  /// dx, matching how the layer below shares its dz.
  private func inputGradient(
    _ dzTransposed: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>, _ memory: DenseGradientMemory, _ pass: Pass
  ) {
    let transposed = PanelLayout(rows: units, columns: pass.samples)
    PanelTiles(rows: inputs, panels: transposed.panels).forEach(pass, rowsFirst: true) { rows, panel, worker in
      let width = transposed.width(of: panel)
      let tile = memory.tile(worker)
      func add(_ wPanel: Int, panels: Int, accumulate: Bool) {
        let wWidth = layout.width(of: wPanel)
        let first = layout.range(of: rows, panel: wPanel).lowerBound
        let unit = wPanel * PanelLayout.panelWidth
        pass.kernels.contract(
          Contraction(
            a: kernel.values.readOnly + first, aStrides: .init(middle: layout.start(of: 1), inner: 1),
            aOffsets: memory.rowOffsets(width: wWidth), rows: rows.count,
            b: dzTransposed + (transposed.start(of: panel) + unit * width),
            bStrides: .init(middle: wWidth * width, inner: width), columns: width,
            depth: .init(middle: panels, inner: wWidth), c: tile,
            cOffsets: memory.rowOffsets(width: PanelLayout.panelWidth), accumulate: accumulate))
      }
      // The sum runs through W's panels; a narrower last one continues where the full ones end.
      if layout.fullPanels > 0 { add(0, panels: layout.fullPanels, accumulate: false) }
      if layout.fullPanels < layout.panels {
        add(layout.fullPanels, panels: 1, accumulate: layout.fullPanels > 0)
      }
      pass.kernels.transpose(
        tile, rows: rows.count, columns: width, xStride: PanelLayout.panelWidth,
        y: dx + (panel * PanelLayout.panelWidth * inputs + rows.lowerBound), yStride: inputs)
    }
  }
}

extension DenseSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? {
    let function = site.function(activation)
    guard site.input.rank > 1 else { return DensePlan(spec: self, function: function) }
    let channels = site.input[site.input.rank - 1]
    let geometry = ConvolutionGeometry.pointwise(
      positions: Shape(site.input.dimensions.dropLast()).count, channels: channels, filters: units)
    return PositionsPlan(
      convolution: Conv2DPlan(
        geometry: geometry, function: function, useBias: useBias, kernelShape: Shape([channels, units])))
  }
}

private struct DensePlan: LayerPlan {
  let spec: DenseSpec
  let function: ActivationFunction

  func makeLayer(_ site: Site, capacity: Int) -> any Layer {
    Dense(
      inputs: site.input.count, units: spec.units, activation: function, useBias: spec.useBias, capacity: capacity,
      readsImages: site.readsSamples)
  }

  func memory(_ site: Site, capacity: Int, isTraining: Bool) -> LayerMemory {
    guard isTraining else { return LayerMemory() }
    let (units, sparse) = (Double(spec.units), site.readsSamples)
    // dz in panels, and dzᵀ if the input's gradient is wanted; for samples, values of the non-zero pixels and an index for two.
    let kept = (spec.units > 64 ? units : 0) + (sparse ? 1.5 * site.input.size : units)
    return LayerMemory(
      // The gradient is consumed tile by tile.
      gradients: sparse ? 1 : 0, ofSample: kept + (function.keepsArguments ? units : 0),
      ofWorker: Double(
        DenseGradientMemory.floatsOfWorker + (sparse ? SparseBatch.floatsOfWorker(capacity: capacity) : 0)
          + (spec.units > PanelLayout.panelWidth ? TransposedInput.floatsOfWorker(capacity: capacity) : 0)))
  }

  func way(_ site: Site) -> String { site.readsSamples ? "dense: without the pixels that are zero" : "dense" }
}

/// On more axes than one: a 1 × 1 convolution over the positions, whose weights' gradients are summed chunk by chunk of the
/// batch, and not over as many rows as there are samples and positions.
private struct PositionsPlan: LayerPlan {
  let convolution: Conv2DPlan

  func makeLayer(_ site: Site, capacity: Int) -> any Layer { convolution.makeLayer(site, capacity: capacity) }

  func memory(_ site: Site, capacity: Int, isTraining: Bool) -> LayerMemory {
    convolution.memory(site, capacity: capacity, isTraining: isTraining)
  }

  func way(_ site: Site) -> String { "dense at each position" }
}

extension ConvolutionGeometry {
  static func pointwise(positions: Int, channels: Int, filters: Int) -> ConvolutionGeometry {
    ConvolutionGeometry(
      inputHeight: 1, inputWidth: positions, channels: channels, filters: filters, kernelHeight: 1, kernelWidth: 1,
      strideHeight: 1, strideWidth: 1, outputHeight: 1, outputWidth: positions, padTop: 0, padLeft: 0)
  }
}
