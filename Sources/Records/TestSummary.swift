/// The trained model on the test set.
public struct TestSummary: Equatable, Sendable {
  /// What a comparison of two runs has to know about each test sample.
  public enum Answers: Equatable, Sendable {
    /// The indices of the misclassified samples, ascending.
    case classes(misclassified: [Int])
    /// How far each sample's answer is from the target, in the mean over the targets if there are several; nil if there are
    /// more than `mostAbsoluteErrors`.
    case values(absoluteErrors: [Float]?)
  }

  /// More would make a summary too long to read and to commit.
  public static let mostAbsoluteErrors = 10_000

  public var scores: Scores
  public var answers: Answers

  public init(scores: Scores, answers: Answers) {
    self.scores = scores
    self.answers = answers
  }

  public init(scores: Scores, misclassified: [Int]) {
    self.init(scores: scores, answers: .classes(misclassified: misclassified))
  }

  public init(_ evaluation: Evaluation) {
    self.init(scores: evaluation.scores, answers: Answers(evaluation))
  }

  /// Nil if the answers are numbers.
  public var misclassified: [Int]? { if case .classes(let indices) = answers { indices } else { nil } }
  public var errors: Int? { misclassified?.count }

  /// Nil if the answers are classes, or too many.
  public var absoluteErrors: [Float]? { if case .values(let errors) = answers { errors } else { nil } }
}

extension TestSummary.Answers {
  fileprivate init(_ evaluation: Evaluation) {
    guard evaluation.values.isEmpty else {
      let count = evaluation.values.count / evaluation.width
      let isListed = count <= TestSummary.mostAbsoluteErrors
      self = .values(absoluteErrors: isListed ? (0..<count).map(evaluation.absoluteError) : nil)
      return
    }
    self = .classes(
      misclassified: evaluation.labels.indices.filter { evaluation.predicted[$0] != evaluation.labels[$0] })
  }
}

extension Evaluation {
  /// The mean over the targets of the distance between answer and target.
  fileprivate func absoluteError(of sample: Int) -> Float {
    let places = sample * width..<(sample + 1) * width
    let sum = places.reduce(0.0) { $0 + (Double(outputs[$1]) - Double(values[$1])).magnitude }
    return Float(sum / Double(width))
  }
}
