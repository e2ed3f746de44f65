import Foundation
import Records
import Testing

/// The page as a browser shows it: complete, without console messages, nothing overlapping.
@Suite struct ReportBrowserTests {
  let here = Workspace()

  init() throws {
    try here.write(tiny, to: "tiny.yaml")
    // One that lowers its rate, ends early, and saves an earlier epoch.
    try here.write(
      """
      extends: tiny.yaml
      name: stopped
      epochs: 40
      callbacks:
        - early_stopping: {patience: 4, restore_best_weights: true}
        - reduce_lr_on_plateau: {patience: 1}
        - model_checkpoint: {monitor: val_accuracy}

      """, to: "stopped.yaml")
  }

  @Test(.disabled(if: Browser.isMissing, "no Chromium here")) func nothingOverlapsAtEitherWidth() throws {
    let trained = try here.shell(
      "for seed in 1 2; do \"$RUNNER\" tiny.yaml --set seed=$seed --set name=tiny-$seed --quiet; done; "
        + "\"$RUNNER\" stopped.yaml --quiet; "
        + "\"$RUNNER\" tiny.yaml --set name=boom --set 'optimizer={sgd: {learning_rate: 1e30}}' --quiet")
    #expect(trained.status == 1 && trained.stdout.isEmpty)
    try writeSweeps()
    let outcome = try here.run("report")
    #expect(outcome.status == 0)
    let page = try here.read("results/report.html")
    #expect(page.utf8.count < 3_000_000)
    #expect(page.contains("early_stopping ended the run") && page.contains("stopped: learning rate"))
    try expectSelfContained(page)

    let measurements = try Browser.measure(page, widths: [1280, 390], in: here)
    #expect(measurements.map(\.width) == [390, 1280])
    for measurement in measurements {
      #expect(measurement.overflow == 0)
      #expect(measurement.overlaps == [])
      #expect(measurement.cut == [])
      #expect(measurement.errors == [])
      #expect(measurement.requests == [])
      #expect(measurement.pictures > 20)
      #expect(measurement.smallestText >= 10)
      #expect(measurement.wideNetworks == [])
    }
    #expect(measurements.last?.wide == [])
    // Columns that would not fit beside the first ones are shown below them.
    for title in ["training loss", "validation accuracy", "test accuracy", "test errors"] {
      #expect(page.matches(of: try Regex("<th scope=\"col\" class=\"number\">\(title)</th>")).count >= 3, "\(title)")
    }
    let log = try Browser.open("results/report.html", in: here)
    #expect(log.status == 0)
    #expect(log.stdout.contains("<h1>Results</h1>"))
    #expect(log.stderr.split(separator: "\n").filter { $0.contains(":CONSOLE") } == [])
  }

  /// On a telephone and on a screen: words as large as they were drawn, and what is too wide scrolls within its own frame.
  @Test(.disabled(if: Browser.isMissing, "no Chromium here")) func networksAreReadOnATelephone() throws {
    let body =
      "dataset: {name: mnist, train_limit: 20, test_limit: 20}\noptimizer: sgd\nloss: categorical_crossentropy\n"
      + "batch_size: 10\nepochs: 1\nlayer_defaults: {conv2d: {kernel_size: 3, padding: same}}\nlayers:\n"
    let head = "  - global_average_pooling2d\n  - dense: {units: 10, activation: softmax}\n"
    let stacks = [
      "residual": """
        - conv2d: {filters: 16, strides: 4}
        - repeat: {times: 3, layers: [{residual: [{conv2d: 16}, batch_normalization, {activation: relu}, {conv2d: 16}]}]}
        - residual:
            shortcut: [{conv2d: {filters: 32, kernel_size: 1, strides: 2}}]
            layers: [{conv2d: {filters: 32, strides: 2}}, batch_normalization, {activation: relu}, {conv2d: 32}, batch_normalization]
      """,
      "inception": """
        - conv2d: {filters: 4, strides: 4}
        - concatenate:
            1x1: [{conv2d: {filters: 64, kernel_size: 1, activation: relu}}]
            3x3: [{conv2d: {filters: 96, kernel_size: 1, activation: relu}}, {conv2d: 128}]
            5x5: [{conv2d: {filters: 16, kernel_size: 1, activation: relu}}, {conv2d: {filters: 32, kernel_size: 5}}]
            pool: [{max_pooling2d: {pool_size: 3, strides: 1, padding: same}}, {conv2d: {filters: 32, kernel_size: 1}}]
      """,
      "nested": """
        - conv2d: {filters: 2, strides: 7}
        - residual: [repeat: {times: 2, layers: [residual: [multiply: {signal: [], gate: [residual: [residual: [activation: tanh]]]}]]}]
      """,
    ]
    for (name, layers) in stacks {
      try here.write("name: \(name)\n" + body + layers + "\n" + head, to: "\(name).yaml")
    }
    let trained = try here.run("residual.yaml", "inception.yaml", "nested.yaml", "--quiet")
    #expect(trained.status == 0, "\(trained.stderr)")
    let page = try here.read("results/report.html")
    #expect(page.matches(of: /<figure class="network"/).count == 3)
    let measurements = try Browser.measure(page, widths: [360, 1280], in: here)
    #expect(measurements.map(\.width) == [360, 1280])
    for measurement in measurements {
      #expect(measurement.overflow == 0 && measurement.networkText == 12)
      #expect(measurement.overlaps == [] && measurement.cut == [])
    }
    #expect(measurements.map(\.wideNetworks) == [["inception: network"], []])
  }

