import Catalog
import Machine
import Threads

/// The files of an IDX data set, where they have been found.
struct IDXFiles {
  struct Place: Sendable {
    let part: DatasetPart
    let path: String
    /// In results: of the decompressed file, without its folder.
    let name: String
  }

  /// What a file was read to be.
  struct Read: Sendable {
    let place: Place
    let file: IDXFile

    var recorded: DatasetFile { DatasetFile(role: place.part.role, name: place.name, sha256: file.hash.hex) }
  }

  let places: [Place]
  /// Whether only MNIST's own form will do.
  let areMNISTs: Bool

  init(_ places: [Place], areMNISTs: Bool) { (self.places, self.areMNISTs) = (places, areMNISTs) }

  /// With MNIST's names.
  init(_ parts: [DatasetPart], in folder: DatasetFolder, areMNISTs: Bool) throws(DatasetProblem) {
    var places: [Place] = []
    for part in parts { places.append(Place(part: part, path: try folder.file(part), name: part.fileName)) }
    self.init(places, areMNISTs: areMNISTs)
  }

  func content(_ part: DatasetPart) -> IDXFile.Content { part.content(isMNISTs: areMNISTs) }

  /// Whether there is enough memory for these files, judging by their headers alone.
  func requireMemory(for title: String) throws(DatasetProblem) {
    var needed = Double(stacks)
    for place in places {
      let head = try IDXFile.head(place.path, content(place.part))
      needed += Double(head.sizes.reduce(head.element.size, *))
    }
    guard let available = AvailableMemory.bytes, needed > available else { return }
    throw .memory(title, needed: needed, available: available)
  }

  /// Reads the first file, which has most of the bytes, on this thread and the others on a second one.
  func readAtOnce() throws(DatasetProblem) -> [Read] {
    let others = Lock<[Result<Read, DatasetProblem>]>([])
    let worker = BackgroundWorker()
    let rest = places.dropFirst().map { ($0, content($0.part)) }
    worker.async {
      for (place, content) in rest {
        let result = Self.read(place, content, helpers: 1)
        others.withLock { $0.append(result) }
      }
    }
    let first = places.prefix(1).map { Self.read($0, content($0.part), helpers: 2) }
    worker.wait()
    var files: [Read] = []
    for result in first + others.withLock({ $0 }) { files.append(try result.get()) }
    return files
  }

  private static func read(
    _ place: Place, _ content: IDXFile.Content, helpers: Int
  ) -> Result<Read, DatasetProblem> {
    Result { () throws(DatasetProblem) in
      Read(place: place, file: try IDXFile(place.path, content, helpers: helpers))
    }
  }
}

/// The stacks of the threads that read and hash: a limit on address space also counts memory that is never touched.
private let stacks = 4 << 23
