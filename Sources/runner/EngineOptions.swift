import Kernels

/// What the engine computes with. The results do not depend on it.
struct EngineOptions {
  let parallelism: Parallelism

  init(_ options: SharedOptions) throws {
    parallelism = Parallelism(workers: options.threads)
  }
}
