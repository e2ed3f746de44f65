import Geometry
import Random

/// The kernels of one instruction set. All sets are compiled from one source, whose methods are in `Kernels/Source`, and give
/// the same bits.
///
/// Arguments have their names in the formulas. Matrices are row-major; up to a vector's width may be read past the end of each
/// array of floats, but nothing is written there.
///
/// A class, though without state: a call through `any KernelSet` then reads one pointer, where a struct's would be unpacked by a function
/// first (in `kernel-bench`, the stages of a step).
///
/// No method has a default implementation here: it would be compiled outside the modules of the instruction sets.
public protocol KernelSet: AnyObject, Sendable {
  typealias Input = UnsafePointer<Float>
  typealias Output = UnsafeMutablePointer<Float>

  /// The instruction set, as `RUNNER_ISA` names it.
  var name: String { get }

  // MARK: Products

  /// c = a · b + bias, then ReLU: every sum of products that is not sparse. See `Contraction`.
  func contract(_ product: Contraction)

  /// The same with a left factor given by its non-zero elements, for two rows at a time. See `SparseProduct`.
  func multiplySparse(_ product: SparseProduct)

  /// How many of b's rows a sparse product best uses at once. The bits do not depend on it.
  var sparseBlockLength: Int { get }

  /// Adds scaled patches of one array to patches of another. See `PatchProduct`.
  func addPatches(_ product: PatchProduct)

  /// Lists for each of `pairs` the elements of x [rows, columns] where one of the pair's rows is not zero, in ascending order of
  /// index. A list needs room for sixteen more than there are.
  func listNonzeros(_ x: Input, columns: Int, pairs: Range<Int>, lists: SparsePairs)

  /// Pairs `rows` of x [rows, columns], of which the first is even, with others that are zero in similar places: each in turn with the
  /// most similar of those that are left. Pair p is members[2p] and members[2p + 1]; the last row is paired with itself if their
  /// number is odd. `signatures` is memory for a number for each row.
  func pairRows(
    _ x: Input, columns: Int, rows: Range<Int>, signatures: UnsafeMutablePointer<UInt64>,
    members: UnsafeMutablePointer<UInt32>)

  // MARK: Winograd's convolution, whose matrices are in Winograd.swift

  /// U [16, channelCount, filters] = G g Gᵀ for `channels` of the kernel g [3, 3, channelCount, filters].
  func winogradKernel(_ kernel: Input, channels: Range<Int>, channelCount: Int, filters: Int, u: Output)

  /// V [16, tiles, channels] = Bᵀ d B for tiles d of the image [height, width, channels]. Outside the image tiles are zero.
  func winogradInput(_ tiles: WinogradTiles, image: Input, v: Output)

  /// y = Aᵀ m A + b, then ReLU if wanted; m [16, tiles, filters], y [output height, output width, filters].
  func winogradOutput(_ tiles: WinogradTiles, m: Input, bias: Input?, relu: Bool, y: Output)

  /// The same where each tile is a 2 × 2 pooling window: y [tile rows, tiles in a row, filters] is the largest of a tile, and
  /// `positions` says where it was, as in `maxPool`. The outputs' height and width are even.
  func winogradPooledOutput(_ tiles: WinogradTiles, m: Input, bias: Input?, relu: Bool, y: Output, positions: Output)

  /// Z [16, tiles, filters] = A dy Aᵀ; dy [output height, output width, filters].
  func winogradOutputGradient(_ tiles: WinogradTiles, dy: Input, z: Output)

  /// dg [3, 3, channelCount, filters] = Gᵀ dU G for `channels` of dU [16, channelCount, filters].
  func winogradKernelGradient(_ u: Input, channels: Range<Int>, channelCount: Int, filters: Int, gradient: Output)

  // MARK: Convolutions within each channel

  /// The outputs `rows` of a `DepthwiseConvolution`; then bias[c] is added and ReLU applied, if wanted.
  func convolveDepthwise(
    _ convolution: DepthwiseConvolution, rows: Range<Int>, x: Input, w: Input, bias: Input?, relu: Bool, y: Output)

  /// Adds Σ_i Σ_j x[r · xRow + s · xColumn + c] · dy[i · yRow + j · yColumn + c] to dw[u · wRow + v · wColumn + c] for all taps (u, v): a
  /// chain over the outputs in order. The convolution has one plane, and its kernel's taps are side by side: wRow = taps · wColumn.
  func addDepthwiseKernelGradient(_ convolution: DepthwiseConvolution, x: Input, dy: Input, dw: Output)

  // MARK: Convolutions followed by max pooling

  /// y = the largest of each 2 × 2 window of f(image ∗ W + b), f = ReLU or nothing, and where it was, as in `maxPool`: the bits
  /// are those of `contract` and then `maxPool`. W [taps, filters], y and positions [windows, filters].
  func convolveAndPool(
    _ convolution: PooledConvolution, kernel: Input, bias: Input?, relu: Bool, y: Output, positions: Output)

