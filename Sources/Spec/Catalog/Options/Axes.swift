/// The axis of a layer that has only one, as Keras counts it: the last.
public struct LastAxis: OptionValue {
  public static let form = ValueForm.integer(-1 ... -1)

  public init() {}

  public init?(_ config: ConfigValue) {
    guard config == .integer(-1) else { return nil }
  }

  public var config: ConfigValue { .integer(-1) }
}
