import KernelTypes
import Text

/// The section `Kernels against the peak of fused multiply-adds`.
func kernelSection(_ pixels: [UInt8], _ kernels: any KernelSet, peak: Double) -> String {
  let sparse = SparseCases(pixels, kernels)
  let winograd = WinogradCases(kernels)
  let pooled = PooledGradientCases(kernels)
  let first = FirstConvolutionCases(pixels, kernels)
  let products =
    DenseCases.all(kernels) + sparse.products() + DirectConvolutionCases.all(kernels) + winograd.products()
    + first.products() + pooled.products() + DepthwiseCases.all(kernels)
  let passes = PassCases.all(kernels) + sparse.passes() + winograd.passes() + first.passes() + pooled.passes()
  let productColumns = ["product", "µs", "GFLOPS made", "of the peak", "full GFLOPS", "of the peak"]
  return """
    ## Kernels against the peak of fused multiply-adds

    One core, \(kernels.name): \(fixed(2e-9 * peak, 0)) GFLOPS in registers alone. Medians of nine repetitions, everything in
    the cache that it fits. Two rates, each with its share of the peak: of the multiply-adds that are made, and of those of the
    full product, where zeros are left out or Winograd's transforms save some. Shapes are rows × sum × columns; a dense layer's
    tables are those of dense.yaml, conv.yaml and a network of 1024 units. Of columns that are no whole vector the rest of it
    is computed too and not counted: with 10 columns 62 % is the most.

    \(table(productColumns, products.map { $0.row(peak: peak) }))

    Adam reads four arrays and writes three, 28 bytes a parameter.

    \(table(["pass", "µs", "ns an element", "GB/s"], passes.map { $0.row() }))
    """
}
