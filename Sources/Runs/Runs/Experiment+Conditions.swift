import Catalog
import Datasets
import Records
import Results
import Training

extension Experiment {
  /// What its results depend on.
  package var conditions: RunConditions {
    RunConditions(
      name: name, spec: resolved, data: dataSummary, parameters: graph.parameters, multiplyAdds: graph.multiplyAdds,
      metrics: spec.metrics.map(\.name), numericsVersion: numericsVersion)
  }

  /// A result of this very training in the spec's current words, for example with another description.
  package func worded(_ summary: RunSummary) -> RunSummary {
    var (summary, conditions) = (summary, conditions)
    (summary.name, summary.spec, summary.data.dataset) = (name, conditions.spec, conditions.data.dataset)
    return summary
  }

  private var dataDetails: DataSummary.Details? {
    dataset.hashes.map { hashes in
      DataSummary.Details(
        source: spec.dataset.source.words.name, features: dataset.interface.table?.features ?? [],
        preprocessingHash: hashes.preprocessing,
        tensorsHash: hashes.tensors)
    }
  }

  /// The data of this experiment's runs, with files named as in the spec.
  private var dataSummary: DataSummary {
    let split = dataset.split(spec.validationSplit)
    let source = spec.dataset.source
    return DataSummary(
      dataset: source.title, kind: dataset.interface.sampleKind, trainingCount: split.training,
      validationCount: split.validation, testCount: dataset.test.count,
      target: dataset.hashes == nil ? nil : dataset.interface.target,
      files: dataset.files.map { DataSummary.File(name: $0.name, sha256: $0.sha256, count: $0.count) },
      testRowsHash: dataset.hashes == nil ? nil : dataset.testRowsHash,
      details: dataDetails,
      initialWeightsHash: initialWeightsHash)
  }
}
