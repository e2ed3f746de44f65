import Files
import Records
import Reporting
import Results
import Text

/// A result and the earlier ones of its name: in git, and moved aside in `previous`.
package struct ResultHistory {
  /// The newest first.
  package let entries: [ResultAge]

  /// No result has been recorded nearly as often.
  private static let mostCommits = 500

  package init(_ argument: String, _ results: String) throws {
    let result = try RecordedResult(argument: argument, results)
    let paths = result.paths
    let recorded = String(decoding: try AtomicFile.read(paths.summary), as: UTF8.self)
    let committed = Self.commits(of: paths, argument)
    let now = ResultAge(
      argument: argument, time: result.endTime ?? committed.first { $0.text == recorded }?.age.time,
      summary: result.summary)
    // Of results that both have, git's name for it and the time of its training are told.
    let aside = Self.movedAside(paths, argument)
    var earlier = aside.filter { found in !committed.contains { $0.text == found.text } }
    for var commit in committed {
      commit.age.time = aside.first { $0.text == commit.text }?.age.time ?? commit.age.time
      if !earlier.contains(where: { $0.text == commit.text }) { earlier.append(commit) }
    }
    let ages = earlier.filter { $0.text != recorded }.map(\.age)
    // In their order where times are equal.
    let order = ages.indices.sorted { (ages[$1].time ?? .min, $0) < (ages[$0].time ?? .min, $1) }
    entries = [now] + order.map { ages[$0] }
  }

  private typealias Found = (text: String, age: ResultAge)

  /// The newest first.
  private static func commits(of paths: ResultPaths, _ argument: String) -> [Found] {
    let repository = GitRepository(folder: paths.root)
    let file = paths.name + ".json"
    let log = repository.answer("log", "-n", String(mostCommits), "--format=%h %ct", "--", "./" + file) ?? ""
    return log.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard words.count == 2, let text = repository.text(of: file, at: String(words[0])) else { return nil }
      return (
        text, ResultAge(argument: "\(argument)@\(words[0])", time: Int(words[1]), summary: try? RunSummary(text: text))
      )
    }
  }

  /// The last one that was moved aside first.
  private static func movedAside(_ paths: ResultPaths, _ argument: String) -> [Found] {
    let numbers = ((try? AtomicFile.names(in: paths.previous)) ?? []).compactMap(Int.init).sorted(by: >)
    return numbers.compactMap { number in
      let place = ResultPaths(root: "\(paths.previous)/\(number)", name: paths.name)
      guard let bytes = try? AtomicFile.read(place.summary) else { return nil }
      let text = String(decoding: bytes, as: UTF8.self)
      let summary = try? RunSummary(text: text)
      let time = summary.flatMap { RecordedResult(place, $0).endTime }
      return (text, ResultAge(argument: place.summary, time: time, summary: summary))
    }
  }
}

extension RecordedResult {
  /// In seconds since 1970; nil in a fresh clone.
  fileprivate var endTime: Int? {
    if case .string(let date)? = environment?["date"] { secondsSince1970(date) } else { nil }
  }
}
