import Catalog

/// A metric of the catalog with its arithmetic.
protocol MetricMachinery: MetricConstruct {
  /// Whether it needs targets as numbers even if they are classes.
  var needsNumbers: Bool { get }
  func counter(_ place: MetricPlace) -> any MetricCounter
}

extension MetricMachinery {
  var needsNumbers: Bool { true }
}

/// Where a metric is computed.
struct MetricPlace {
  let target: DataInterface.Target
  /// How many outputs the model has.
  let width: Int
  /// The link of the model's loss.
  let link: Activation?
  /// Above which the only output of two classes says the second.
  let threshold: Float
  /// The most samples in a batch.
  let capacity: Int
}

/// What a metric adds up over the samples: whole numbers or sums, so that an epoch's value does not depend on how it was cut into
/// batches, and can be continued after an interruption.
protocol MetricCounter {
  /// How many numbers it adds up.
  var count: Int { get }
  /// Adds a batch whose answers are known to `sums` [count].
  func add(_ batch: ScoredBatch, to sums: UnsafeMutablePointer<Double>)
  func value(of sums: UnsafePointer<Double>, samples: Int) -> Double
}

extension MetricSpec {
  var machinery: any MetricMachinery { construct.machinery() }
}

/// a ÷ b, and 0 for b = 0.
func ratio(_ a: Double, _ b: Double) -> Double { b == 0 ? 0 : a / b }
