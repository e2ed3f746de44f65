import Reporting
import Text

/// What `validate` says as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0), in which services for code review take findings.
extension SpecVerdict {
  /// - Parameter version: the program's.
  package static func sarif(_ verdicts: [SpecVerdict], version: String) -> JSONValue {
    let rules = Rule.allCases.map { rule in
      JSONValue.object([
        .init("id", .string(rule.rawValue)), .init("shortDescription", text(rule.description)),
        .init("defaultConfiguration", .object([.init("level", .string(rule.level))])),
      ])
    }
    let driver = JSONValue.object([
      .init("name", .string("runner")), .init("version", .string(version)), .init("rules", .list(rules)),
    ])
    let run = JSONValue.object([
      .init("tool", .object([.init("driver", driver)])), .init("columnKind", .string("unicodeCodePoints")),
      .init("results", .list(verdicts.flatMap(\.sarifResults))),
    ])
    return .object([
      .init("$schema", .string("https://json.schemastore.org/sarif-2.1.0.json")), .init("version", .string("2.1.0")),
      .init("runs", .list([run])),
    ])
  }

  /// What a finding is about.
  private enum Rule: String, CaseIterable {
    case invalidSpec = "invalid-spec"
    case missingFile = "missing-file"
    case doubtfulSpec = "doubtful-spec"
    case remark

    var level: String {
      switch self {
      case .invalidSpec, .missingFile: "error"
      case .doubtfulSpec: "warning"
      case .remark: "note"
      }
    }

    var description: String {
      switch self {
      case .invalidSpec: "The spec cannot be trained"
      case .missingFile: "A file that is named is not there, or cannot be read"
      case .doubtfulSpec: "The spec can be trained, but may not be what is meant"
      case .remark: "What to know about the spec"
      }
    }
  }

  private var sarifResults: [JSONValue] {
    events.map { event in
      let rule: Rule =
        switch event.kind {
        case .warning: .doubtfulSpec
        case .note: .remark
        default: failure?.status == .invalidSpec ? .invalidSpec : .missingFile
        }
      let hint = event.text("hint").map { "; " + $0 } ?? ""
      let path = event.text("path").map { $0 + ": " } ?? ""
      let index = Rule.allCases.firstIndex(of: rule) ?? 0
      return .object([
        .init("ruleId", .string(rule.rawValue)), .init("ruleIndex", .integer(index)),
        .init("level", .string(rule.level)),
        .init("message", Self.text(path + (event.text("message") ?? "") + hint)),
        .init("locations", .list([location(event)])),
      ])
    }
  }

  /// In the file that the finding is in; `--set` and the standard input are no files, but a place all the same.
  private func location(_ event: ProgressEvent) -> JSONValue {
    let artifact = JSONValue.object([.init("uri", .string(uriReference(event.text("file") ?? file)))])
    var physical = [JSONValue.Member("artifactLocation", artifact)]
    if let line = event.integer("line"), let column = event.integer("column") {
      let region = JSONValue.object([.init("startLine", .integer(line)), .init("startColumn", .integer(column))])
      physical.append(.init("region", region))
    }
    var members = [JSONValue.Member("physicalLocation", .object(physical))]
    if let path = event.text("path") {
      members.append(
        .init("logicalLocations", .list([.object([.init("fullyQualifiedName", .string(path))])])))
    }
    return .object(members)
  }

  private static func text(_ words: String) -> JSONValue { .object([.init("text", .string(words))]) }
}
