import Foundation
import Testing

/// Documentation/tutorials: whoever types their commands sees what they show.
@Suite struct TutorialTests {
  private static let root = #filePath.dropLast("Tests/RunnerTests/TutorialTests.swift".count)

  /// - Parameter isClone: whether it begins in a clone of the repository, not in an empty folder.
  @Test(arguments: [("student", false), ("teacher", false), ("researcher", true), ("engineer", true)])
  func everyTranscriptIsWhatTheProgramPrints(_ name: String, isClone: Bool) throws {
    let tutorial = Tutorial(
      try String(contentsOfFile: Self.root + "Documentation/tutorials/\(name).md", encoding: .utf8))
    let here = Workspace()
    if isClone {
      // What the folder of the tests themselves has beside the committed results does not count.
      for name in ["experiments", "results/penguins.json", "results/penguins.csv"] {
        let place = URL(fileURLWithPath: here.path + "/" + name)
        try FileManager.default.createDirectory(
          at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: Self.root + name, toPath: place.path)
      }
    }
    var count = 0
    for part in tutorial.parts {
      switch part {
      case .file(let name, let text): try here.write(text, to: name)
      case .command(let command, let shown, let line):
        let printed = try here.terminal(command)
        #expect(try shows(shown, printed), "line \(line): \(command)\n\(printed)")
        count += 1
      }
    }
    #expect(count >= 5)
  }

  @Test func aWrongDigitIsSeen() throws {
    #expect(try shows("a 0.98\n…\nend 1.5s\n", "a 0.98\nb\nc\nend 12.0s\n"))
    #expect(try shows("a 0.98\n…\nend 1.5s\n", "a 0.98\nend 12.0s\n"))
    #expect(try !shows("a 0.98\n…\nend\n", "a 0.99\nb\nend\n"))
    #expect(try !shows("a 0.98\n", "a 0.98\nb\n"))
    #expect(try shows("name  seconds\na     12.0\n", "name  seconds\na         3.4\n"))
    #expect(try !shows("name  errors\na     12\n", "name  errors\na     13\n"))
  }
}

/// The commands of a page, each with what it shows, and the files that the page has its reader save.
private struct Tutorial {
  enum Part {
    case file(String, String)
    /// - Parameter line: of the page.
    case command(String, shown: String, line: Int)
  }

  private(set) var parts: [Part] = []

  init(_ page: String) {
    let lines = page.components(separatedBy: "\n")
    var start = lines.startIndex
    while let open = lines[start...].firstIndex(where: { $0.hasPrefix("```") }),
      let close = lines[(open + 1)...].firstIndex(of: "```")
    {
      let body = Array(lines[(open + 1)..<close])
      if lines[open] == "```console" {
        add(commands: body, after: open + 1)
      } else if let words = lines[..<open].last(where: { !$0.isEmpty }),
        let name = words.firstMatch(of: /[Ss]ave this as (\S+):$/)?.1
      {
        parts.append(.file(String(name), body.joined(separator: "\n") + "\n"))
      }
      start = close + 1
    }
  }

  private mutating func add(commands lines: [String], after line: Int) {
    let starts = lines.indices.filter { lines[$0].hasPrefix("$ ") }
    for (start, end) in zip(starts, starts.dropFirst() + [lines.endIndex]) {
      let shown = lines[(start + 1)..<end].map { $0 + "\n" }.joined()
      parts.append(.command(String(lines[start].dropFirst(2)), shown: shown, line: line + start + 1))
    }
  }
}

/// What differs from one machine or hour to the next becomes the same: times, dates, and the widths of columns that depend on them.
private func comparable(_ text: String) -> String {
  var lines = text.components(separatedBy: "\n").map { line in
    line.replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/, with: "DATE").replacing(
      /"seconds": [\d.]+/, with: "SECONDS"
    )
    .replacing(/(\d+(h|m) )?\d+(\.\d+)?(m?s|h|m)\b/, with: "TIME").replacing(/─+/, with: "─")
    .replacing(/\ +/, with: " ").trimmingCharacters(in: .whitespaces)
  }
  var isTimed = false
  for index in lines.indices {
    if lines[index].isEmpty { isTimed = false }
    if lines[index].hasPrefix("seconds ") { lines[index] = "seconds" }
    if isTimed { lines[index].replace(/\ [0-9.,]+$/, with: " TIME") }
    if lines[index].hasSuffix(" seconds") { isTimed = true }
  }
  return lines.joined(separator: "\n")
}

/// Whether a page shows what is printed. `…` on a line of its own stands for any lines, elsewhere for any text.
private func shows(_ page: String, _ printed: String) throws -> Bool {
  let escaped = NSRegularExpression.escapedPattern(for: comparable(page))
    .replacing(/(?m)^…\n/, with: "(?:.*\n)*?").replacing("…", with: ".*")
  let printed = comparable(printed)
  return try NSRegularExpression(pattern: "\\A\(escaped)\\z")
    .firstMatch(in: printed, range: NSRange(printed.startIndex..., in: printed)) != nil
}

extension Workspace {
  /// What a line shows on a terminal of 80 columns: its output, and its errors if it fails. Progress is left out.
  fileprivate func terminal(_ line: String) throws -> String {
    let folder = URL(fileURLWithPath: Self.runner).deletingLastPathComponent().path
    try write(
      "stty cols 80\n{ \(line); } 2>.errors\nstatus=$?\n[ $status = 0 ] || cat .errors\nexit $status\n", to: ".line")
    let outcome = try shell(
      "script --quiet --command 'sh .line' /dev/null </dev/null",
      environment: ["PATH": folder + ":/usr/bin:/bin", "NO_COLOR": "1", "TERM": "dumb"])
    return outcome.stdout.replacing("\r\n", with: "\n")
  }
}
