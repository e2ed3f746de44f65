import Catalog

extension NPZ: ReadableDataset {
  func read(dataFolder: String?, needsClasses: Bool) throws(DatasetProblem) -> Dataset {
    let archive = try NPZFile(file)
    let arrays = try ArraySet(archive.names, in: file, words.name, archive.array)
    let reading = try ArrayReading(arrays, self.arrays, in: file, words.name, needsClasses: needsClasses)
    var dataset = try reading.dataset(file, [try archive.recorded])
    let others = archive.names.filter { !ArrayParts.names.contains($0) }
    if !others.isEmpty { dataset.notes.append("\(file): not used: \(shortList(others))") }
    return dataset
  }

  /// Without the inputs of the training samples, if the test samples have arrays of their own.
  func readTest(dataFolder: String?, needsClasses: Bool) throws(DatasetProblem) -> TestSet {
    let archive = try NPZFile(file)
    let arrays = try ArraySet(archive.names, in: file, words.name, archive.array)
    guard let pair = arrays.test else { return TestSet(try read(dataFolder: dataFolder, needsClasses: needsClasses)) }
    let reading = try ArrayReading(arrays, self.arrays, in: file, words.name, needsClasses: needsClasses)
    return TestSet(samples: try reading.test(pair), files: [try archive.recorded])
  }
}
