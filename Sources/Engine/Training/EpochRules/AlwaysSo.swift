import Catalog

extension AlwaysSo {
  public var state: (any EpochRuleState)? { nil }
}

extension TerminateOnNaN: EpochRuleMachinery {}
extension SwapEMAWeights: EpochRuleMachinery {}
extension CSVLogger: EpochRuleMachinery {}
extension BackupAndRestore: EpochRuleMachinery {}
