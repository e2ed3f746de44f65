/// Where a sweep's runs are trained.
package enum ExecutorKind: String, CaseIterable, Sendable {
  case local, slurm
}
