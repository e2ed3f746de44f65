import Catalog
import Records
import Training

extension RunSummary {
  /// Why a callback ended the training, in its words: it decides by the history alone, so it decides again what it did. Nil if none did,
  /// or if the spec is of a version whose callbacks are not known here.
  package var stopReason: String? {
    guard stop != nil, let spec = ExperimentSpec(recorded: conditions.spec) else { return nil }
    let verdict = EpochRules(spec, after: history).verdict
    return verdict.stop == stop ? verdict.reason : nil
  }
}
