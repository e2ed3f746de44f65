import Tensors
import Testing

struct PanelLayoutTests {
  @Test(arguments: [(1, 1), (3, 64), (3, 65), (2, 130), (5, 128), (0, 70)])
  func storesEachElementInItsPanel(_ shape: (rows: Int, columns: Int)) {
    let layout = PanelLayout(rows: shape.rows, columns: shape.columns)
    let elements = (0..<layout.count).map(Float.init)
    let storage = AlignedBuffer<Float>((0..<layout.count).map { _ in .nan })
    layout.store(elements, storage.pointer)
    for row in 0..<shape.rows {
      for column in 0..<shape.columns {
        let panel = column / 64
        let place = panel * 64 * shape.rows + row * min(64, shape.columns - panel * 64) + column % 64
        #expect(storage.pointer[place] == Float(row * shape.columns + column))
        #expect(layout.range(of: row..<row + 1, panel: panel).contains(place))
      }
    }
    #expect(layout.rowMajor(storage.readOnly) == elements)
    for first in stride(from: 0, to: layout.count, by: 29) {
      for last in stride(from: first, through: layout.count, by: 41) {
        let part = AlignedBuffer<Float>(last - first)
        layout.copy(first..<last, of: storage.readOnly, rowMajor: part.pointer)
        #expect(part.array == Array(elements[first..<last]))
      }
    }
  }

  @Test func upTo64ColumnsLieRowByRow() {
    let layout = PanelLayout(rows: 3, columns: 10)
    #expect((layout.panels, layout.fullPanels, layout.width(of: 0)) == (1, 0, 10))
    #expect(layout.range(of: 1..<3, panel: 0) == 10..<30)
  }

  @Test func theLastPanelMayBeNarrower() {
    let layout = PanelLayout(rows: 3, columns: 70)
    #expect((layout.panels, layout.fullPanels) == (2, 1))
    #expect((layout.width(of: 0), layout.width(of: 1), layout.start(of: 1)) == (64, 6, 192))
  }
}
