import Catalog

extension FashionMNIST: IDXDataset {
  var title: String { Self.words.name }
  var hashes: [String]? { nil }

  var classNames: [String] {
    ["T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"]
  }

  func folder(_ dataFolder: String?) throws(DatasetProblem) -> DatasetFolder {
    try DatasetFolder(
      of: title, named: "fashion-mnist", in: dataFolder, or: ["/usr/share/datasets/fashion-mnist"],
      hint: "apt install dataset-fashion-mnist, or name a folder with its four files with --data")
  }
}
