import KernelTypes

#if AVX512
  private let name = "avx512"
#elseif AVX2
  private let name = "avx2"
#else
  private let name = "portable"
#endif

/// This module's kernels.
public let kernels = KernelSet(
  name: name, contract: { contract($0) }, multiplySparse: { multiplySparse($0) },
  addPatches: { addPatches($0) }, winogradKernel: { winogradKernel($0, $1, $2, $3, $4) },
  winogradInput: { winogradInput($0, $1, $2) }, winogradOutput: { winogradOutput($0, $1, $2, $3, $4) },
  winogradPooledOutput: { winogradPooledOutput($0, $1, $2, $3, $4, $5) },
  winogradOutputGradient: { winogradOutputGradient($0, $1, $2) },
  winogradKernelGradient: { winogradKernelGradient($0, $1, $2, $3, $4) },
  convolveAndPool: { convolveAndPool($0, $1, $2, $3, $4, $5) },
  addPooledKernelGradient: { addPooledKernelGradient($0, $1, $2, $3) },
  addPooledBiasGradient: { addPooledBiasGradient($0, $1, $2, $3) },
  listPooledGradients: { listPooledGradients($0, $1, $2, $3, $4, $5, $6) },
  listNonzeros: { listNonzeros($0, $1, $2, $3) }, apply: { apply($0, $1, $2, $3) },
  applyGradient: { applyGradient($0, $1, $2, $3, $4) }, softmax: { softmax($0, $1, $2, $3) },
  softmaxGradient: { softmaxGradient($0, $1, $2, $3, $4) },
  crossEntropy: { crossEntropy($0, $1, $2, $3, $4, $5, $6, $7) }, columnSums: { columnSums($0, $1, $2, $3, $4, $5) },
  sumParts: { sumParts($0, $1, $2, $3, $4) }, transpose: { transpose($0, $1, $2, $3, $4, $5) },
  unitPixels: { unitPixels($0, $1, $2) }, maxPool: { maxPool($0, $1, $2, $3) },
  maxPoolGradient: { maxPoolGradient($0, $1, $2, $3) }, averagePool: { averagePool($0, $1, $2) },
  averagePoolGradient: { averagePoolGradient($0, $1, $2) },
  dropout: { dropout($0, $1, $2, $3, $4, $5, $6) }, update: { update($0, $1, $2, $3, $4, $5, $6) },
  multiplyAddPeak: { multiplyAddPeak($0, $1, $2) })
