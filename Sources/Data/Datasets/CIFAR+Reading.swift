import Catalog

extension CIFAR10: ReadableDataset {
  func read(dataFolder: String?, needsClasses: Bool) throws(DatasetProblem) -> Dataset {
    let files = CIFARFolder(
      path: folder, title: "CIFAR-10", training: (1...5).map { "data_batch_\($0).bin" }, test: "test_batch.bin",
      names: "batches.meta.txt", labelBytes: 1, label: 0, others: ["data_batch_1", "data_batch_1.mat"],
      archive: "cifar-10-binary.tar.gz", subfolder: "cifar-10-batches-bin")
    return try files.dataset(words.name, arrays)
  }
}

extension CIFAR100: ReadableDataset {
  func read(dataFolder: String?, needsClasses: Bool) throws(DatasetProblem) -> Dataset {
    let files = CIFARFolder(
      path: folder, title: "CIFAR-100", training: ["train.bin"], test: "test.bin",
      names: "\(labels.rawValue)_label_names.txt", labelBytes: 2, label: labels == .coarse ? 0 : 1,
      others: ["train", "train.mat"], archive: "cifar-100-binary.tar.gz", subfolder: "cifar-100-binary")
    return try files.dataset(words.name, arrays)
  }
}
