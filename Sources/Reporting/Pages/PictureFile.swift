import Charts

/// A picture of the page as a file.
public struct PictureFile: Sendable {
  /// Its path in a folder of pictures without its extension, as in `dense/learning-curves`.
  public let name: String
  public let picture: Picture
  /// Its path among the results; nil if it has none there.
  public let path: String?

  init(_ name: String, _ picture: Picture, path: String?) {
    // A run of another folder has its path as its title, which must not lead its pictures out of their folder.
    let parts = name.split(separator: "/").filter { ![".", ".."].contains($0) }
    self.name = parts.joined(separator: "/")
    self.picture = picture
    self.path = path
  }
}

extension ReportPage {
  /// Each picture of the page.
  public var pictures: [PictureFile] {
    comparisonPicture + dataFiles + detailed.flatMap { RunPictures($0).files } + sweeps.flatMap(\.pictures)
  }

  /// A picture of some runs of a folder is not the folder's comparison, and has no place beside comparison.csv.
  private var comparisonPicture: [PictureFile] {
    let curves = LearningCurves.overlaid(ownRuns)
    guard !curves.isEmpty else { return [] }
    let whole = Picture(curves, columns: 2, title: "Learning curves of \(ownRuns.map(\.title).joined(separator: ", "))")
    return [PictureFile("comparison", whole, path: isWhole ? "\(folder)/comparison.svg" : nil)]
  }

  private var dataFiles: [PictureFile] {
    dataPictures.enumerated().compactMap { index, shown in
      (try? shown.picture.get()).map { PictureFile(shown.name + (index > 0 ? "-\(index + 1)" : ""), $0, path: nil) }
    }
  }
}

extension ReportedSweep {
  /// Its plots, and its best configurations' curves.
  fileprivate var pictures: [PictureFile] {
    let named = [
      ("sweep", summary.name, SweepCharts(summary).pictures),
      ("learning-curves", summary.name + ": learning curves", LearningCurves.overlaid(summary.rankedRuns)),
    ]
    return named.filter { !$2.isEmpty }.map { name, title, pictures in
      PictureFile(
        "\(summary.name)/\(name)", Picture(pictures, columns: 2, title: title), path: "\(paths.folder)/\(name).svg")
    }
  }
}
