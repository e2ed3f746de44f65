import ArgumentParser
import Glibc
import Reporting
import Runs
import Text

struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Shows runs and sweeps while they are trained, on this machine or on a cluster.",
    usage: "runner watch [<result> ...] [<options>]",
    discussion: """
      Reads the files that a training writes after each epoch, once a second, until all runs have ended. It can be started \
      and stopped at will, in another terminal or on another machine that sees the folder: it takes no lock, listens to \
      nothing and changes nothing.

      EXAMPLES:
        runner watch
        runner watch batchsizes
        runner watch --once
      """)

  @Argument(help: "Runs and sweeps. (default: all that are unfinished)", completion: .result)
  var result: [String] = []

  @Flag(help: "Show the state now and end, as into a file or a pipe.")
  var once = false

  @OptionGroup var results: ResultsOptions
  @OptionGroup(visibility: .hidden) var unused: UnusedOptions

  func run() throws {
    let watched = try WatchedResults(result, results.folder)
    guard !once, console.isInteractive else {
      return try console.print(WatchReport(watched.runs).text(height: nil))
    }
    var drawn = 0
    while true {
      let report = WatchReport(watched.runs)
      let text = report.text(height: console.height)
      console.redraw((drawn > 0 ? "\u{1B}[\(drawn)A\u{1B}[J" : "") + visible(text))
      if report.isFinished { return }
      drawn = text.count { $0 == "\n" }
      sleep(1)
    }
  }
}
