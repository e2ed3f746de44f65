/// The most that a spec may ask for: far above any sensible use, far below an overflow.
public enum Limits {
  public static let layers = 1000
  public static let units = 1 << 20
  public static let window = 1024
  public static let steps = 1 << 40
  public static let epochs = 1_000_000
  public static let batchSize = 1 << 24
  public static let images = 1_000_000_000
  /// Texts in a list, such as names of columns.
  public static let listed = 10_000
}
