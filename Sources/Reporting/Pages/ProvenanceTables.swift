import Records
import Text

/// Where results come from: what they are a function of, and when and where they were computed.
struct ProvenanceTables {
  private let runs: [ReportedRun]

  init(_ runs: [ReportedRun]) { self.runs = runs }

  /// What the numbers are a function of.
  var weights: PageTable {
    PageTable(
      "The trained weights: the same spec, data and numerics version give the same hash on every x86-64 machine",
      corner: "run",
      columns: [
        .init("numerics version"), .init("SHA-256 of the weights", .code),
      ],
      rows: runs.map { run in
        (run.title, [String(run.summary.numericsVersion), run.summary.weightsHash ?? "none: the run diverged"])
      })
  }

  /// A table for each data set.
  var data: [PageTable] {
    var sets: [DataSummary] = []
    for run in runs where !sets.contains(where: { $0.files == run.summary.data.files }) {
      sets.append(run.summary.data)
    }
    return sets.map { data in
      PageTable(
        "Data: \(data.dataset), the files' bytes decompressed", corner: "file", titles: .prose,
        columns: [.init("SHA-256", .code)],
        rows: data.files.map { ($0.name, [$0.sha256]) })
    }
  }

  /// Seconds and the machine, on which no result depends. nil if no run has these files, as in a fresh clone.
  var times: PageTable? {
    guard runs.contains(where: { $0.timing != nil || $0.environment != nil }) else { return nil }
    let kind = runs.map(\.summary).sampleKind
    let rows = runs.map { run in
      let timing = run.timing
      return (
        title: run.title,
        cells: [
          timing.map { fixed($0.seconds, decimals: 1) } ?? "–",
          timing.map { fixed($0.millisecondsPerStep, decimals: 2) } ?? "–",
          timing.map { grouped(Int($0.samplesPerSecond)) } ?? "–",
        ] + Self.environmentKeys.map { run.environment?[$0.key]?.word ?? "–" }
      )
    }
    let columns = ["training time (s)", "ms a step", "\(kind.plural) a second"].map { PageTable.Column($0) }
    let table = PageTable(
      "Time and place: no result depends on them. Steps and \(kind.plural) are the median epoch's", corner: "run",
      columns: columns + Self.environmentKeys.map { .init($0.title, .word) }, rows: rows)
    return runs.count <= 4 ? table.transposed() : table
  }

  /// The command that would measure the times of the runs that lack them.
  var missing: [String] {
    runs.filter { $0.timing == nil }.map { run in
      "The time that \(run.title) took needs \(run.paths.timing), which is not committed: \(run.nextStep)."
    }
  }

  private static let environmentKeys = [
    ("date", "date"), ("runner_version", "runner"), ("cpu", "processor"), ("threads", "threads"),
    ("instruction_set", "instruction set"), ("operating_system", "system"), ("spec_file", "spec"),
  ].map { (key: $0.0, title: $0.1) }
}

extension JSONValue {
  /// A leaf as a cell shows it.
  fileprivate var word: String? {
    switch self {
    case .string(let text): text
    case .number(let digits): digits
    default: nil
    }
  }
}