  /// Adds Σ_p image[p + taps[t]] · g[p, :] to c[t, :] for every tap t, where g is the gradient of the map before pooling: each
  /// window's (dz [windows, filters]) at the position of its largest element, zero elsewhere. Positions are in order, so the
  /// bits are those of `maxPoolGradient` and then `contract`.
  func addPooledKernelGradient(_ convolution: PooledConvolution, dz: Input, positions: Input, c: Output)

  /// Adds Σ_p g[p, :] to db [channels], with the same g.
  func addPooledBiasGradient(_ geometry: PoolingGeometry, dz: Input, positions: Input, db: Output)

  /// Lists the non-zero gradients of a pooled map, dy [windows, channels], by their positions in the map before pooling, which
  /// follow from the windows' `positions`; windows do not overlap. Position p's entries, channels in order, begin at p ·
  /// listStride in `channels` and `values`; there are counts[p] of them, and there must be room for sixteen more than there are
  /// channels.
  func listPooledGradients(
    _ geometry: PoolingGeometry, dy: Input, positions: Input, listStride: Int, channels: UnsafeMutablePointer<UInt32>,
    values: Output, counts: UnsafeMutablePointer<Int>)

  // MARK: Activations and losses

  /// y[i] = f(x[i]) for i < count; y may be x.
  func apply(_ function: ElementwiseFunction, x: Input, y: Output, count: Int)

  /// dx[i] = dy[i] · f′ for i < count, with f′ from `cached`: y or x, according to `derivativeNeedsOnlyOutput`. dx may be dy.
  func applyGradient(_ function: ElementwiseFunction, cached: Input, dy: Input, dx: Output, count: Int)

  /// y[r, :] = softmax(x[r, :]); x and y [rows, columns]. y may be x.
  func softmax(_ x: Input, y: Output, rows: Int, columns: Int)

  /// dx[r, :] = y · (dy − Σ dy·y), row by row, all [rows, columns]; dx may be dy.
  func softmaxGradient(y: Input, dy: Input, dx: Output, rows: Int, columns: Int)

  /// y[r, :] = x[r, :] − ln Σ exp(x[r, :]); x and y [rows, columns]. y may be x.
  func logSoftmax(_ x: Input, y: Output, rows: Int, columns: Int)

  /// dx[r, :] = dy − exp(y)·Σ dy, row by row, all [rows, columns]; dx may be dy.
  func logSoftmaxGradient(y: Input, dy: Input, dx: Output, rows: Int, columns: Int)

  /// losses[r] = log Σ exp(x[r, :]) − x[r, labels[r]]; y = softmax(x); dx = (y − onehot) · scale.
  /// x, y and dx [rows, columns], labels and losses [rows]. y may be x; dx may be nil.
  func crossEntropy(
    _ x: Input, labels: UnsafePointer<Int32>, y: Output, losses: Output, dx: Output?, scale: Float, rows: Int,
    columns: Int)

  /// losses[r] = Σ_c t[r, c]·(log Σ exp x[r, :] − x[r, c]); y = softmax(x); dx = (y − t)·scale, for labels t whose sum is 1 in each row.
  /// All but the losses are [rows, columns]; y is not x, dx may be nil.
  func crossEntropy(
    _ x: Input, smoothed t: Input, y: Output, losses: Output, dx: Output?, scale: Float, rows: Int, columns: Int)

  /// losses[i] = the loss of the output p[i] with the target y[i], and dp[i] = its derivative · scale, for i < count; dp may be nil.
  func elementwise(
    _ loss: ElementwiseLoss, p: Input, y: Input, losses: Output, dp: Output?, scale: Float, count: Int)

  // MARK: Sums and layouts

  /// y[n] = y[n] + Σ_r x[r · rowStride + n]² for n < columns, rows in order.
  func addColumnSquares(_ x: Input, rows: Int, rowStride: Int, columns: Int, y: Output)

  /// x[r · rowStride + n] = x[r · rowStride + n] · factors[n] for r < rows, n < columns.
  func scaleColumns(_ x: Output, rows: Int, rowStride: Int, columns: Int, factors: Input)

  /// y[n] = Σ_r x[r · rowStride + n] for n < columns, rows in order; with `accumulate` the chain continues from y.
  func columnSums(_ x: Input, rows: Int, rowStride: Int, columns: Int, y: Output, accumulate: Bool)

  /// y[i] = Σ_p x[p · stride + i] for i < count, parts in order.
  func sumParts(_ x: Input, parts: Int, stride: Int, y: Output, count: Int)

