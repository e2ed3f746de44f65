/// A callback of Keras whose effect every run has. A spec may list it; that changes nothing, and a note says so.
public protocol AlwaysSo: EpochRuleConstruct {
  init()
}

extension AlwaysSo {
  public mutating func options(_ visitor: any OptionVisitor) {}
  public func note(in spec: ExperimentSpec) -> String? { "\(words.name) is always so: \(words.summary)" }
}

public struct TerminateOnNaN: AlwaysSo {
  public init() {}
  public static let words = ConstructWords(
    "terminate_on_nan", "a run ends where its loss or a weight is no longer a finite number",
    refused: ["raise_error": "remove it: such a run has the status diverged, and exit code 1"])
}

public struct SwapEMAWeights: AlwaysSo {
  public init() {}
  public static let words = ConstructWords(
    "swap_ema_weights", "with an optimizer's use_ema, the averaged weights are what is validated, tested and saved",
    refused: ["swap_on_epoch": "remove it: the averages are in place whenever the model is validated or saved"])
}

public struct CSVLogger: AlwaysSo {
  public init() {}
  public static let words = ConstructWords(
    "csv_logger", "every run writes its history, a row for each epoch, as results/NAME.csv",
    refused: [
      "filename": "remove it: the history is in results/NAME.csv", "append": "remove it: the file has all epochs",
      "separator": "remove it: runner export --csv-dialect writes other forms",
    ])
}

public struct BackupAndRestore: AlwaysSo {
  public init() {}
  public static let words = ConstructWords(
    "backup_and_restore", "a run that was interrupted goes on, with the same bits, when its command is given again",
    refused: [
      "backup_dir": "remove it: checkpoints are in results/NAME",
      "save_freq": "write it behind the command: --checkpoint-every SECONDS",
      "double_checkpoint": "remove it: there are always two checkpoints",
      "delete_checkpoint": "remove it: a finished run removes its checkpoint",
    ])
}
