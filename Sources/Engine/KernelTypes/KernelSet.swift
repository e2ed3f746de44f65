import Geometry
import Random

/// The kernels of one instruction set. All sets are compiled from one source and give the same bits.
public final class KernelSet: Sendable {
  public typealias Output = UnsafeMutablePointer<Float>
  public typealias Input = UnsafePointer<Float>

  public let name: String
  public let contract: @Sendable (_ product: Contraction) -> Void
  public let multiplySparse: @Sendable (_ product: SparseProduct) -> Void
  public let addPatches: @Sendable (_ product: PatchProduct) -> Void
  /// U [16, channels, filters] = G g Gᵀ for `channels` of a kernel [3, 3, channelCount, filters]: see Winograd.swift.
  public let winogradKernel:
    @Sendable (_ kernel: Input, _ channels: Range<Int>, _ channelCount: Int, _ filters: Int, _ u: Output) -> Void
  /// V [16, tiles, channels] = Bᵀ d B
  public let winogradInput: @Sendable (_ tiles: WinogradTiles, _ image: Input, _ v: Output) -> Void
  /// y = Aᵀ m A + b, then ReLU if wanted; m [16, tiles, filters], y [output height, output width, filters]
  public let winogradOutput:
    @Sendable (_ tiles: WinogradTiles, _ m: Input, _ bias: Input?, _ relu: Bool, _ y: Output) -> Void
  /// The same, max-pooled in windows that are the tiles.
  public let winogradPooledOutput:
    @Sendable (_ tiles: WinogradTiles, _ m: Input, _ bias: Input?, _ relu: Bool, _ y: Output, _ positions: Output) ->
      Void
  /// Z [16, tiles, filters] = A dy Aᵀ
  public let winogradOutputGradient: @Sendable (_ tiles: WinogradTiles, _ dy: Input, _ z: Output) -> Void
  /// dg [3, 3, channelCount, filters] = Gᵀ dU G for `channels` of dU [16, channelCount, filters].
  public let winogradKernelGradient:
    @Sendable (_ u: Input, _ channels: Range<Int>, _ channelCount: Int, _ filters: Int, _ gradient: Output) -> Void
  /// y = the largest of each 2 × 2 window of f(image ∗ W + b), f = ReLU or nothing, and where it was, as `maxPool` says it.
  public let convolveAndPool:
    @Sendable (
      _ convolution: PooledConvolution, _ kernel: Input, _ bias: Input?, _ relu: Bool, _ y: Output, _ positions: Output
    ) -> Void
  /// Adds Σ_p image[p + taps[t]] · g[p, :] to c[t, :], where g is the gradient of the map before pooling, positions in order.
  public let addPooledKernelGradient:
    @Sendable (_ convolution: PooledConvolution, _ dz: Input, _ positions: Input, _ c: Output) -> Void
  /// Adds Σ_p g[p, :] to db, likewise.
  public let addPooledBiasGradient:
    @Sendable (_ geometry: PoolingGeometry, _ dz: Input, _ positions: Input, _ db: Output) -> Void
  /// Lists the non-zero gradients of a pooled map by the position of the map before pooling that each belongs to, from
  /// the windows' `positions`; windows do not overlap. Position p's entries, channels in order, begin at p · listStride of
  /// `channels` and `values`; there are counts[p], and room for sixteen more than there are channels.
  public let listPooledGradients:
    @Sendable (
      _ geometry: PoolingGeometry, _ dy: Input, _ positions: UnsafePointer<Float>, _ listStride: Int,
      _ channels: UnsafeMutablePointer<UInt32>, _ values: Output, _ counts: UnsafeMutablePointer<Int>
    ) -> Void
  /// Lists the non-zero elements of each of `rows` of x [rows, columns]. A row's list needs room for
  /// sixteen more than there are.
  public let listNonzeros: @Sendable (_ x: Input, _ columns: Int, _ rows: Range<Int>, _ lists: SparseRows) -> Void

