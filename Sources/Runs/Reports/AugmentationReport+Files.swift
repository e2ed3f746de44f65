import Datasets
import ExperimentSpec
import Files
import Pages
import Runs

extension AugmentationReport {
  /// - Throws: a `Failure` if the spec changes no samples, or its changes do not fit them.
  package init(_ loaded: LoadedExperiment, _ dataset: Dataset) throws {
    guard !loaded.spec.augmentation.isEmpty else {
      throw Failure(
        .usage,
        "error: --augmented: \(loaded.file) has no augmentation; write one, as in augmentation: [random_rotation: 0.1]")
    }
    self.init(try loaded.augmentationPreview(dataset), title: dataset.name)
  }

  /// Writes the pictures into a folder.
  ///
  /// - Parameter results: the folder of all results, which is no place for them.
  package func writeSheet(to folder: String, outside results: String) throws {
    let option = "--output \(folder)"
    guard let sheet else {
      throw Failure(.missingInput, "error: \(option): the samples are no pictures; leave --output out")
    }
    try requireOutside(results, folder: folder, option: option)
    try AtomicFile.makeDirectories(folder)
    try writeNamedFile(sheet, to: folder + "/augmented.png")
  }
}
