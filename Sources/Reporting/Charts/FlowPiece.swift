/// Parts of a flow chart that have found their places about a plumb line, x = 0, below y = 0.
struct FlowPiece {
  typealias Point = FlowLayout.Point

  /// How far it reaches to either side of the line.
  private(set) var left = 0.0
  private(set) var right = 0.0
  private(set) var height = 0.0
  var width: Double { left + right }
  private(set) var layout = FlowLayout()
  /// From (0, 0), where a line comes in, to the border of each box that reads the value.
  private var entries: [[Point]] = []
  /// On the lower border of the box whose value it is.
  private var exit = Point(x: 0, y: 0)

  /// Between two parts one below the other: room for an edge's tip.
  private static let gap = 14.0
  /// Between two branches.
  private static let columnGap = 10.0
  /// Within a frame.
  private static let inset = 10.0
  private static let captionHeight = 20.0
  /// From the line that leads to the branches to what they begin with, and there with names.
  private static let forkHeight = (bare: 14.0, labelled: 20.0)
  /// On either side of a branch that is a plain line.
  private static let lineMargin = 6.0
  /// From a line to its name.
  private static let labelGap = 5.0
  private static let widestLabel = 110.0

  // MARK: One below the other

  /// Boxes of a list are equally wide.
  init(list parts: [FlowChart.Part], _ available: Double) {
    let texts = parts.map { $0.box.map { FlowText($0, width: available) } }
    let width = zip(parts, texts).reduce(0) { $1.0.box?.kind == .round ? $0 : max($0, $1.1?.width ?? 0) }
    for (part, text) in zip(parts, texts) {
      switch part {
      case .box(let box):
        guard let text else { continue }
        append(FlowPiece(text, box.kind, width: box.kind == .round ? text.width : width))
      case .branches(let branches, let joint): append(FlowPiece(branches, joint, available))
      case .frame(let caption, let parts): append(FlowPiece(frame: caption, parts, available))
      }
    }
  }

  private init(_ text: FlowText, _ kind: FlowChart.Box.Kind, width: Double) {
    (left, right, height) = (width / 2, width / 2, text.height)
    add(text, kind, y: 0, width: width)
    entries = [[Point(x: 0, y: 0)]]
  }

  private init(frame caption: String, _ parts: [FlowChart.Part], _ available: Double) {
    let inner = FlowPiece(list: parts, available - 2 * Self.inset)
    left = inner.left + Self.inset
    right = Self.inset + max(inner.right, Self.labelGap + Style.width(of: caption).rounded(.up))
    height = Self.captionHeight + inner.height + Self.inset
    layout.frames = [
      FlowLayout.Frame(place: .init(x: -left, y: 0, width: left + right, height: height), caption: caption)
    ]
    layout.add(inner.layout, x: 0, y: Self.captionHeight)
    entries = inner.entries(x: 0, y: Self.captionHeight)
    exit = inner.exit.moved(x: 0, y: Self.captionHeight)
  }

  private mutating func append(_ piece: FlowPiece) {
    let top = entries.isEmpty ? 0 : height + Self.gap
    layout.add(piece.layout, x: 0, y: top)
    if entries.isEmpty {
      entries = piece.entries
    } else {
      for entry in piece.entries(x: 0, y: top) { layout.connect([exit] + entry) }
    }
    (left, right, height) = (max(left, piece.left), max(right, piece.right), top + piece.height)
    exit = piece.exit.moved(x: 0, y: top)
  }

  private func entries(x: Double, y: Double) -> [[Point]] { entries.map { $0.map { $0.moved(x: x, y: y) } } }

  /// A box about the line, of whose lower border the value comes.
  private mutating func add(_ text: FlowText, _ kind: FlowChart.Box.Kind, y: Double, width: Double) {
    layout.boxes.append(
      FlowLayout.Box(
        place: .init(x: -width / 2, y: y, width: width, height: text.height), kind: kind, lines: text.lines))
    exit = Point(x: 0, y: y + text.height)
  }

  // MARK: Side by side

