import Catalog

extension NPY: ReadableDataset {
  func read(dataFolder: String?, needsClasses: Bool) throws(DatasetProblem) -> Dataset {
    let title = ArrayParts.names.lazy.compactMap { files.parts[$0] }.first ?? words.name
    var opened: [(name: String, file: OpenFile)] = []
    let arrays = try ArraySet(ArrayParts.names.filter { files.parts[$0] != nil }, in: title, words.name) {
      (name) throws(DatasetProblem) in
      guard let path = files.parts[name] else { return nil }
      let file = try OpenFile(path)
      opened.append((name, file))
      return try NPYFile.array(file)
    }
    let reading = try ArrayReading(arrays, self.arrays, in: title, words.name, needsClasses: needsClasses)
    var recorded: [DatasetFile] = []
    for (name, file) in opened {
      recorded.append(DatasetFile(role: .ofArray(name), name: file.name, sha256: try file.hash()))
    }
    return try reading.dataset(title, recorded)
  }
}

extension DatasetFile.Role {
  /// - Parameter name: one of those that ``ArrayParts`` has.
  fileprivate static func ofArray(_ name: String) -> Self {
    switch name {
    case "x_train": .trainingInputs
    case "y_train": .trainingTargets
    case "x_test": .testInputs
    case "y_test": .testTargets
    case "x_val", "y_val": .validation
    default: .all
    }
  }
}
