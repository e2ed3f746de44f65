/// A rule that watches a column of the history.
public protocol MonitoringConstruct: EpochRuleConstruct {
  /// The column's name.
  var monitor: String { get }
  /// Whether it chooses an epoch whose weights are kept.
  var choosesWeights: Bool { get }
}

extension MonitoringConstruct {
  public func doubt(in spec: ExperimentSpec) -> String? {
    guard choosesWeights, !monitor.hasPrefix("val_") else { return nil }
    return "\(words.name) keeps weights by '\(monitor)', a mean over an epoch in which the weights changed: the epoch "
      + "with the best one need not end with the best model; monitor: val_\(monitor) is of one model"
  }
}

/// Which values of a column are better.
public enum MonitorMode: String, OptionWord {
  case auto, min, max

  public static let kind = "mode"

  public var summary: String {
    switch self {
    case .auto: "less is better of losses and errors, more of everything else"
    case .min: "less is better"
    case .max: "more is better"
    }
  }
}