  /// y[c · yStride + r] = x[r · xStride + c] for r < rows, c < columns.
  func transpose(_ x: Input, rows: Int, columns: Int, xStride: Int, y: Output, yStride: Int)

  /// y[i] = x[i] ÷ 255 for i < count.
  func unitPixels(_ x: UnsafePointer<UInt8>, y: Output, count: Int)

  // MARK: Normalization by channel, see `ChannelNormalization`; x and dy [rows, channels]

  /// y[c] = Σ_r (x[r, c] − mean[c])², one chain of fused multiply-adds for each channel, rows in order; y [channels].
  func squaredDeviationSums(_ x: Input, mean: Input, rows: Int, channels: Int, y: Output)

  /// y[i] = fma(x[i], scale, shift), then ReLU if wanted, for i < count.
  func normalize(_ x: Input, _ normalization: ChannelNormalization, y: Output, count: Int)

  /// sums[c] = Σ_r g[r, c] and products[c] = Σ_r g[r, c]·x̂[r, c], chains as above; g is dy where the ReLU's argument is positive, or all
  /// of dy if there is no ReLU.
  func normalizationGradientSums(
    _ x: Input, dy: Input, _ normalization: ChannelNormalization, rows: Int, sums: Output, products: Output)

  /// dx[i] = scale·(g − sum − x̂·product) for i < count, with the same g; `sum` and `product` are means over the batch, and have the
  /// period of the normalization's arrays. dx may be dy.
  func normalizationGradient(
    _ x: Input, dy: Input, _ normalization: ChannelNormalization, sum: Input, product: Input, dx: Output, count: Int)

  // MARK: Normalization by row, see `RowNormalization`

  /// mean[r] = Σ x[r, :] ÷ columns and inverse[r] = 1 ÷ √(Σ (x[r, :] − mean[r])² ÷ columns + epsilon), columns in order.
  func rowMoments(_ x: Input, rows: Int, columns: Int, epsilon: Float, mean: Output, inverse: Output)

  /// y = x·(gamma·inverse) + (beta − mean·gamma·inverse); y may be x.
  func normalizeRows(_ x: Input, _ normalization: RowNormalization, y: Output)

  /// means[r] = Σ g ÷ columns and products[r] = Σ g·x̂ ÷ columns with g = dy[r, :]·gamma, columns in order.
  func rowGradientMeans(_ x: Input, dy: Input, _ normalization: RowNormalization, means: Output, products: Output)

  /// dx = inverse·(g − means[r] − x̂·products[r]), with the same g. dx may be dy.
  func rowNormalizationGradient(
    _ x: Input, dy: Input, _ normalization: RowNormalization, means: Input, products: Input, dx: Output)

  /// sums[c] = Σ_r dy and products[c] = Σ_r dy·x̂, rows in order.
  func rowNormalizationSums(_ x: Input, dy: Input, _ normalization: RowNormalization, sums: Output, products: Output)

  // MARK: Layers whose weights repeat: `slopes`, `mean` and `divisor` have a period that is a multiple of a vector's width

  /// y[i] = x[i] where that is positive, else slopes·x[i], for i < count.
  func prelu(_ x: Input, slopes: Input, period: Int, y: Output, count: Int)

  /// dx[i] = dy[i] where x[i] is positive, slopes·dy[i] where it is negative, else 0, for i < count. dx may be dy.
  func preluGradient(_ x: Input, dy: Input, slopes: Input, period: Int, dx: Output, count: Int)

  /// y[c] = Σ_r x[r, c]·dy[r, c] where x is negative, rows in order; x and dy [rows, columns].
  func negativeProductSums(_ x: Input, dy: Input, rows: Int, columns: Int, y: Output)

  /// y[i] = (x[i] − mean) ÷ divisor for i < count. y may be x.
  func standardize(_ x: Input, mean: Input, divisor: Input, period: Int, y: Output, count: Int)

  // MARK: Gates: arrays may be the same

  /// z[i] = x[i] · y[i] for i < count.
  func multiply(_ x: Input, _ y: Input, z: Output, count: Int)

  /// z[i] = fma(x[i], y[i], z[i]) for i < count.
  func multiplyAdd(_ x: Input, _ y: Input, z: Output, count: Int)

  /// y[i] = fma(gate[i], a[i], (1 − gate[i]) · b[i]) for i < count.
  func interpolate(_ gate: Input, _ a: Input, _ b: Input, y: Output, count: Int)

  /// dgate[i] = dy[i] · (a[i] − b[i]) and db[i] = dy[i] · (1 − gate[i]) for i < count.
  func interpolationGradient(_ gate: Input, _ a: Input, _ b: Input, dy: Input, dgate: Output, db: Output, count: Int)

  // MARK: Pooling of an image [height, width, channels]