  /// y = f(x), element by element; y may be x.
  public let apply: @Sendable (_ function: ElementwiseFunction, _ x: Input, _ y: Output, _ count: Int) -> Void
  /// dx = dy · f′, with f′ from `cached`: y or x, as `derivativeNeedsOnlyOutput` says. dx may be dy.
  public let applyGradient:
    @Sendable (_ function: ElementwiseFunction, _ cached: Input, _ dy: Input, _ dx: Output, _ count: Int) -> Void
  /// y[r, :] = softmax(x[r, :]) for rows of `columns` elements; y may be x.
  public let softmax: @Sendable (_ x: Input, _ y: Output, _ rows: Int, _ columns: Int) -> Void
  /// dx = y · (dy − Σ dy·y), row by row; dx may be dy.
  public let softmaxGradient: @Sendable (_ y: Input, _ dy: Input, _ dx: Output, _ rows: Int, _ columns: Int) -> Void
  /// losses[r] = log Σ exp(x[r, :]) − x[r, label], dx = (softmax(x) − onehot) · scale; y = softmax(x).
  /// y may be x; dx may be nil.
  public let crossEntropy:
    @Sendable (
      _ x: Input, _ labels: UnsafePointer<UInt8>, _ y: Output, _ losses: Output, _ dx: Output?, _ scale: Float,
      _ rows: Int, _ columns: Int
    ) -> Void

  /// y[n] = Σ_r x[r, n], rows in order; with `accumulate` the chain goes on from y.
  public let columnSums:
    @Sendable (_ x: Input, _ rows: Int, _ rowStride: Int, _ columns: Int, _ y: Output, _ accumulate: Bool) -> Void
  /// y[i] = Σ_p x[p · stride + i], in order.
  public let sumParts: @Sendable (_ x: Input, _ parts: Int, _ stride: Int, _ y: Output, _ count: Int) -> Void
  /// y[c, r] = x[r, c].
  public let transpose:
    @Sendable (_ x: Input, _ rows: Int, _ columns: Int, _ xStride: Int, _ y: Output, _ yStride: Int) -> Void
  /// y[i] = x[i] ÷ 255.
  public let unitPixels: @Sendable (_ x: UnsafePointer<UInt8>, _ y: Output, _ count: Int) -> Void

  /// The largest of each window and where it was: `positions` holds row · poolWidth + column within the window.
  public let maxPool:
    @Sendable (_ geometry: PoolingGeometry, _ x: Input, _ y: Output, _ positions: UnsafeMutablePointer<Float>?) -> Void
  /// Adds each gradient to the place its window's largest came from; clears dx first.
  public let maxPoolGradient:
    @Sendable (_ geometry: PoolingGeometry, _ dy: Input, _ positions: UnsafePointer<Float>, _ dx: Output) -> Void
  /// The mean of each window's elements that lie in the input.
  public let averagePool: @Sendable (_ geometry: PoolingGeometry, _ x: Input, _ y: Output) -> Void
  public let averagePoolGradient: @Sendable (_ geometry: PoolingGeometry, _ dy: Input, _ dx: Output) -> Void

  /// y = 0 where the stream's word first + i, as a number in [0, 1), is below `rate`, else x · scale; `first` is a multiple of 4.
  public let dropout:
    @Sendable (
      _ x: Input, _ y: Output, _ count: Int, _ first: Int, _ counter: RandomCounter, _ rate: Float, _ scale: Float
    ) -> Void

  /// One optimizer step over `count` elements; `states` are the rule's arrays. Returns whether all that it has written is finite.
  public let update:
    @Sendable (
      _ rule: OptimizerRule, _ w: Output, _ g: Input, _ state0: Output?, _ state1: Output?, _ state2: Output?,
      _ count: Int
    ) -> Bool

  /// Multiply-adds in registers alone, to measure others against: returns how many; y takes a vector. See MultiplyAddPeak.swift.
  public let multiplyAddPeak: @Sendable (_ factor: Float, _ steps: Int, _ y: Output) -> Int

