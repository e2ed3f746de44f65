import Catalog
import Geometry
import Glibc
import Hashing
import Machine
import Threads

/// Pictures being decoded by several threads, each into its own place in memory: the result does not depend on who is first.
final class PictureDecoding: Sendable {
  /// What all pictures have to become.
  struct Form: Sendable {
    let settings: PictureSettings
    let size: Extent2D
    /// Whether all must have that size already.
    let isExact: Bool
    let isDeep: Bool
    /// The picture that decided what the spec leaves open.
    let model: String

    var shape: Shape { Shape([size.height, size.width, settings.colorMode.channels]) }
    var byteCount: Int { shape.count * (isDeep ? 2 : 1) }
  }

  private let files: [PictureFile]
  /// Nil if the files are only hashed.
  private let form: Form?
  private nonisolated(unsafe) let target: UnsafeMutableRawBufferPointer
  private let state: Lock<State>

  /// - Parameter target: room for all of them, in place until `finish` has returned.
  init(_ files: [PictureFile], _ form: Form?, into target: UnsafeMutableRawBufferPointer) {
    self.files = files
    self.form = form
    self.target = target
    state = Lock(State(hashes: files.map { _ in "" }, notes: files.map { _ in [] }))
  }

  /// - Returns: the hash of each file, and what is odd about it.
  func finish() throws(DatasetProblem) -> (hashes: [String], notes: [[String]]) {
    let others = min(sysconf(Int32(_SC_NPROCESSORS_ONLN)), files.count) - 1
    let workers = (0..<max(0, others)).map { _ in BackgroundWorker() }
    for worker in workers { worker.async { self.work() } }
    work()
    for worker in workers { worker.wait() }
    let state = state.withLock { $0 }
    let problems = state.problems.sorted { $0.index < $1.index }
    if let problem = summary(problems.map(\.problem)) { throw problem }
    return (state.hashes, state.notes)
  }

  /// An array of all of them, which is never copied.
  static func decoded<Sample: FixedWidthInteger & BitwiseCopyable>(
    _ files: [PictureFile], _ form: Form, _ values: (PagedArray<Sample>) -> Samples.Values
  ) throws(DatasetProblem) -> (values: Samples.Values, hashes: [String], notes: [[String]]) {
    let (count, size) = (files.count * form.shape.count, files.count * form.byteCount)
    var result: Result<(hashes: [String], notes: [[String]]), DatasetProblem>?
    let samples = PagedArray<Sample>(unsafeUninitializedCapacity: count) { buffer, filled in
      let target = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<size])
      result = Result { () throws(DatasetProblem) in try PictureDecoding(files, form, into: target).finish() }
      if case .success = result { filled = count }
    }
    guard let samples else {
      throw .memory(files[0].path, needed: Double(size), available: AvailableMemory.bytes ?? 0)
    }
    let (hashes, notes) = try result!.get()  // the closure is called once
    return (values(samples), hashes, notes)
  }

  /// The hash of each file.
  static func hashes(of files: [PictureFile]) throws(DatasetProblem) -> [String] {
    try PictureDecoding(files, nil, into: UnsafeMutableRawBufferPointer(start: nil, count: 0)).finish().hashes
  }

  private func work() {
    while let index = state.withLock({ $0.take() }) {
      let result = Result { () throws(DatasetProblem) in try decode(index) }
      state.withLock { $0.end(index, result) }
    }
  }

  private func decode(_ index: Int) throws(DatasetProblem) -> (hash: String, notes: [String]) {
    let path = files[index].path
    let bytes = try ImageFile.bytes(path)
    guard let form else { return (SHA256.hash(bytes).hex, []) }
    let picture = try Raster(bytes, path)
    try requireFit(picture, form, path)
    let place = UnsafeMutableRawBufferPointer(
      rebasing: target[index * form.byteCount..<(index + 1) * form.byteCount])
    try picture.prepared(form.settings, size: form.size, path).write(to: place)
    return (SHA256.hash(bytes).hex, picture.notes + notes(picture, form))
  }

  private func requireFit(_ picture: Raster, _ form: Form, _ path: String) throws(DatasetProblem) {
    guard picture.isDeep == form.isDeep else {
      throw DatasetProblem(
        .damaged, file: path,
        problem: "has \(picture.isDeep ? 16 : 8) bits for each value, while \(form.model) has \(form.isDeep ? 16 : 8)",
        hint: "convert all pictures to 8 bits, or all to 16")
    }
    guard !form.isExact || (picture.height, picture.width) == (form.size.height, form.size.width) else {
      throw DatasetProblem(
        .damaged, file: path,
        problem: "is \(picture.width) × \(picture.height) pixels, while \(form.model) is \(form.size.width) × "
          + "\(form.size.height)",
        hint: "write image_size: [height, width], to which all pictures are brought")
    }
  }

  private func notes(_ picture: Raster, _ form: Form) -> [String] {
    let shrinks = picture.height > 2 * form.size.height || picture.width > 2 * form.size.width
    guard shrinks, form.settings.interpolation == .bilinear else { return [] }
    return ["bilinear shrinks them more than twofold and so skips pixels; interpolation: area averages them"]
  }

  /// The first problem, which tells how many others there are.
  private func summary(_ problems: [DatasetProblem]) -> DatasetProblem? {
    guard var first = problems.first else { return nil }
    let others = problems.dropFirst().map(\.file)
    if !others.isEmpty { first.problem += "; \(counted(others, "more picture")) can't be used either" }
    return first
  }
}

private struct State: Sendable {
  var next = 0
  var hashes: [String]
  var notes: [[String]]
  var problems: [(index: Int, problem: DatasetProblem)] = []

  mutating func take() -> Int? {
    guard next < hashes.count else { return nil }
    next += 1
    return next - 1
  }

  mutating func end(_ index: Int, _ result: Result<(hash: String, notes: [String]), DatasetProblem>) {
    switch result {
    case .success(let found): (hashes[index], notes[index]) = found
    case .failure(let problem): problems.append((index, problem))
    }
  }
}

extension Raster {
  /// - Parameter target: as many bytes as the samples need, one or two for each.
  fileprivate func write(to target: UnsafeMutableRawBufferPointer) {
    if isDeep {
      samples.withUnsafeBytes { target.copyMemory(from: $0) }
    } else {
      for (index, sample) in samples.enumerated() { target[index] = UInt8(sample) }  // white is 255
    }
  }
}

/// `3 files (a, b, c)`, with an ellipsis if there are more.
func counted(_ names: [String], _ noun: String) -> String {
  let shown = names.prefix(3).joined(separator: ", ")
  return "\(names.count) \(noun)\(names.count == 1 ? "" : "s") (\(shown)\(names.count > 3 ? ", …" : ""))"
}
