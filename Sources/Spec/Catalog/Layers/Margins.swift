/// How many rows and columns there are around an image. A spec writes one number for all sides, one for both sides of each axis, or
/// one for each side.
public struct Margins: OptionValue {
  public var top: Int
  public var bottom: Int
  public var left: Int
  public var right: Int

  public init(top: Int, bottom: Int, left: Int, right: Int) {
    (self.top, self.bottom, self.left, self.right) = (top, bottom, left, right)
  }

  public init(_ all: Int) { self.init(top: all, bottom: all, left: all, right: all) }

  private static let side = ValueForm.integer(0...Limits.window)
  public static let form = ValueForm.either([
    side,
    .pair(
      of: .either([side, .pair(of: side, words: "[before, after]")]),
      words: "[height, width] or [[top, bottom], [left, right]]"),
  ])

  public init?(_ config: ConfigValue) {
    if case .integer(let all) = config {
      self.init(all)
    } else {
      guard case .list(let axes) = config, axes.count == 2, let rows = Self.sides(axes[0]),
        let columns = Self.sides(axes[1])
      else { return nil }
      self.init(top: rows.before, bottom: rows.after, left: columns.before, right: columns.after)
    }
  }

  private static func sides(_ axis: ConfigValue) -> (before: Int, after: Int)? {
    switch axis {
    case .integer(let both): return (both, both)
    case .list(let sides):
      guard sides.count == 2, case .integer(let before) = sides[0], case .integer(let after) = sides[1] else {
        return nil
      }
      return (before, after)
    default: return nil
    }
  }

  /// In the shortest way.
  public var config: ConfigValue {
    guard top == bottom, left == right else {
      return [[.integer(top), .integer(bottom)], [.integer(left), .integer(right)]]
    }
    return top == left ? .integer(top) : [.integer(top), .integer(left)]
  }
}
