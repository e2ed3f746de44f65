import Kernels
import Machine

/// How the engine computes. The results do not depend on it.
package struct EngineOptions {
  /// `RUNNER_ISA` forces one, for tests.
  package let instructionSet: InstructionSet
  package let parallelism: Parallelism

  package var compute: Compute { Compute(instructionSet: instructionSet, parallelism: parallelism) }

  package init(threads: Int? = nil) throws {
    do { instructionSet = try InstructionSet.chosen(by: environmentVariable("RUNNER_ISA")) } catch {
      let supported = InstructionSet.supported.map(\.rawValue).joined(separator: ", ")
      throw Failure(.usage, "error: RUNNER_ISA=\(error.word): this machine runs \(supported)")
    }
    parallelism = Self.parallelism(threads)
  }

  /// - Parameter threads: nil for one per core, or for fewer if the control group's CPU quota is smaller: more would wait for each
  ///   other in each quota period.
  package static func parallelism(_ threads: Int?) -> Parallelism {
    if let threads { return Parallelism(workers: threads) }
    let cores = Parallelism.usableCores
    let share = ControlGroups().processors.map { min($0, Double(cores)).rounded(.up) }
    return Parallelism(workers: share.map { Int($0) } ?? cores)
  }

  /// The same with another thread count.
  package init(_ engine: EngineOptions, threads: Int) {
    instructionSet = engine.instructionSet
    parallelism = Parallelism(workers: threads)
  }
}
