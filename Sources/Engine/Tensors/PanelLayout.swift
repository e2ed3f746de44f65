/// A matrix stored in panels of 64 columns, one panel after another, each row-major:
///
///     element (row, column) is at panel · 64 · rows + row · width(of: panel) + column % 64, panel = column ÷ 64
///
/// A matrix product walks down a panel, which then reads memory in order; in rows of 512 or 1024 floats the same 64 columns
/// of all rows would share a few sets of each cache and evict each other. A matrix of up to 64 columns is a single panel,
/// and so row-major.
public struct PanelLayout: Equatable, Sendable {
  public static let panelWidth = 64
  public let rows: Int
  public let columns: Int

  public init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
  }

  public var count: Int { rows * columns }
  public var panels: Int { (columns + Self.panelWidth - 1) / Self.panelWidth }
  /// The panels whose width is 64.
  public var fullPanels: Int { columns / Self.panelWidth }

  /// The columns of a panel: 64, though the last panel may have fewer.
  public func width(of panel: Int) -> Int { min(Self.panelWidth, columns - panel * Self.panelWidth) }

  /// Where a panel begins.
  public func start(of panel: Int) -> Int { panel * Self.panelWidth * rows }

  /// Where `rows` of a panel are stored.
  public func range(of rows: Range<Int>, panel: Int) -> Range<Int> {
    let first = start(of: panel)
    let width = width(of: panel)
    return first + rows.lowerBound * width..<first + rows.upperBound * width
  }

  /// The stored elements in row-major order.
  public func rowMajor(_ storage: UnsafePointer<Float>) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { elements, initialized in
      forEachRun { matrix, stored, count in
        (elements.baseAddress! + matrix).initialize(from: storage + stored, count: count)  // a run is not empty
      }
      initialized = count
    }
  }

  /// Stores elements that are in row-major order.
  public func store(_ elements: UnsafePointer<Float>, _ storage: UnsafeMutablePointer<Float>) {
    forEachRun { matrix, stored, count in (storage + stored).update(from: elements + matrix, count: count) }
  }

  /// Copies those elements which are at `range` in row-major order.
  public func copy(
    _ range: Range<Int>, of storage: UnsafePointer<Float>, rowMajor elements: UnsafeMutablePointer<Float>
  ) {
    forEachRun(of: range) { index, stored, count in
      (elements + (index - range.lowerBound)).update(from: storage + stored, count: count)
    }
  }

  /// Calls `body` for elements at `range` in row-major order, as many at a time as are neighbours in storage, too.
  public func forEachRun(of range: Range<Int>, _ body: (_ index: Int, _ stored: Int, _ count: Int) -> Void) {
    var index = range.lowerBound
    while index < range.upperBound {
      let (row, column) = (index / columns, index % columns)
      let (panel, first) = (column / Self.panelWidth, column % Self.panelWidth)
      let count = min(range.upperBound - index, width(of: panel) - first)
      body(index, start(of: panel) + row * width(of: panel) + first, count)
      index += count
    }
  }

  /// Calls `body` for each row of each panel with its offset in row-major order, its offset in storage and its length.
  private func forEachRun(_ body: (_ matrix: Int, _ stored: Int, _ count: Int) -> Void) {
    for row in 0..<rows {
      for panel in 0..<panels {
        let width = width(of: panel)
        body(row * columns + panel * Self.panelWidth, start(of: panel) + row * width, width)
      }
    }
  }
}
