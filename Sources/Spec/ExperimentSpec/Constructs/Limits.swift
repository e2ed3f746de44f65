/// What a spec may ask for at most: far above any sensible use, far below an overflow.
enum Limits {
  static let layers = 1000
  static let units = 1 << 20
  static let window = 1024
  static let epochs = 1_000_000
  static let batchSize = 1 << 24
  static let images = 1_000_000_000
}
