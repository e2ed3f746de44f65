import KernelTypes

/// What layers compute with: one instruction set's kernels and the workers that share their tiles.
public struct Compute: Sendable {
  public let kernels: any KernelSet
  public let parallelism: Parallelism

  /// The same kernels on the calling thread alone.
  public var alone: Compute { Compute(kernels: kernels, parallelism: Parallelism(workers: 1)) }

  /// Calls `stretch` with threads that have been called together for all its steps: `Parallelism.withTeam`.
  public func withTeam<Result, Failure: Error>(
    _ stretch: (Compute) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try parallelism.withTeam { parallelism throws(Failure) in
      try stretch(Compute(kernels: kernels, parallelism: parallelism))
    }
  }

  private init(kernels: any KernelSet, parallelism: Parallelism) {
    self.kernels = kernels
    self.parallelism = parallelism
  }

  public init(instructionSet: InstructionSet = .best, parallelism: Parallelism) {
    self.kernels = instructionSet.kernels
    self.parallelism = parallelism
  }
}
