import KernelTypes

/// What the layers compute with: one instruction set's kernels and the workers that share them.
public struct Compute: Sendable {
  public let kernels: KernelSet
  public let parallelism: Parallelism

  public init(instructionSet: InstructionSet = .best, parallelism: Parallelism) {
    self.kernels = instructionSet.kernels
    self.parallelism = parallelism
  }
}
