import Statistics
import Catalog
import Records
import Results
import Text

/// How a run ended, in words.
public struct RunReport {
  public let summary: RunSummary

  public init(_ summary: RunSummary) { self.summary = summary }

  /// `dense: test loss 0.0724, test accuracy 0.9790 (210 errors in 10,000)`, `cars: test loss 7.4032 (79 test samples)`; for a
  /// diverged run, where it stopped.
  public var headline: String {
    guard let test = summary.test else { return "\(summary.name): \(divergence)" }
    let scores = [("loss", test.scores.loss)] + zip(summary.metrics, test.scores.metrics)
    let words = scores.map { "test \($0.0.replacing("_", with: " ")) \(score($0.1))" }.joined(separator: ", ")
    let data = summary.data
    let of =
      test.errors.map { "\(counted($0, "error")) in \(grouped(data.testCount))" }
      ?? counted(data.testCount, "test " + data.kind.noun)
    return "\(summary.name): \(words) (\(of))"
  }

  /// `batch-64: val_accuracy 0.9790, test accuracy …` in short: the column that ranks, otherwise the training loss.
  public func outcome(rankedBy column: String?) -> String {
    guard summary.status == .completed, summary.test != nil else { return headline }
    let column = column ?? "loss"
    let value = summary.value(of: column).map { score(Float($0)) } ?? "none"
    let saved = summary.savesLastEpoch ? nil : summary.savedEpoch.map { "\(grouped($0)) of " }
    return "\(summary.name): \(column) \(value) after \(saved ?? "")\(counted(summary.history.count, "epoch"))"
  }

  /// What stderr says about a diverged run.
  public var advice: String {
    "\(headline): the loss or a weight is no longer a finite number; try a smaller learning rate\(learningRateHint)"
  }

  private var divergence: String {
    guard let divergence = summary.divergence else { return "no test result" }
    return "diverged in epoch \(divergence.epoch), step \(divergence.step)"
  }

  /// Names the key as `--set` expects it, if the spec has one.
  private var learningRateHint: String {
    guard case .object(let optimizer)? = JSONValue(summary.spec)["optimizer"], let first = optimizer.first,
      case .number(let rate)? = first.value["learning_rate"]
    else { return "" }
    return " (optimizer.\(first.key).learning_rate is \(rate))"
  }

  /// `early_stopping ended the run after epoch 8 of 30: val_loss has not improved for 2 epochs; the weights of epoch 6 are saved`. Nil
  /// for a run that has trained all of its epochs and saved the last one's weights.
  ///
  /// - Parameter reason: the rule's; nil if it is not known.
  public func ending(because reason: String?) -> String? {
    let saved = summary.savedEpoch.map { "the weights of epoch \(grouped($0)) are saved" }
    let last = summary.history.count
    guard let stop = summary.stop else {
      return summary.savesLastEpoch ? nil : saved.map { "\($0), not those of the last, \(grouped(last))" }
    }
    let place = "epoch \(grouped(stop.epoch)) of \(grouped(summary.plannedEpochs))"
    let end = "\(stop.by) ended the run after \(place)" + (reason.map { ": " + $0 } ?? "")
    return [end, saved].compactMap(\.self).joined(separator: "; ")
  }

  /// Says that an earlier epoch's model was better than the saved one, by the column that ranks runs. Nil if it was
  /// not.
  public var earlierBest: String? {
    guard summary.status == .completed, let column = SweepSummary.defaultRankBy([summary]),
      let best = summary.bestEpoch(by: column), let record = summary.savedRecord,
      let higher = summary.score(column, in: best), let saved = summary.score(column, in: record),
      isBetter(higher, than: saved, in: column)
    else { return nil }
    let isShown = score(higher) != score(saved)
    let scores = [higher, saved].map { isShown ? score($0) : $0.description }
    let found = "epoch \(best.epoch) was better by \(column) (\(scores[0]) against \(scores[1]))"
    if summary.best?.epoch == best.epoch { return "\(found); best.safetensors has its weights" }
    return summary.savedEpoch == nil
      ? "\(found); epochs: \(best.epoch) saves that one, early_stopping with restore_best_weights the best one"
      : "\(found); monitor: \(column) saves that one"
  }

  /// The headline, where the files are, the weights' hash, and what happened to an earlier result.
  public func text(paths: ResultPaths, outcome: SaveOutcome, seconds: Double) -> String {
    var lines = [headline + (summary.test == nil ? "" : ", trained in \(duration(seconds))")]
    if let hash = summary.weightsHash { lines.append("  weights sha256 \(hash)") }
    lines.append("  \(paths.history), \(paths.summary), \(paths.folder)/")
    if let earlierBest { lines.append("  " + earlierBest) }
    switch outcome {
    case .new: break
    case .identical: lines.append("  identical to the recorded result")
    case .differs(_, let previous): lines.append("  not the recorded result, which is now in \(previous)/")
    case .replaced(let previous): lines.append("  the earlier result of another spec is now in \(previous)/")
    case .unreadable(let previous):
      lines.append("  the earlier result, which could not be read, is now in \(previous)/")
    }
    return lines.map { $0 + "\n" }.joined()
  }
}

extension Difference {
  /// `epoch 3, loss: recorded 0.1105, now 0.1106`
  public var sentence: String { "\(place): recorded \(quote(recorded)), now \(quote(now))" }

  /// `spec.epochs was 10, is 5`
  public var changed: String { "\(place) was \(quote(recorded)), is \(quote(now))" }

  private func quote(_ text: String) -> String {
    text.isEmpty ? "nothing" : text.count > 80 ? text.prefix(79) + "…" : text
  }
}

/// What `runner verify` found.
public struct VerificationReport {
  private let recorded: RunSummary
  private let difference: Difference?

  public init(_ recorded: RunSummary, _ difference: Difference?) {
    self.recorded = recorded
    self.difference = difference
  }

  public var text: String {
    if let difference { return "\(recorded.name): DIFFERS at \(difference.sentence)\n" }
    let epochs = counted(recorded.history.count, "epoch")
    guard let hash = recorded.weightsHash else {
      return "\(recorded.name): verified: \(epochs), then diverged as recorded\n"
    }
    return "\(recorded.name): verified: \(epochs), the test and the weights are the recorded ones, bit for bit\n"
      + "  weights sha256 \(hash)\n"
  }
}
