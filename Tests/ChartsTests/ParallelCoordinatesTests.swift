import Charts
import Testing

@Suite struct ParallelCoordinatesTests {
  private func picture(_ lines: [[Double?]]) -> String {
    let chart = ParallelCoordinates(
      title: "trials", axes: [Axis("rate"), Axis("momentum"), Axis("accuracy")], series: [Series("all", [], look: 0)],
      lines: lines.map { ParallelCoordinates.Line($0, series: 0) }, description: "")
    return chart.picture.file
  }

  /// The heights of a path's points.
  private func heights(_ path: Substring) -> [Double] {
    path.split { "ML".contains($0) }.compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }
  }

  @Test func aLineWithoutAValuePassesBelowItsAxis() throws {
    let text = picture([[0, 0.2, 1], [1, nil, 0]])
    let paths = text.matches(of: /d="(M[^"VH]*)"/).map(\.1)
    try #require(paths.count == 2)
    let (known, unknown) = (heights(paths[0]), heights(paths[1]))
    #expect(unknown[1] > known[1] && unknown[1] == unknown[2])
    #expect(text.contains(">none, "))
    #expect(!picture([[0, 0.2, 1], [1, 0.4, 0]]).contains(">none"))
  }
}