  private init(_ branches: [FlowChart.Branch], _ joint: FlowChart.Box, _ available: Double) {
    let columns = Self.columns(branches, available)
    let centers = Self.centers(of: columns, straight: branches.map { !$0.parts.isEmpty })
    let top = branches.contains(where: \.isLabelled) ? Self.forkHeight.labelled : Self.forkHeight.bare
    let bottom = top + (columns.map(\.height).max() ?? 0) + Self.gap
    let text = FlowText(joint, width: available)
    let half = Self.halfWidth(of: text, centers)
    for (column, center) in zip(columns, centers) {
      left = max(left, column.left - center)
      right = max(right, column.right + center)
      layout.add(column.layout, x: center, y: top)
      let start = [Point(x: 0, y: 0), Point(x: center, y: 0)]
      let end = Self.way(from: center, to: half, top: bottom, height: text.height)
      if column.entries.isEmpty {
        entries.append(start + end)
      } else {
        entries += column.entries(x: center, y: top).map { start + $0 }
        layout.connect([column.exit.moved(x: center, y: top)] + end)
      }
    }
    for (branch, center) in zip(branches, centers) where branch.isLabelled {
      layout.labels.append(
        FlowLayout.Label(text: Self.label(branch).text, at: Point(x: center + Self.labelGap, y: Self.labelBaseline)))
    }
    (left, right, height) = (max(left, half), max(right, half), bottom + text.height)
    add(text, joint.kind, y: bottom, width: 2 * half)
  }

  /// Of a branch's name, below the line that leads to the branches.
  private static let labelBaseline = 13.0

  private static func label(_ branch: FlowChart.Branch) -> (text: String, width: Double) {
    FlowText.label(branch.name, widest: widestLabel)
  }

  /// The branches' lists, which share the width that plain lines leave.
  private static func columns(_ branches: [FlowChart.Branch], _ available: Double) -> [FlowPiece] {
    var lines: [FlowPiece] = branches.map { branch in
      var line = FlowPiece(list: [], 0)
      (line.left, line.right) = (lineMargin, lineMargin)
      if branch.isLabelled {
        line.right = max(line.right, labelGap + label(branch).width)
      }
      return line
    }
    let filled = branches.indices.filter { !branches[$0].parts.isEmpty }
    let plain = branches.indices.filter { branches[$0].parts.isEmpty }.reduce(0) {
      $0 + lines[$1].left + lines[$1].right
    }
    let room = available - plain - columnGap * Double(branches.count - 1)
    for index in filled {
      var list = FlowPiece(list: branches[index].parts, room / Double(filled.count))
      list.right = max(list.right, lines[index].right)
      lines[index] = list
    }
    return lines
  }

  /// The columns' lines beside the line that leads to them. That one goes straight on into the only branch with layers, or into one
  /// that is in the middle anyway.
  private static func centers(of columns: [FlowPiece], straight isFilled: [Bool]) -> [Double] {
    var centers: [Double] = []
    var end = -columnGap
    for column in columns {
      centers.append(end + columnGap + column.left)
      end += columnGap + column.left + column.right
    }
    let only = isFilled.count(where: \.self) == 1 ? isFilled.firstIndex(of: true).map { centers[$0] } : nil
    let axis = only ?? centers.first { ($0 - end / 2).magnitude < 20 } ?? (end / 2).rounded()
    return centers.map { $0 - axis }
  }

  // MARK: Into the joint

  /// Room for a tip beside a corner.
  private static let reach = 12.0

  /// Half of the joint's width. Lines come from above or from the side; where one could do neither, the joint is wider.
  private static func halfWidth(of text: FlowText, _ centers: [Double]) -> Double {
    centers.map(\.magnitude).sorted().reduce(text.width / 2) { half, center in
      center > half - reach && center < half + reach ? center + reach : half
    }
  }

  /// The rest of a line that comes down at `x`.
  private static func way(from x: Double, to half: Double, top: Double, height: Double) -> [Point] {
    if x.magnitude <= half - reach { return [Point(x: x, y: top)] }
    let middle = top + height / 2
    return [Point(x: x, y: middle), Point(x: x < 0 ? -half : half, y: middle)]
  }
}

extension FlowChart.Part {
  fileprivate var box: FlowChart.Box? { if case .box(let box) = self { box } else { nil } }
}
