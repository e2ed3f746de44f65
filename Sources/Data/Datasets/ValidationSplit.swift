/// How many of the first samples are for training, and how many of the last are held out: Keras's rule.
public struct ValidationSplit: Equatable, Sendable {
  public let training: Int
  public let validation: Int

  init(training: Int, validation: Int) { (self.training, self.validation) = (training, validation) }

  public init(count: Int, fraction: Double) {
    // Keras: int(floor(count · (1 − validation_split))). At least one sample trains.
    training = count == 0 ? 0 : max(1, Int((Double(count) * (1 - fraction)).rounded(.down)))
    validation = count - training
  }
}
