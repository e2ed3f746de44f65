import Catalog

extension IDX: IDXDataset {
  var title: String { folder }
  var classNames: [String] { (0...9).map(String.init) }
  var hashes: [String]? { nil }

  func folder(_ dataFolder: String?) throws(DatasetProblem) -> DatasetFolder {
    if let found = DatasetFolder(firstOf: [folder]) { return found }
    throw DatasetProblem.noDataset(in: folder)
  }
}
