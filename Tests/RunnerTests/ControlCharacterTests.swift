import Foundation
import Testing

/// Nothing in a file, a name or an argument reaches the terminal as a command.
struct ControlCharacterTests {
  let here = Workspace()
  private let spec = tiny.replacing("epochs: 2", with: "epochs: 1")

  private static let commands = ["\u{1B}[2J", "\u{7}", "\u{9B}31m", "\u{8}\u{8}", "\u{202E}", "\u{2066}", "\rok"]

  private func requireHarmless(_ outcome: Outcome, _ place: String) {
    let text = (outcome.stdout + outcome.stderr).unicodeScalars
    let isHarmless = text.allSatisfy { scalar in
      scalar == "\n" || scalar == "\t"
        || scalar.properties.generalCategory != .control && scalar.properties.generalCategory != .format
    }
    #expect(isHarmless, "\(place): \(outcome)")
  }

  @Test(arguments: commands)
  func aSpecsFileName(command: String) throws {
    let name = "a\(command)b.yaml"
    try here.write(spec, to: name)
    try here.write(spec + "nonsense: 1\n", to: "bad-" + name)
    for words in [
      ["validate", name], ["summary", name], ["run", name, "--progress", "plain"], ["run", name, "--progress", "json"],
      ["validate", "bad-" + name], ["run", "missing-" + name], ["compare", name, "x"], ["sweep", "missing-" + name],
      ["run", name, "--data", name], ["run", name, "--results", name, "--quiet"], ["run", name, "--" + command],
      ["predict", "tiny", name], ["run", name, "--set", command + "=1"],
    ] {
      requireHarmless(try here.shell("\"$RUNNER\" " + words.map { "'\($0)'" }.joined(separator: " ")), "\(words)")
    }
  }

  @Test func isShownWrittenOut() throws {
    let outcome = try here.run("run", "a\u{1B}[2J\u{202E}\nb.yaml", "--results", "r")
    #expect(outcome.stderr.hasPrefix(#"a\x1b[2J\u202e\nb.yaml: error: No such file or directory"#), "\(outcome.stderr)")
    let other = try here.run("evaluate", "x", "--data", "a\u{7}b")
    #expect(other.stderr.hasPrefix(#"error: --data a\x07b: there is no such folder"#), "\(other.stderr)")
  }

  /// A description may hold anything; tables, JSON and pages show it.
  @Test func textsOfASpecAndARecordedPath() throws {
    try here.write(
      spec.replacing("name: tiny\n", with: "name: tiny\ndescription: \"a\\e[2J\\a\\x9b b\"\n"), to: "tiny.yaml")
    requireHarmless(try here.run("tiny.yaml", "--progress", "json"), "run")
    requireHarmless(try here.run("tiny.yaml", "--progress", "plain", "--set", "name=two"), "run")
    for words in [
      ["compare"], ["compare", "--csv", "-"], ["compare", "--json", "-"], ["compare", "--markdown", "-"],
    ] {
      let outcome = try here.shell("\"$RUNNER\" " + words.joined(separator: " "))
      #expect(outcome.status == 0)
      requireHarmless(outcome, "\(words)")
    }
  }

  /// A file for a spreadsheet begins with its byte order mark and keeps its line ends, on stdout as on disk.
  @Test func aDocumentOnStdoutIsThatOfAFile() throws {
    try here.write(spec, to: "tiny.yaml")
    try here.run("tiny.yaml", "--quiet")
    try here.run("tiny.yaml", "--quiet", "--set", "name=two", "--set", "seed=2")
    let outcome = try here.shell(
      "\"$RUNNER\" compare --csv - --csv-dialect excel-eu >out && \"$RUNNER\" compare --csv file --csv-dialect excel-eu >table"
    )
    #expect(outcome.status == 0, "\(outcome)")
    let document = try here.bytes("file")
    #expect(document.starts(with: [0xEF, 0xBB, 0xBF]) && document.suffix(2) == [0x0D, 0x0A])
    #expect(try here.bytes("out").starts(with: document))
  }
}
