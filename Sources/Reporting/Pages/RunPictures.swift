import Catalog
import Charts
import Datasets
import Reporting
import Results
import Statistics

/// A run's pictures and tables of predictions, as far as its files suffice.
struct RunPictures {
  private let run: ReportedRun
  /// In the order of the page; each has the name of its file.
  private var predictions: [(name: String, picture: Picture)] = []
  private var samples: Picture?
  private(set) var tables: [PageTable] = []
  /// Why pictures are missing, and which command would make them.
  private(set) var missing: [String] = []

  init(_ run: ReportedRun) {
    self.run = run
    switch run.predictions {
    case .success(.classes(let predictions)): addClasses(predictions)
    case .success(.values(let values)): addValues(values)
    case .failure(let reason): missing = [reason.sentence]
    }
  }

  var ofPredictions: [Picture] { predictions.map(\.picture) }

  private mutating func addClasses(_ predictions: SavedPredictions) {
    let kind = run.summary.data.kind
    let pictures = PredictionPictures(title: run.title, predictions, classNames: run.classNames, kind)
    add("confusion-matrix", pictures.confusion)
    if pictures.confusion == nil {
      tables.append(
        PageTable(pictures.matrix.confusionTable(noun: "class", kind: kind), "\(run.title): the largest confusions"))
      tables.append(
        PageTable(pictures.matrix.classTable(noun: "class", kind: kind), "\(run.title): the classes with the lowest F1")
      )
    }
    if let report = BinaryReport(predictions, kind) { addBinary(report) }
    switch run.images {
    case .success(let images):
      samples = pictures.samples(images)
      add("predictions", pictures.grid(images))
      let misread = pictures.misread(images)
      add("misread", misread)
      if misread == nil { missing.append("\(run.title) misreads no image.") }
    // Numbers have no pictures, and nobody misses them.
    case .failure(let reason): if kind == .image { missing.append(reason.sentence) }
    }
  }

  private mutating func addBinary(_ report: BinaryReport) {
    for (name, picture) in zip(
      ["roc", "precision-recall", "calibration"], BinaryPictures(title: run.title, report: report).all)
    {
      add(name, picture)
    }
    guard report.calibration != nil else { return }
    tables.append(
      PageTable(report.thresholdTable, "\(run.title): what each threshold would do. \(BinaryReport.advice)"))
  }

  private mutating func addValues(_ values: SavedValues) {
    let report = ValueReport(values, run.summary.data.kind)
    for (index, picture) in ValuePictures(title: run.title, errors: report.errors).all.enumerated() {
      let name = index.isMultiple(of: 2) ? "predicted-true" : "residuals"
      add(index < 2 ? name : "\(name)-\(index / 2 + 1)", picture)
    }
    tables.append(PageTable(report.scoreTable, "\(run.title): errors on the test set"))
    for target in report.errors.prefix(ValuePictures.mostTargets) {
      tables.append(PageTable(report.largestTable(target), "\(run.title): the largest errors of \(target.name)"))
    }
  }

  private mutating func add(_ name: String, _ picture: Picture?) {
    if let picture { predictions.append((name, picture)) }
  }

  /// The pictures as files.
  var files: [PictureFile] {
    let curves = run.summary.history.isEmpty ? [] : LearningCurves.single(run)
    let whole = curves.isEmpty ? nil : Picture(curves, columns: 2, title: "\(run.title): learning curves")
    let network = (try? run.graph.get()).map { NetworkPicture($0, title: run.title).chart.picture }
    let named =
      [("learning-curves", whole), ("network", network), ("samples", samples)]
      + predictions.map { ($0.name, $0.picture) }
    return named.compactMap { name, picture in
      picture.map { PictureFile("\(run.title)/\(name)", $0, path: "\(run.paths.folder)/\(name).svg") }
    }
  }
}
