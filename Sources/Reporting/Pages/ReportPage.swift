import Statistics
import Catalog
import Charts
import Records
import Reporting
import Results
import Text

/// All results in a folder on one page, and the same pictures as files.
public struct ReportPage {
  /// What the top of the page says.
  public struct Heading: Sendable {
    public var title: String
    public var author: String?

    public init(title: String? = nil, author: String? = nil) {
      self.title = title ?? "Results"
      self.author = author
    }
  }

  private let heading: Heading
  let folder: String
  let isWhole: Bool
  let runs: [ReportedRun]
  let sweeps: [ReportedSweep]
  /// Runs and sweeps that were interrupted or are under way, a sentence each.
  private let unfinished: [String]
  /// Those of `runs` and of the sweeps' runs that are shown in full.
  let detailed: [ReportedRun]
  private let others: [ReportedRun]

  /// - Parameters:
  ///   - detailed: the names of those of `runs` that are shown in full; the others are in the tables.
  ///   - isWhole: whether the page shows everything in the folder.
  public init(
    folder: String, runs: [ReportedRun], sweeps: [ReportedSweep], unfinished: [String] = [], detailed: [String],
    isWhole: Bool, heading: Heading = Heading()
  ) {
    self.folder = folder
    self.isWhole = isWhole
    self.heading = heading
    self.runs = runs
    self.sweeps = sweeps
    self.unfinished = unfinished
    self.detailed = runs.filter { detailed.contains($0.title) } + sweeps.flatMap(\.detailed)
    others = runs.filter { !detailed.contains($0.title) }
  }

  public func html() throws -> String { try Templates.render(document) }

  // MARK: The page

  private var document: Document {
    var sections: [Section] = []
    if !runs.isEmpty { sections.append(comparison) }
    sections += sweeps.enumerated().map { SweepSection($1, id: "sweep-\($0 + 1)").section }
    if !unfinished.isEmpty {
      sections.append(Section(id: "unfinished", title: "Not finished", blocks: unfinished.map { .paragraph($0 + ".") }))
    }
    sections += [curves, data, predictions, models, specs, provenance].compactMap { $0 }
    let count = [
      runs.isEmpty ? nil : counted(runs.count, "run"), sweeps.isEmpty ? nil : counted(sweeps.count, "sweep"),
    ]
    .compactMap { $0 }.joined(separator: " and ")
    return Document(
      title: heading.title, author: heading.author,
      introduction: [
        "\(count.capitalizedFirst)\(isHere ? " in \(folder)/" : ""), as recorded in \(isHere ? "the JSON and CSV files there" : "their JSON and CSV files"). "
          + "Training and validation scores are those of the epoch named; training scores are running means over the epoch, as in "
          + "Keras, so they lag behind the model. The test set was used once for each run, after its last epoch."
      ],
      sections: sections,
      footer:
        "Made by runner report from \(isHere ? "the files in \(folder)/" : "their files"). It needs no network and no script."
    )
  }

  /// Whether all that the page shows is in the folder; results may be named wherever they are.
  private var isHere: Bool {
    (runs.map(\.paths) + sweeps.map(\.paths)).allSatisfy { $0.root == folder || $0.root.hasPrefix(folder + "/") }
  }

  private var comparison: Section {
    let named = distinctlyNamed
    let comparison = Comparison(named)
    let seconds = Dictionary(
      zip(named, runs).compactMap { summary, run in run.timing.map { (summary.name, $0.seconds) } },
      uniquingKeysWith: { first, _ in first })
    let verdicts = ComparisonReport(comparison).verdicts
    return Section(
      id: "comparison", title: runs.count > 1 ? "Comparison" : "The run",
      blocks: PageTables.comparison(comparison, seconds: seconds) + Block.sentences(verdicts)
        + [.paragraph(ChoosingWords.sentence(comparison.runs, rankBy: comparison.rankBy, isRanked: false))])
  }

  /// By their titles, if runs of several folders have one name.
  private var distinctlyNamed: [RunSummary] {
    guard Set(runs.map(\.summary.name)).count < runs.count else { return runs.map(\.summary) }
    return runs.map { run in
      var summary = run.summary
      summary.name = run.title
      return summary
    }
  }

  private var curves: Section? {
    guard !detailed.isEmpty else { return nil }
    var blocks: [Block] = []
    if runs.count > 1 {
      blocks += [.heading("All runs")] + LearningCurves.overlay(ownRuns, id: "all-curves")
    }
    for (index, run) in detailed.enumerated() {
      blocks.append(.heading(run.title))
      blocks += run.summary.specDescription.map { [.paragraph($0)] } ?? []
      blocks += run.ending.map { [.paragraph($0)] } ?? []
      blocks += OverfittingWords(run.summary).sentences.map(Block.paragraph)
      if !run.summary.history.isEmpty { blocks.append(.figures(LearningCurves.single(run), id: "curves-\(index + 1)")) }
    }
    if let note = leftOut { blocks.append(.paragraph(note)) }
    return Section(id: "curves", title: "Learning curves", blocks: blocks)
  }

