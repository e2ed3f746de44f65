import ExperimentSpec
import Machine
import Reporting
import Training

extension Experiment {
  /// Memory for training except the data set.
  private func memory(threads: Int) -> TrainingMemory {
    Trainer.memory(spec, graph, samples: dataset.training.count, workers: threads)
  }

  /// Memory for training in its own process.
  private func taskMemory(threads: Int) -> Double {
    memory(threads: threads).total + Double(dataset.byteCount)
  }

  /// How many experiments, however chosen, can train at once; at least one.
  ///
  /// - Parameter threads: total for all.
  package static func atOnce(_ experiments: [Experiment], upTo count: Int, threads: Int) -> Int {
    guard let available = AvailableMemory.bytes else { return count }
    var (fitting, total) = (0, 0.0)
    let needs = experiments.map { $0.taskMemory(threads: max(1, threads / count)) }
    for need in needs.sorted(by: >).prefix(count) {
      total += need
      if total <= available { fitting += 1 }
    }
    return max(1, fitting)
  }

  /// Throws if there is not enough memory for training, before any is allocated: the kernel would kill the process silently.
  package func requireMemory(threads: Int) throws {
    let memory = memory(threads: threads)
    // Beside the workers: those that write checkpoints and the history, watch for signals, and ask git.
    let others = 4
    try memory.require(
      for: "training", of: loaded, hint: memory.largest?.advice,
      available: AvailableMemory.bytes(besidesStacksOf: threads + others))
  }
}

extension TrainingMemory {
  /// - Throws: a diagnostic at the largest layer, if this machine has less memory than needed.
  package func require(
    for purpose: String, of loaded: LoadedExperiment, hint: String?, available: Double? = AvailableMemory.bytes
  ) throws {
    guard let available, total > available, let largest else { return }
    throw loaded.diagnostic(
      at: largest.path,
      "\(purpose) needs \(byteCount(total)) of memory, and \(byteCount(max(0, available))) are available; "
        + "this layer takes \(byteCount(largest.total))", hint: hint)
  }
}

extension TrainingMemory.Layer {
  fileprivate var advice: String {
    if workers > max(batch, weights) { return "use fewer --threads" }
    return batch > weights ? "make batch_size or the layer smaller" : "make the layer smaller"
  }
}
