import Results
import Text

extension PlannedSweep {
  package init(_ sweep: Sweep, overrides: [String]) {
    let words = ["runner", "sweep", sweep.target] + overrides.flatMap { ["--set", $0] }
    self.init(
      name: sweep.name, rankBy: sweep.rankBy, command: words.map(shellWord).joined(separator: " "),
      runs: sweep.runs.map { Run(name: $0.name, spec: $0.experiment.conditions.spec) })
  }
}