  /// The runs that don't belong to a sweep, those shown in full first.
  var ownRuns: [(title: String, summary: RunSummary)] {
    let titles = Set(runs.map(\.title))
    return (detailed.filter { titles.contains($0.title) } + others).map { ($0.title, $0.summary) }
  }

  /// What is not shown in full, and how to show it.
  private var leftOut: String? {
    let shown = detailed.map(\.paths)
    let swept = sweeps.flatMap { sweep in
      sweep.summary.runs.map { ResultPaths(in: sweep.paths, run: $0.name) }
        .filter { !shown.contains($0) }.map { "\(sweep.summary.name)/\($0.name)" }
    }
    let others = self.others.map(\.title) + swept
    guard let first = others.first else { return nil }
    let names = others.prefix(6).joined(separator: ", ") + (others.count > 6 ? " and \(others.count - 6) more" : "")
    return "Here and below, \(counted(others.count, "run is", "runs are")) left out: \(names). "
      + "To see one in full, name it: runner report \(folder)/\(first)"
  }

  private var data: Section? {
    let blocks = dataPictures.enumerated().map { index, shown -> Block in
      switch shown.picture {
      case .success(let picture): .figures([picture], id: "data-\(index + 1)")
      case .failure(let missing): .paragraph(missing.sentence)
      }
    }
    return blocks.isEmpty ? nil : Section(id: "data", title: "The data", blocks: blocks)
  }

  /// What the page shows of its data, and then of how runs change them.
  var dataPictures: [(name: String, picture: Result<Picture, MissingPart>)] {
    let changed = detailed.compactMap { run in
      run.augmentation.flatMap { AugmentationReport($0, title: run.title).picture }
    }
    return samplePictures + changed.map { ("augmentation", .success($0)) }
  }

  /// For each data set on the page, an image of each class, or what the columns of a table hold.
  private var samplePictures: [(name: String, picture: Result<Picture, MissingPart>)] {
    var seen: [[DataSummary.File]] = []
    return detailed.compactMap { run in
      let data = run.summary.data
      guard !seen.contains(data.files) else { return nil }
      seen.append(data.files)
      if data.kind == .image {
        return (
          "digits",
          run.images.map { PredictionPictures.digits($0, dataset: data.dataset, hasNames: data.target != nil) }
        )
      }
      let columns = ColumnPictures(dataset: data.dataset, distributions: run.columns, count: data.trainingCount)
      return columns.picture.map { ("columns", .success($0)) }
    }
  }

  private var predictions: Section? {
    guard !detailed.isEmpty else { return nil }
    var blocks = PredictionWords.introduction(detailed).map(Block.paragraph)
    for (index, run) in detailed.enumerated() {
      let pictures = RunPictures(run)
      blocks.append(.heading(run.title))
      blocks += pictures.missing.map(Block.paragraph)
      if !pictures.ofPredictions.isEmpty {
        blocks.append(.figures(pictures.ofPredictions, id: "predictions-\(index + 1)"))
      }
      blocks += pictures.tables.flatMap { Block.tables($0) }
    }
    return Section(id: "predictions", title: "Predictions", blocks: blocks)
  }

  /// A picture and a table for each stack of layers; runs that share one share them.
  private var models: Section? {
    var stacks: [(graph: ModelGraph, titles: [String])] = []
    var missing: [String] = []
    for run in detailed {
      switch run.graph {
      case .success(let graph):
        if let index = stacks.firstIndex(where: { $0.graph == graph }) {
          stacks[index].titles.append(run.title)
        } else {
          stacks.append((graph, [run.title]))
        }
      case .failure(let reason): if !missing.contains(reason.sentence) { missing.append(reason.sentence) }
      }
    }
    let shown = stacks.enumerated().flatMap { index, stack -> [Block] in
      let title = stack.titles.joined(separator: ", ")
      let picture = NetworkPicture(stack.graph, title: title).chart.picture
      return [.drawing(picture, id: "network-\(index + 1)")] + Block.tables(PageTables.layers(stack.graph, of: title))
    }
    return detailed.isEmpty
      ? nil : Section(id: "models", title: "Layers", blocks: shown + missing.map(Block.paragraph))
  }

  private var specs: Section? {
    guard !detailed.isEmpty else { return nil }
    let table = PageTables.differences(runs.map(\.summary.spec), titles: runs.map(\.title))
    let none = runs.count > 1 ? [Block.paragraph("The specs of the runs do not differ.")] : []
    return Section(
      id: "specs", title: "Specs",
      blocks: (table.map { Block.tables($0) } ?? none)
        + detailed.map { run in
          .details("\(run.title): the spec with every default", [.code(run.summary.spec.yaml())])
        })
  }

  private var provenance: Section? {
    let all = runs + sweeps.flatMap(\.detailed)
    guard !all.isEmpty else { return nil }
    let tables = ProvenanceTables(all)
    return Section(
      id: "provenance", title: "Provenance and time",
      blocks: ([tables.weights] + tables.data + [tables.times].compactMap(\.self)).flatMap { Block.tables($0) }
        + Block.sentences(tables.missing))
  }
}
