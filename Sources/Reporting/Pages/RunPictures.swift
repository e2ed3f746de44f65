import Charts

/// A run's pictures, as far as its files suffice.
struct RunPictures {
  private let run: ReportedRun
  private let confusion: Picture?
  private let samples: Picture?
  private let grid: Picture?
  private let misread: Picture?
  /// Why pictures are missing, and which command would make them.
  let missing: [String]

  init(_ run: ReportedRun) {
    self.run = run
    switch (run.predictions, run.images) {
    case (.success(let predictions), .success(let images)):
      let pictures = PredictionPictures(title: run.title, predictions)
      (confusion, samples) = (pictures.confusion, pictures.samples(images))
      (grid, misread) = (pictures.grid(images), pictures.misread(images))
      missing = misread == nil ? ["\(run.title) misreads no image."] : []
    case (.success(let predictions), .failure(let reason)):
      confusion = PredictionPictures(title: run.title, predictions).confusion
      (samples, grid, misread) = (nil, nil, nil)
      missing = [reason.sentence]
    case (.failure(let reason), _):
      (confusion, samples, grid, misread) = (nil, nil, nil, nil)
      missing = [reason.sentence]
    }
  }

  var ofPredictions: [Picture] { [confusion, grid, misread].compactMap { $0 } }

  /// The pictures as files.
  var files: [PictureFile] {
    let curves = run.summary.history.isEmpty ? [] : LearningCurves.single(run)
    let whole = curves.isEmpty ? nil : Picture(curves, columns: 2, title: "\(run.title): learning curves")
    let named = [
      ("learning-curves", whole), ("confusion-matrix", confusion), ("samples", samples), ("predictions", grid),
      ("misread", misread),
    ]
    return named.compactMap { name, picture in
      picture.map { PictureFile("\(run.title)/\(name)", $0, path: "\(run.paths.folder)/\(name).svg") }
    }
  }
}
