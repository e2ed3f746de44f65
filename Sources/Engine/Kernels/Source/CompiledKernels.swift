import KernelTypes

/// This module's kernels.
public let kernels: any KernelSet = CompiledKernels()

/// The kernels as compiled with this module's flags: the one source's methods, in a type of each module's own. A method of
/// another module's type would carry that module's name in the program, where `Scripts/check-isa.sh` allows no wide
/// instructions.
final class CompiledKernels: KernelSet {
  #if AVX512
    var name: String { "avx512" }
  #elseif AVX2
    var name: String { "avx2" }
  #else
    var name: String { "portable" }
  #endif
}
