import CProcessor
import KernelTypes
import KernelsPortable

#if arch(x86_64)
  import KernelsAVX2
  import KernelsAVX512
#endif

/// The instruction sets for which the kernels are compiled. They differ only in speed.
public enum InstructionSet: String, CaseIterable, Sendable {
  case portable, avx2, avx512

  public var isSupported: Bool {
    switch self {
    case .portable: true
    case .avx2: processor_runs_x86_64_v3()
    case .avx512: processor_runs_x86_64_v4()
    }
  }

  public static var supported: [InstructionSet] { allCases.filter(\.isSupported) }

  /// The widest that this processor can run.
  public static let best: InstructionSet = supported.last ?? .portable

  /// The one that `RUNNER_ISA` asks for, or the best. Throws if that is not the name of one, or if this processor lacks it.
  public static func chosen(by word: String?) throws(UnusableInstructionSet) -> InstructionSet {
    guard let word, !word.isEmpty else { return best }
    guard let set = InstructionSet(rawValue: word), set.isSupported else { throw UnusableInstructionSet(word: word) }
    return set
  }

  public var kernels: any KernelSet {
    switch self {
    case .portable: return KernelsPortable.kernels
    #if arch(x86_64)
      case .avx2: return KernelsAVX2.kernels
      case .avx512: return KernelsAVX512.kernels
    #else
      // Not supported here, so never requested.
      case .avx2, .avx512: preconditionFailure("\(rawValue) is of x86-64")
    #endif
    }
  }
}

/// `RUNNER_ISA` does not name an instruction set that this machine has.
public struct UnusableInstructionSet: Error, Equatable {
  public var word: String
}
