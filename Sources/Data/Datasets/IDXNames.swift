import Files

extension IDXFiles.Place {
  /// A file by its own name.
  init(_ part: DatasetPart, _ path: String) {
    let name = path.split(separator: "/").last ?? ""
    self.init(part: part, path: path, name: String(name.hasSuffix(".gz") ? name.dropLast(3) : name))
  }
}

/// Names like MNIST's with something before them or other types, such as `emnist-letters-test-images-idx3-ubyte.gz`.
enum IDXNames {
  /// The four files of the only set in a folder.
  static func places(in folder: String) throws(DatasetProblem) -> [IDXFiles.Place] {
    let names = ((try? AtomicFile.names(in: folder)) ?? []).filter { PathKind(at: joined(folder, $0)) == .file }
    var sets: [String: [DatasetPart: String]] = [:]
    for name in names.sorted() {
      // Of a file and its compressed form, the latter is taken, as of MNIST's.
      if let (set, part) = parsed(name) { sets[set, default: [:]][part] = name }
    }
    guard let (set, files) = sets.first else { throw DatasetProblem.noDataset(in: folder) }
    guard sets.count == 1 else {
      throw DatasetProblem(
        .damaged, file: folder, problem: "holds several data sets: \(sets.keys.sorted().joined(separator: ", "))",
        hint:
          "name the files of one: idx: {train_images: FILE, train_labels: FILE, test_images: FILE, test_labels: FILE}")
    }
    var places: [IDXFiles.Place] = []
    for part in DatasetPart.allCases {
      guard let name = files[part] else {
        throw DatasetProblem(
          .missing, file: folder, problem: "lacks the \(part.role.rawValue) of \(set.isEmpty ? "its data set" : set)",
          hint: "put the file beside the others")
      }
      places.append(IDXFiles.Place(part, joined(folder, name)))
    }
    return places
  }

  private static func parsed(_ name: String) -> (set: String, part: DatasetPart)? {
    let plain = name.hasSuffix(".gz") ? name.dropLast(3) : name[...]
    guard let mark = plain.ranges(of: "-idx").last ?? plain.ranges(of: ".idx").last else { return nil }
    let stem = plain[..<mark.lowerBound]
    for (ending, part) in endings where stem.hasSuffix(ending) {
      let set = stem.dropLast(ending.count)
      if set.isEmpty { return ("", part) }
      if set.hasSuffix("-") { return (String(set.dropLast()), part) }
    }
    return nil
  }

  private static let endings: [(String, DatasetPart)] = [
    ("train-images", .trainingImages), ("train-labels", .trainingLabels), ("test-images", .testImages),
    ("test-labels", .testLabels), ("t10k-images", .testImages), ("t10k-labels", .testLabels),
  ]
}
