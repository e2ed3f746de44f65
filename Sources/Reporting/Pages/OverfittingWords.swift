import Glibc
import Records
import Reporting
import Text

/// What the distance between training and the other curves means, in sentences.
struct OverfittingWords {
  private let run: RunSummary

  init(_ run: RunSummary) { self.run = run }

  var sentences: [String] {
    if run.history.isEmpty { return [unfinished] }
    var sentences = run.divergence == nil ? [] : [divergence]
    if run.hasValidation {
      sentences += [guessing ?? turningPoint, gap].compactMap { $0 }
    } else {
      sentences.append(
        "No \(samples) were held out, so these curves cannot show overfitting; with validation_split: 0.1 in the spec, "
          + "a tenth of the training \(samples) would be.")
      sentences += [testGap].compactMap { $0 }
    }
    return sentences
  }

  private var samples: String { run.data.kind.plural }

  private var unfinished: String { divergence + " No epoch was finished, so there is no curve." }

  private var divergence: String {
    guard let at = run.divergence else { return "" }
    return "The run diverged: in epoch \(at.epoch), step \(at.step), "
      + "its loss or a weight was no longer a finite number."
  }

  /// That the model is no better than one that gives every class the same probability; nil if it is.
  private var guessing: String? {
    let losses = run.history.compactMap { $0.validation?.loss }
    let loss = JSONValue(run.spec)["loss"]?["categorical_crossentropy"]
    guard let best = losses.min(), loss != nil, loss?["label_smoothing"] == nil, let classes, classes > 1 else {
      return nil
    }
    let guess = Float(log(Double(classes)))
    guard best >= 0.99 * guess else { return nil }
    return
      "Validation loss is \(score(best)) at best, and that of guessing among \(grouped(classes)) classes is \(score(guess)), "
      + "the logarithm of their number: the model has learnt next to nothing. Another learning rate, or scaled inputs, may help."
  }

  /// The units of the last dense layer.
  private var classes: Int? {
    guard case .list(let layers)? = JSONValue(run.spec)["layers"] else { return nil }
    return layers.compactMap { $0["dense"]?["units"] }.last.flatMap { Int($0.cell) }
  }

  /// Where validation loss is lowest, and how training loss continues after that.
  private var turningPoint: String? {
    let losses = run.history.compactMap { record in record.validation.map { (record, $0.loss) } }
    guard let last = losses.last, let best = losses.min(by: { $0.1 < $1.1 }) else { return nil }
    guard best.0.epoch < last.0.epoch else {
      return "Validation loss is lowest after the last epoch (\(score(best.1))): no sign of overfitting yet, "
        + "and more epochs may still help."
    }
    let rise = "from \(score(best.1)) to \(score(last.1))"
    let (then, now) = (best.0.training.loss, last.0.training.loss)
    guard now < then else {
      return "Validation loss is lowest after epoch \(best.0.epoch) and ends higher, \(rise); so does training loss, "
        + "from \(score(then)) to \(score(now)): that is no overfitting, training itself has got worse."
    }
    // The loss of so few is mostly that of one or two of them.
    let isTold = run.data.validationCount >= 50 && last.0.epoch - best.0.epoch >= 2 && last.1 >= best.1 * 1.05
    guard isTold else {
      return "Validation loss is lowest after epoch \(best.0.epoch) and moves \(rise) by epoch \(last.0.epoch): "
        + "too little\(run.data.validationCount < 50 ? ", on \(run.data.validationCount) \(samples)," : "") to tell overfitting from chance."
    }
    return
      "After epoch \(best.0.epoch) validation loss rises, \(rise) by epoch \(last.0.epoch), while training loss falls "
      + "from \(score(then)) to \(score(now)): from there on the model overfits."
  }

  private var gap: String? { gap(to: "val_", "validation") }
  private var testGap: String? { gap(to: "test_", "test") }

  /// `At the end accuracy is 0.9960 on training images and 0.9809 on test images, a gap of 1.51 percentage points.`
  private func gap(to prefix: String, _ kind: String) -> String? {
    let column = run.metrics.first ?? "loss"
    guard let a = run.value(of: column), let b = run.value(of: prefix + column) else { return nil }
    let place = run.savesLastEpoch ? "At the end" : "After the saved epoch"
    let start =
      "\(place) \(ColumnWords(column).bare) is \(score(Float(a))) on training \(samples) "
      + "and \(score(Float(b))) on \(kind) \(samples)"
    guard ColumnWords(column).isFraction else { return start + "." }
    let points = fixed((a - b).magnitude * 100, decimals: 2)
    guard a < b else { return start + ", a gap of \(points) percentage points." }
    return start
      + ", \(points) percentage points more: training scores are means over an epoch in which the model still improves."
  }
}
