import ArgumentParser
import ExperimentSpec
import Files
import Runs
import Sweeps

struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Checks specs and sweeps and reports every problem in every file, without training.",
    usage: "runner validate <spec> ... [<options>]",
    discussion: """
      Checks the keys and values, that the layers fit together, and that data and initial weights are there; of a sweep \
      all of its combinations, and of a folder each of its files.

      EXAMPLES:
        runner validate experiments/*.yaml
        runner validate experiments/ --json
        runner validate experiments/ --sarif > findings.sarif
        runner validate experiments/dense.yaml --set batch_size=64
        sed s/0.01/0.1/ spec.yaml | runner validate -
      """)

  @Argument(
    help: "YAML files, each an experiment or a sweep, and folders of such files; - is stdin.", completion: .spec)
  var spec: [String]

  @Flag(help: "Print a JSON document about all files instead of words; Documentation/validate-json.md describes it.")
  var json = false

  @Flag(help: "Print SARIF 2.1.0 instead of words, for services that show findings beside the lines of a change.")
  var sarif = false

  @OptionGroup var options: SpecOptions
  @OptionGroup var quiet: QuietOptions
  @OptionGroup(visibility: .hidden) var results: ResultsOptions
  @OptionGroup(visibility: .hidden) var threads: ThreadOptions
  @OptionGroup(visibility: .hidden) var progress: ProgressStyleOptions

  func validate() throws {
    if json && sarif { throw ValidationError("--json and --sarif: one of them at a time.") }
  }

  private var isDocument: Bool { json || sarif }

  func run() throws {
    var reader = try ExperimentReader(options)
    var verdicts: [SpecVerdict] = []
    for path in spec {
      for verdict in try reader.verdicts(on: path) {
        verdicts.append(verdict)
        guard !isDocument, !quiet.isQuiet, let words = verdict.words else { continue }
        try console.print(words + "\n")
        console.warn(verdict.warnings, of: verdict.name)
      }
    }
    if !isDocument, !quiet.isQuiet { console.note(about: verdicts.flatMap(\.experiments)) }
    let others = spec.flatMap(SweepLoader.foldersOfSpecs).filter { !spec.map(withoutSlash).contains($0) }
    if !others.isEmpty {
      console.note("note: not checked, because a folder stands for its own files: \(others.joined(separator: ", "))")
    }
    if json { try console.print(SpecVerdict.document(verdicts).text) }
    if sarif { try console.print(SpecVerdict.sarif(verdicts, version: runnerVersion).text) }
    let failures = verdicts.compactMap(\.failure)
    guard !failures.isEmpty else { return }
    let failure = Failure(all: failures)
    throw isDocument ? Failure(failure.status, []) : failure
  }
}
