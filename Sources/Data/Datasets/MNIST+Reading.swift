import Catalog

extension MNIST: IDXDataset {
  var title: String { Self.words.name }
  var classNames: [String] { (0...9).map(String.init) }

  /// Every bit is known: Sources/Data/Datasets/mnist/README.md lists these, too.
  var hashes: [String]? {
    [
      "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
      "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
      "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
      "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ]
  }

  func folder(_ dataFolder: String?) throws(DatasetProblem) -> DatasetFolder {
    try DatasetFolder(
      of: title, named: "mnist", in: dataFolder, or: BundledFiles.folders,
      hint: "build the package again, or name a folder with its four files with --data")
  }
}
