import KernelTypes

/// This module's kernels.
public let kernels: any KernelSet = CompiledKernels()

/// The kernels as this module's flags compile them: the one source's methods, in a type that each module has for itself. A method of
/// another module's type would have that module's name in the program, where `Scripts/check-isa.sh` allows no wide instructions.
struct CompiledKernels: KernelSet {
  #if AVX512
    let name = "avx512"
  #elseif AVX2
    let name = "avx2"
  #else
    let name = "portable"
  #endif
}
