/// A command known from other programs.
package struct ForeignCommand {
  private let names: [String]
  /// The command here that does the same, or a whole line.
  private let line: String
  /// Printed before the line.
  private var reason = ""
  private var takesArguments = true

  package static func named(_ word: String) -> ForeignCommand? { all.first { $0.names.contains(word) } }

  /// - Parameter arguments: what was written after the word.
  package func advice(_ arguments: String) -> String {
    reason + "write: " + line + (takesArguments && !arguments.isEmpty ? " " + arguments : "")
  }

  private static let all = [
    ForeignCommand(names: ["train", "fit", "start"], line: "runner run"),
    ForeignCommand(
      names: ["resume", "continue"], line: "runner run",
      reason: "the same command goes on where a run was interrupted; "),
    ForeignCommand(names: ["eval", "test", "score"], line: "runner evaluate"),
    ForeignCommand(names: ["infer", "classify"], line: "runner predict"),
    ForeignCommand(names: ["plot", "plots", "chart", "charts", "html"], line: "runner report"),
    ForeignCommand(names: ["table", "results"], line: "runner compare"),
    ForeignCommand(names: ["check", "lint"], line: "runner validate"),
    ForeignCommand(names: ["show", "info", "describe", "model"], line: "runner summary"),
    ForeignCommand(names: ["grid", "search", "tune", "multirun"], line: "runner sweep"),
    ForeignCommand(names: ["reproduce"], line: "runner verify"),
    ForeignCommand(names: ["delete", "clean"], line: "runner remove"),
    ForeignCommand(names: ["version"], line: "runner --version", takesArguments: false),
    ForeignCommand(names: ["new", "create"], line: "runner init"),
  ]
}

/// For a key of the spec as an option of the command that writes one.
package let adviceOnKeysOfInit =
  "this is a key of the spec, which init writes; change it there, or with runner run SPEC --set KEY=VALUE."

/// Options known from other programs, and what to use here.
package let foreignOptions = [
  "config": "name the spec alone: runner run SPEC", "spec": "name the spec alone: runner run SPEC",
  "file": "name the spec alone: runner run SPEC",
  "resume": "an interrupted run goes on by itself: leave it out",
  "continue": "an interrupted run goes on by itself: leave it out",
  "force": "write --restart to start an interrupted run over",
  "overwrite": "write --restart to start an interrupted run over",
  "output": "write --results DIR for another folder of results",
  "out": "write --results DIR for another folder of results",
  "output-dir": "write --results DIR for another folder of results",
  "verbose": "write --progress plain for one line per epoch", "v": "write --version, or --progress plain",
  "silent": "write --quiet",
  "device": "all computing is done by the CPU: leave it out", "gpu": "all computing is done by the CPU: leave it out",
  "cpu": "all computing is done by the CPU: leave it out", "cuda": "all computing is done by the CPU: leave it out",
  "workers": "write --threads N", "cores": "write --threads N", "j": "write --threads N, or --jobs N for a sweep",
]
