import Catalog
import Text

/// A word of results and their reports that no spec has: what a column, a table or a sentence means by it.
struct ResultWord {
  /// As files write it.
  let name: String
  let about: String

  static let all = [
    ResultWord(
      "val_…", "a score, such as loss or accuracy, on the held-out validation samples, after the epoch; these choose"),
    ResultWord(
      "test_…", "a score, such as loss or accuracy, of the saved model on the test samples, which choose nothing"),
    ResultWord("parameters", "the numbers that training adjusts: kernels, biases and their like"),
    ResultWord("multiply_adds", "multiplications with an addition that the model needs for one sample: its cost"),
    ResultWord("best_epoch", "the epoch with the best validation score; another one may be saved"),
    ResultWord(
      "saved_epoch", "the epoch whose weights are tested and saved: the last, unless a callback says otherwise"),
    ResultWord("test_errors", "how many test samples the saved model puts into a wrong class"),
    ResultWord("weights_sha256", "a hash of all weights: two runs that share it have the same weights, bit for bit"),
    ResultWord("numerics_version", "counts the changes of the program that change any bit of a result"),
    ResultWord(
      "rank", "the place in a sweep by its ranking column, the mean over seeds; runs that differ in the seed share it"),
    ResultWord(
      "p", "how likely chance alone makes two models differ at least as much: below 0.05, it is hardly luck"),
    ResultWord(
      "overfitting",
      "validation loss rises while training loss falls: from there on the model learns its samples by heart"),
  ]

  private init(_ name: String, _ about: String) { (self.name, self.about) = (name, about) }

  /// What is known of a word: `val_loss`, `multiply-adds`, `P`.
  static func named(_ word: String) -> ResultWord? {
    let plain = word.lowercased().replacing("-", with: "_").replacing(" ", with: "_")
    return all.first { $0.name == plain || $0.prefix.map(plain.hasPrefix) ?? false }
  }

  /// `val_` of `val_…`.
  private var prefix: String? { name.hasSuffix("…") ? String(name.dropLast()) : nil }

  var text: String {
    "\(name) (in results): \(about)".wrapped(toWidth: Explanation.width).joined(separator: "\n  ") + "\n"
  }

  /// The score that a word of this kind is about: `loss` of `val_loss`.
  static func score(_ word: String) -> String? {
    for case let prefix? in all.map(\.prefix) {
      if let score = word.suffix(after: prefix) { return String(score) }
    }
    return nil
  }
}
