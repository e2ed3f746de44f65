import Kernels

/// The section `The price of the bits`.
func priceSection() -> String {
  let rows = PriceCases.all(InstructionSet.avx2.kernels).map { $0.row() }
  return """
    ## The price of the bits

    Each kind of kernel beside its fastest variant without the contract, both compiled for AVX2, on one core in turns; the ratio is
    the median of 15 pairs: above 1 is what the same bits on every machine cost, and below 1 there is nothing to gain.

    \(table(["kernel", "without the contract", "µs with", "µs without", "with ÷ without"], rows))
    """
}
