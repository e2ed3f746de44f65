import Foundation
import Testing

/// Whichever system call fails while files about several results are written: every file is the old or the new one, no
/// result is touched, and the same command writes the new files once the disk works again.
struct SummaryFaultTests {
  let here = Workspace()
  /// nil where faults cannot be injected.
  private let library: String?

  enum Summary: CaseIterable {
    case comparison, ranking, page

    var command: String {
      switch self {
      case .comparison: "run specs/a.yaml specs/b.yaml --quiet"
      case .ranking: "sweep specs --quiet"
      case .page: "report"
      }
    }

    var files: [String] {
      switch self {
      case .comparison: ["comparison.csv", "comparison.json"]
      case .ranking: ["specs.csv", "specs.json"]
      case .page: ["report.html"]
      }
    }

    /// Text that is in these files' paths and in no others.
    var mark: String {
      switch self {
      case .comparison: "comparison."
      case .ranking: "specs."
      case .page: "report.html"
      }
    }
  }

  /// `old`: the files after all commands. `new`: the files after them once a spec has been changed.
  init() throws {
    library = try FaultInjector.library(in: here)
    let spec = tiny.replacing("train_limit: 600, test_limit: 200", with: "train_limit: 120, test_limit: 40")
      .replacing("name: tiny\n", with: "").replacing("epochs: 2", with: "epochs: 1")
    try here.write(spec, to: "specs/a.yaml")
    for (copy, seed) in [("old", 2), ("new", 3)] {
      try here.write("extends: a.yaml\nseed: \(seed)\n", to: "specs/b.yaml")
      for summary in Summary.allCases { try #require(here.shell("\"$RUNNER\" \(summary.command)").status == 0) }
      try FileManager.default.copyItem(atPath: "\(here.path)/results", toPath: "\(here.path)/\(copy)")
    }
  }

  @Test(arguments: Summary.allCases)
  func isOldOrNewWhateverFails(_ summary: Summary) throws {
    for (calls, error) in [
      ("write", Fault.Error.noSpace), ("open", .noSpace), ("fsync", .inputOutput), ("rename", .noSpace),
    ] {
      var number = 1
      while try failCall(Fault(calls: calls, error: error, when: .at(number), name: summary.mark), summary) {
        number += 1
      }
      #expect(number > summary.files.count, "\(calls)")
      print("\(summary): \(calls), \(error): \(number - 1) calls failed, one at a time")
    }
  }

  /// Returns false if no call has failed.
  private func failCall(_ fault: Fault, _ summary: Summary) throws -> Bool {
    guard let library else { return false }
    try here.remove("results")
    try? here.remove("log")
    try FileManager.default.copyItem(atPath: "\(here.path)/new", toPath: "\(here.path)/results")
    for file in summary.files { try here.write(here.bytes("old/\(file)"), to: "results/\(file)") }
    let environment = fault.environment(library, folder: here.path + "/results", log: here.path + "/log")
    let outcome = try here.shell("\"$RUNNER\" \(summary.command)", environment: environment)
    let hasFailed = here.exists("log")
    let isSaid = outcome.stderr.contains("failed: \(fault.error.text)\n") && outcome.status == 74
    #expect(hasFailed ? isSaid : outcome.status == 0, "\(fault): \(outcome)")
    try requireWholeFiles(summary, "\(fault)")
    guard hasFailed else { return false }
    #expect(try here.shell("\"$RUNNER\" \(summary.command)").status == 0, "after \(fault)")
    for file in summary.files {
      #expect(try here.bytes("results/\(file)") == here.bytes("new/\(file)"), "after \(fault)")
    }
    return true
  }

  private func requireWholeFiles(_ summary: Summary, _ place: String) throws {
    for file in summary.files where here.exists("results/\(file)") {
      let bytes = try here.bytes("results/\(file)")
      #expect(try bytes == here.bytes("old/\(file)") || bytes == here.bytes("new/\(file)"), "\(place): \(file)")
    }
    for run in ["a", "b"] {
      for file in ["\(run).csv", "\(run).json", "specs/\(run).csv", "specs/\(run).json"] {
        #expect(try here.bytes("results/\(file)") == here.bytes("new/\(file)"), "\(place): \(file)")
      }
    }
    let names = FileManager.default.enumerator(atPath: here.path + "/results")?.compactMap { $0 as? String } ?? []
    #expect(!names.contains { $0.hasSuffix(".tmp") }, "\(place): \(names)")
  }

  /// Leftovers of a killed process are removed once they are too old to be another process's work.
  @Test func oldLeftoversAreRemoved() throws {
    for name in ["comparison.csv", "report.html"] {
      try here.write("half", to: "results/.\(name).runner-1-1.tmp")
      try here.write("half", to: "results/.\(name).runner-2-1.tmp")
    }
    #expect(try here.shell("touch -d '1 hour ago' results/.*.runner-1-1.tmp").status == 0)
    #expect(try here.run("sweep", "specs").status == 0)
    for name in ["comparison.csv", "report.html"] {
      #expect(!here.exists("results/.\(name).runner-1-1.tmp"))
      #expect(here.exists("results/.\(name).runner-2-1.tmp"))
    }
  }
}