  public init(
    name: String,
    contract: @escaping @Sendable (Contraction) -> Void,
    multiplySparse: @escaping @Sendable (SparseProduct) -> Void,
    addPatches: @escaping @Sendable (PatchProduct) -> Void,
    winogradKernel: @escaping @Sendable (Input, Range<Int>, Int, Int, Output) -> Void,
    winogradInput: @escaping @Sendable (WinogradTiles, Input, Output) -> Void,
    winogradOutput: @escaping @Sendable (WinogradTiles, Input, Input?, Bool, Output) -> Void,
    winogradPooledOutput: @escaping @Sendable (WinogradTiles, Input, Input?, Bool, Output, Output) -> Void,
    winogradOutputGradient: @escaping @Sendable (WinogradTiles, Input, Output) -> Void,
    winogradKernelGradient: @escaping @Sendable (Input, Range<Int>, Int, Int, Output) -> Void,
    convolveAndPool: @escaping @Sendable (PooledConvolution, Input, Input?, Bool, Output, Output) -> Void,
    addPooledKernelGradient: @escaping @Sendable (PooledConvolution, Input, Input, Output) -> Void,
    addPooledBiasGradient: @escaping @Sendable (PoolingGeometry, Input, Input, Output) -> Void,
    listPooledGradients:
      @escaping @Sendable (
        PoolingGeometry, Input, UnsafePointer<Float>, Int, UnsafeMutablePointer<UInt32>, Output,
        UnsafeMutablePointer<Int>
      ) -> Void,
    listNonzeros: @escaping @Sendable (Input, Int, Range<Int>, SparseRows) -> Void,
    apply: @escaping @Sendable (ElementwiseFunction, Input, Output, Int) -> Void,
    applyGradient: @escaping @Sendable (ElementwiseFunction, Input, Input, Output, Int) -> Void,
    softmax: @escaping @Sendable (Input, Output, Int, Int) -> Void,
    softmaxGradient: @escaping @Sendable (Input, Input, Output, Int, Int) -> Void,
    crossEntropy:
      @escaping @Sendable (Input, UnsafePointer<UInt8>, Output, Output, Output?, Float, Int, Int) -> Void,
    columnSums: @escaping @Sendable (Input, Int, Int, Int, Output, Bool) -> Void,
    sumParts: @escaping @Sendable (Input, Int, Int, Output, Int) -> Void,
    transpose: @escaping @Sendable (Input, Int, Int, Int, Output, Int) -> Void,
    unitPixels: @escaping @Sendable (UnsafePointer<UInt8>, Output, Int) -> Void,
    maxPool: @escaping @Sendable (PoolingGeometry, Input, Output, UnsafeMutablePointer<Float>?) -> Void,
    maxPoolGradient: @escaping @Sendable (PoolingGeometry, Input, UnsafePointer<Float>, Output) -> Void,
    averagePool: @escaping @Sendable (PoolingGeometry, Input, Output) -> Void,
    averagePoolGradient: @escaping @Sendable (PoolingGeometry, Input, Output) -> Void,
    dropout: @escaping @Sendable (Input, Output, Int, Int, RandomCounter, Float, Float) -> Void,
    update: @escaping @Sendable (OptimizerRule, Output, Input, Output?, Output?, Output?, Int) -> Bool,
    multiplyAddPeak: @escaping @Sendable (Float, Int, Output) -> Int
  ) {
    self.name = name
    self.contract = contract
    self.multiplySparse = multiplySparse
    self.addPatches = addPatches
    self.winogradKernel = winogradKernel
    self.winogradInput = winogradInput
    self.winogradOutput = winogradOutput
    self.winogradPooledOutput = winogradPooledOutput
    self.winogradOutputGradient = winogradOutputGradient
    self.winogradKernelGradient = winogradKernelGradient
    self.convolveAndPool = convolveAndPool
    self.addPooledKernelGradient = addPooledKernelGradient
    self.addPooledBiasGradient = addPooledBiasGradient
    self.listPooledGradients = listPooledGradients
    self.listNonzeros = listNonzeros
    self.apply = apply
    self.applyGradient = applyGradient
    self.softmax = softmax
    self.softmaxGradient = softmaxGradient
    self.crossEntropy = crossEntropy
    self.columnSums = columnSums
    self.sumParts = sumParts
    self.transpose = transpose
    self.unitPixels = unitPixels
    self.maxPool = maxPool
    self.maxPoolGradient = maxPoolGradient
    self.averagePool = averagePool
    self.averagePoolGradient = averagePoolGradient
    self.dropout = dropout
    self.update = update
    self.multiplyAddPeak = multiplyAddPeak
  }
}
