import KernelTypes

/// This module's kernels.
public let kernels: any KernelSet = CompiledKernels()

/// The kernels as compiled with this module's flags: the one source's methods, in a type of each module's own. A method of
/// another module's type would carry that module's name in the program, where `Scripts/check-isa.sh` allows no wide
/// instructions.
struct CompiledKernels: KernelSet {
  #if AVX512
    let name = "avx512"
  #elseif AVX2
    let name = "avx2"
  #else
    let name = "portable"
  #endif
}
