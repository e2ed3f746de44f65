import Catalog
import Records
import Testing

/// Which of two values of a column is the better one.
struct DirectionTests {
  @Test(arguments: ["loss", "val_loss", "test_errors", "val_mae", "test_rmse", "mean_squared_error", "false_positives"])
  func lessIsBetter(column: String) { #expect(isAscending(column) && isBetter(1, than: 2, in: column)) }

  @Test(arguments: ["accuracy", "val_auc", "test_r2_score", "cosine_similarity", "acc", "unknown"])
  func moreIsBetter(column: String) { #expect(!isAscending(column) && isBetter(2, than: 1, in: column)) }

  /// Every metric is on the right side, by its name.
  @Test func everyErrorIsToBeSmall() {
    let small = ["error", "crossentropy", "poisson", "log_cosh", "kl_divergence", "false_"]
    for metric in MetricSpec.family.members {
      #expect(metric.isAscending == small.contains(where: metric.name.contains), "\(metric.name)")
    }
  }
}