  /// y = the largest of each window and where it was: `positions` holds row · poolWidth + column within the window, and may be nil.
  func maxPool(_ geometry: PoolingGeometry, x: Input, y: Output, positions: Output?)

  /// Adds each window's gradient to the position of its largest element; clears dx first.
  func maxPoolGradient(_ geometry: PoolingGeometry, dy: Input, positions: Input, dx: Output)

  /// y = the mean of each window's elements that lie in the input.
  func averagePool(_ geometry: PoolingGeometry, x: Input, y: Output)

  /// Adds dy ÷ n to each of the n elements of a window that lie in the input; clears dx first.
  func averagePoolGradient(_ geometry: PoolingGeometry, dy: Input, dx: Output)

  /// y = the sum of each window's elements that lie in the input.
  func sumPool(_ geometry: PoolingGeometry, x: Input, y: Output)

  /// The image y, whose pooling has this geometry with windows side by side, has x's pixels at every place of their windows.
  func repeatPixels(_ geometry: PoolingGeometry, x: Input, y: Output)

  /// dx[p, c] = dy[c] ÷ n where x[p, c] = y[c], of which there are n, and 0 elsewhere; x and dx [positions, channels].
  func globalMaxPoolGradient(_ x: Input, y: Input, dy: Input, dx: Output, positions: Int, channels: Int)

  // MARK: Changes to pictures

  /// y = the picture x seen through an affine map. See `Resampling`.
  func resample(_ resampling: Resampling, x: Input, y: Output)

  /// x[i] = (x[i] − means[i]) · factor + means[i], within `lowest` and `highest`, for i < count.
  func changeContrast(_ x: Output, means: Input, by factor: Float, lowest: Float, highest: Float, count: Int)

  /// x[i] = x[i] + change, within `lowest` and `highest`, for i < count.
  func changeBrightness(_ x: Output, by change: Float, lowest: Float, highest: Float, count: Int)

  /// x[i] = share · x[i] + (1 − share) · y[i] for i < count.
  func mix(_ x: Output, with y: Input, share: Float, count: Int)

  // MARK: Branches

  /// y[i] = a[i] combined with b[i] for i < count. y may be a or b.
  func combine(_ combination: Combination, _ a: Input, _ b: Input, y: Output, count: Int)

  /// y[i] = x[i] ÷ divisor for i < count. y may be x.
  func divide(_ x: Input, by divisor: Float, y: Output, count: Int)

  /// Where x[i] = y[i], takes rest[i]: dx[i] = rest[i], and then rest[i] = 0; elsewhere dx[i] = 0, for i < count.
  func takeGradient(_ x: Input, y: Input, rest: Output, dx: Output, count: Int)

  // MARK: Dropout and optimizers

  /// y[i] = 0 if the stream's word first + i, as a number in [0, 1), is below `rate`, else x[i] · scale, for i < count. `first`
  /// is a multiple of 4, the words of a block. y may be x.
  func dropout(_ x: Input, y: Output, count: Int, first: Int, counter: RandomCounter, rate: Float, scale: Float)

  /// y[i] = the function of x[i] and the stream's word first + i, for i < count. `first` is a multiple of 4. y may be x.
  func applyNoise(_ function: NoiseFunction, x: Input, y: Output, count: Int, first: Int, counter: RandomCounter)

  /// y[r, c] = x[r, c]·mask[c], or 0 where mask[c] is 0, for r < rows, c < columns. y may be x.
  func maskColumns(_ x: Input, mask: Input, y: Output, rows: Int, columns: Int)

  /// w ← w − decay·w, if there is a decay, and then one step of `rule` over `count` elements of the parameter w with the gradient g
  /// and the rule's state arrays, named as in `OptimizerRule`; those that the rule lacks are nil. Returns whether everything written is
  /// finite.
  func update(
    _ rule: OptimizerRule, decay: Float?, w: Output, g: Input, s: Output?, t: Output?, u: Output?, count: Int
  ) -> Bool

  /// a ← momentum·a + (1 − momentum)·w, zero where that would be subnormal. Returns whether all of it is finite.
  func average(_ a: Output, of w: Input, momentum: Float, count: Int) -> Bool

  /// Changes the gradient g [count] of the parameter w in place, before an update.
  func change(_ g: Output, by change: GradientChange, w: Input, count: Int)

  /// Σ x[i]² for i < count, in double precision: sixteen sums, of every sixteenth element each, which are then added in order.
  func sumOfSquares(_ x: Input, count: Int) -> Double

  /// Σ |x[i]|, likewise.
  func sumOfMagnitudes(_ x: Input, count: Int) -> Double

  // MARK: For measurements only

  /// Multiply-adds in registers alone, as a yardstick: returns how many; y has room for a vector. See MultiplyAddPeak.swift.
  func multiplyAddPeak(factor: Float, steps: Int, y: Output) -> Int
}