  /// The only addresses are within the page or embedded pictures; a policy would refuse any other.
  private func expectSelfContained(_ page: String) throws {
    #expect(page.contains("content=\"default-src &#39;none&#39;") || page.contains("content=\"default-src 'none'; "))
    #expect(!page.contains("<script"))
    #expect(!page.contains("://"))
    for match in page.matches(of: /(?:href|src)="([^"]*)"/) {
      #expect(match.1.hasPrefix("#") || match.1.hasPrefix("data:image/png;base64,"))
    }
    for match in page.matches(of: /url\(([^)]*)\)/) { Issue.record("an address in a style: \(match.1)") }
  }

  /// Sweeps of each kind, made from one run's summary: a number with seeds, a grid, names, with diverged and missing
  /// runs.
  private func writeSweeps() throws {
    let text = try here.read("results/tiny-1.json")
    let diverged = try RunSummary(text: here.read("results/boom.json"))
    func run(_ name: String, score: Int, _ changes: [(String, String)]) throws -> RunSummary {
      var changed = text.replacing("\"name\": \"tiny-1\"", with: "\"name\": \"\(name)\"")
      for (old, new) in changes {
        #expect(changed.contains(old))
        changed = changed.replacing(old, with: new)
      }
      var summary = try RunSummary(text: changed)
      for epoch in summary.history.indices {
        summary.history[epoch].validation?.metrics[0] = 0.9 + Float(score % 17) / 1000
      }
      return summary
    }
    func batch(_ size: Int) -> (String, String) { ("\"batch_size\": 64", "\"batch_size\": \(size)") }
    func rate(_ rate: String) -> (String, String) {
      ("\"learning_rate\": 0.001, \"beta", "\"learning_rate\": \(rate), \"beta")
    }
    func seed(_ seed: Int) -> (String, String) { ("\"seed\": 1", "\"seed\": \(seed)") }

    let seeds = try [32, 100, 1000].flatMap { size in
      try (1...3).map { try run("b\(size)-\($0)", score: size + 5 * $0, [batch(size), seed($0)]) }
    }
    let grid = try [32, 100, 1000].flatMap { size in
      try ["0.0001", "0.001", "0.01"].map { try run("b\(size)-\($0)", score: size, [batch(size), rate($0)]) }
    }
    let names = try (0..<30).map { index in
      try run(
        "a-name-that-is-as-long-as-names-of-a-sweep-become-\(index)", score: index,
        [
          ("\"padding\": \"valid\"", index.isMultiple(of: 2) ? "\"padding\": \"same\"" : "\"padding\": \"valid\""),
          seed(7), batch(32 + index / 2), rate("0.0\(index + 1)"),
        ])
    }
    let sweeps = [
      SweepSummary(name: "seeds", rankBy: "val_accuracy", runs: seeds, missing: ["b2000-1"]),
      SweepSummary(name: "grid", rankBy: "val_accuracy", runs: grid),
      SweepSummary(name: "names", rankBy: "val_accuracy", runs: names + [diverged]),
    ]
    for sweep in sweeps { try sweep.save(in: here.path + "/results") }
  }
}
