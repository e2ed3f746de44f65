import KernelTypes

/// What layers compute with: one instruction set's kernels and the workers that share their tiles.
public struct Compute: Sendable {
  public let kernels: any KernelSet
  public let parallelism: Parallelism

  /// The same kernels on the calling thread alone.
  public var alone: Compute { Compute(kernels: kernels, parallelism: Parallelism(workers: 1)) }

  private init(kernels: any KernelSet, parallelism: Parallelism) {
    self.kernels = kernels
    self.parallelism = parallelism
  }

  public init(instructionSet: InstructionSet = .best, parallelism: Parallelism) {
    self.kernels = instructionSet.kernels
    self.parallelism = parallelism
  }
}
