/// The points of one line, from left to right, or of several lines of the same look.
public struct Series: Sendable {
  public struct Point: Equatable, Sendable {
    public var x: Double
    public var y: Double
    /// From the smallest to the largest of the values of which `y` is the mean.
    public var spread: ClosedRange<Double>?

    public init(x: Double, y: Double, spread: ClosedRange<Double>? = nil) {
      self.x = x
      self.y = y
      self.spread = spread
    }
  }

  public var name: String
  public var points: [Point]
  /// Which of the looks it has; the same thing looks the same in all drawings on a page.
  public var look: Int
  /// Whether a line joins the points.
  public var isJoined: Bool
  /// Where each of several lines ends; nil for one line.
  private var ends: [Int]?

  public init(_ name: String, _ points: [Point], look: Int, isJoined: Bool = true) {
    self.name = name
    self.points = points.filter { $0.x.isFinite && $0.y.isFinite }
    self.look = look
    self.isJoined = isJoined
  }

  /// How many series a reader can tell apart.
  public static let looks = 8

  static let dashes = ["", "7 4", "2 3", "10 3 2 3", "12 4", "4 3", "1 3", "8 3 2 3 2 3"]

  /// Several lines, which one place in a legend stands for.
  public init(_ name: String, lines: [[Point]], look: Int) {
    let lines = lines.map { $0.filter { $0.x.isFinite && $0.y.isFinite } }.filter { !$0.isEmpty }
    self.init(name, lines.flatMap(\.self), look: look)
    ends = lines.reduce(into: []) { $0.append(($0.last ?? 0) + $1.count) }
  }

  /// Each of the lines, as indices of points.
  var lines: [Range<Int>] {
    guard let ends else { return [points.indices] }
    return zip([0] + ends, ends).map { $0..<$1 }
  }

  var line: Look { .line(look % Self.looks) }
  var marker: Look { .marker(look % Self.looks) }

  /// Each look has a shape of its own.
  func drawMarker(_ x: Double, _ y: Double, in markup: inout Markup) {
    func path(_ points: [(Double, Double)]) {
      let corners = points.map { "\(coordinate(x + $0.0)) \(coordinate(y + $0.1))" }
      markup.add("path", marker, ["d": "M" + corners.joined(separator: "L") + "Z"])
    }
    switch look % Self.looks {
    case 0, 5: markup.add("circle", marker, ["cx": coordinate(x), "cy": coordinate(y), "r": "3.5"])
    case 1: path([(-3.5, -3.5), (3.5, -3.5), (3.5, 3.5), (-3.5, 3.5)])
    case 2: path([(0, -5), (5, 0), (0, 5), (-5, 0)])
    case 3: path([(0, -4.5), (4.5, 3.5), (-4.5, 3.5)])
    case 4: path([(0, 4.5), (4.5, -3.5), (-4.5, -3.5)])
    case 6: path([(-3, -3), (3, -3), (3, 3), (-3, 3)])
    default: path([(0, -5), (5, 0), (0, 5), (-5, 0)])
    }
  }
}
