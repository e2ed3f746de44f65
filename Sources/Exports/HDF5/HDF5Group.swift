/// A group of an HDF5 file, which is to groups and arrays what a folder is to folders and files.
package struct HDF5Group {
  package enum Member {
    case group(HDF5Group)
    case array(HDF5Array)
  }

  package private(set) var members: [String: Member] = [:]

  package init() {}

  package subscript(name: String) -> Member? {
    get { members[name] }
    set { members[name] = newValue }
  }

  /// The group at a path of names, made if it is not there; nothing comes of it where an array is in the way.
  package mutating func update(at path: some Collection<String>, _ change: (inout HDF5Group) -> Void) {
    guard let name = path.first else { return change(&self) }
    // Taken out meanwhile: two owners of a group would copy its list of members.
    switch members.removeValue(forKey: name) ?? .group(HDF5Group()) {
    case .group(var inner):
      inner.update(at: path.dropFirst(), change)
      members[name] = .group(inner)
    case .array(let array): members[name] = .array(array)
    }
  }
}

/// Numbers in row-major order; without sizes, one number.
package struct HDF5Array {
  package enum Numbers {
    case floats([Float])
    case integers([Int64])
  }

  package var sizes: [Int]
  package var numbers: Numbers

  package init(sizes: [Int], _ numbers: Numbers) { (self.sizes, self.numbers) = (sizes, numbers) }
}
