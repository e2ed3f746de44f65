import Diagnostics
import Testing
import YAMLTree

/// YAML in which a `↓` on a line of its own marks the character below it that a problem must point at.
struct MarkedText {
  struct Position: Hashable {
    var line: Int
    var column: Int
  }

  var text = ""
  var positions: Set<Position> = []

  init(_ marked: String) {
    var lines: [Substring] = []
    for line in marked.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.contains("↓") {
        for (index, character) in line.enumerated() where character == "↓" {
          positions.insert(Position(line: lines.count + 1, column: index + 1))
        }
      } else {
        lines.append(line)
      }
    }
    text = lines.joined(separator: "\n")
  }
}

/// The problems of a text, rendered.
func problems(_ bytes: [UInt8]) -> (list: DiagnosticList?, rendered: String) {
  let collector = DiagnosticCollector()
  _ = parseYAML(SourceText(name: "spec.yaml", bytes: bytes), collector)
  do {
    try collector.throwIfAny()
    return (nil, "")
  } catch {
    let list = error as? DiagnosticList
    return (list, list?.description ?? "\(error)")
  }
}

func expect(_ marked: String, _ message: String, sourceLocation: SourceLocation = #_sourceLocation) {
  let marked = MarkedText(marked)
  let (list, rendered) = problems(Array(marked.text.utf8))
  #expect(rendered == message, sourceLocation: sourceLocation)
  let marks = (list?.diagnostics ?? []).compactMap(\.mark)
  let found = Set(marks.map { MarkedText.Position(line: $0.line, column: $0.column) })
  #expect(found == marked.positions, sourceLocation: sourceLocation)
}
