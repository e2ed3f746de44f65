import Foundation
import Testing

/// The pages in Documentation against the program's own help: commands, options and exit codes.
@Suite struct CommandPageTests {
  let here = Workspace()
  private static let folder = URL(fileURLWithPath: #filePath).appending(path: "../../../Documentation").standardized

  private static func page(_ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }

  /// The words of the list of commands in `runner --help`, such as `list, ls`.
  private func commands() throws -> [[String]] {
    let help = try here.run("--help").stdout
    let list = try #require(help.firstMatch(of: /SUBCOMMANDS:\n((?:  .*\n)+)/)).1
    return list.matches(of: /(?m)^  ([a-z]+(?:, [a-z]+)*)/).map { $0.1.split(separator: ", ").map(String.init) }
  }

  @Test func eachCommandHasARow() throws {
    let page = try Self.page("commands.md")
    let commands = try commands()
    #expect(commands.count > 10)
    for names in commands {
      #expect(page.contains("\n| `runner \(names[0])"), "\(names[0])")
      for name in names.dropFirst() { #expect(page.contains("(or `\(name)`)"), "\(name)") }
    }
  }

  @Test func eachOptionIsOnAPage() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { $0.hasSuffix(".md") }
    let pages = try names.map(Self.page).joined()
    for command in try commands().map({ $0[0] }) {
      for option in try here.run(command, "--help").stdout.matches(of: /(?m)^  (?:-[a-z], )?(--[a-z-]+)/).map(\.1) {
        #expect(pages.contains(try Regex("\(option)(?![a-z-])")), "\(command) \(option)")
      }
    }
  }

  @Test func theExitCodesAreThoseOfTheHelp() throws {
    let help = try here.run("--help").stdout
    let list = try #require(help.firstMatch(of: /EXIT CODES:\n((?:  .*\n)+)/)).1
    let page = try #require(try Self.page("commands.md").split(separator: "## Exit codes").last)
    let codes = page.matches(of: /(?m)^\| ([0-9, ]+) \|/).flatMap { $0.1.split(separator: ", ") }
    #expect(Set(codes) == Set(list.matches(of: /\b\d+\b/).map(\.output)))
  }
}
