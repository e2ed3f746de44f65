import Kernels

/// What the engine computes with. The results do not depend on it.
struct EngineOptions {
  /// `RUNNER_ISA` forces one, for tests.
  let instructionSet: InstructionSet
  let parallelism: Parallelism

  var compute: Compute { Compute(instructionSet: instructionSet, parallelism: parallelism) }

  init(threads: Int? = nil) throws {
    do { instructionSet = try InstructionSet.chosen(by: Console.environment("RUNNER_ISA")) } catch {
      let supported = InstructionSet.supported.map(\.rawValue).joined(separator: ", ")
      throw Failure(.usage, "error: RUNNER_ISA=\(error.word): this machine runs \(supported)")
    }
    parallelism = Parallelism(workers: threads)
  }

  /// The same with another number of threads.
  init(_ engine: EngineOptions, threads: Int) {
    instructionSet = engine.instructionSet
    parallelism = Parallelism(workers: threads)
  }
}
