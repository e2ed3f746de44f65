import Catalog
import Files
import Machine
import Text

/// Pictures that a table lists, each with its class or numbers.
struct PictureList {
  private let spec: Images
  private let reading: TableReading
  private let target: TableTarget
  private let parts: TableParts

  /// - Parameter csv: the same table, whose only feature is the file names.
  init(_ spec: Images, _ csv: CSV, needsClasses: Bool) throws(DatasetProblem) {
    self.spec = spec
    do { reading = try TableReading(csv, needsClasses: needsClasses, .usual) } catch {
      throw error.kind == .option("features") ? error.of(.option("file")) : error
    }
    (target, parts) = try reading.divided()
  }

  private var table: Table { reading.table }

  func dataset() throws(DatasetProblem) -> Dataset {
    let listed = try pictures()
    let form = try PictureDecoding.Form(spec, like: listed[Int(parts.training[0])])
    try form.requireMemory(for: table.count, table.files[0].path)
    let training = try read(parts.training + parts.validation, listed, form)
    let test = try read(parts.test, listed, form)
    let found = training.found.merging(test.found) { first, _ in first }
    var dataset = Dataset(
      name: table.files[0].path, training: training.samples, test: test.samples, files: recorded(listed, found))
    dataset.heldOut = parts.validation.count
    dataset.notes = found.notes(of: listed, in: table.files[0].path)
    return dataset
  }

  private func read(
    _ rows: [UInt32], _ listed: [PictureFile], _ form: PictureDecoding.Form
  ) throws(DatasetProblem) -> (samples: Samples, found: PictureFindings) {
    let (input, values, found) = try form.read(rows.map { listed[Int($0)] }, spec)
    var interface = DataInterface(inputs: [input], target: target.interface)
    interface.rows = spec.split.map { _ in parts.recorded(table.ranges) }
    let targets = try target.targets(
      TableEncoder(table: table, preparation: reading.preparation([])), rows)
    return (Samples(interface, inputs: [values], targets: targets), found)
  }

  /// Each table, and behind it its pictures.
  private func recorded(_ listed: [PictureFile], _ found: PictureFindings) -> [DatasetFile] {
    zip(reading.files, table.ranges).flatMap { part, rows in
      [
        DatasetFile(role: part.role, name: part.file.name, sha256: part.file.sha256),
        found.recorded(part.role, "pictures of \(part.file.name)", Array(listed[rows])),
      ]
    }
  }

  /// That of each row, which is there.
  private func pictures() throws(DatasetProblem) -> [PictureFile] {
    let column = table.columns[0]
    let texts = column.texts
    var known: Set<String> = []
    var pictures: [PictureFile] = []
    for (row, code) in column.codes.enumerated() {
      guard code >= 0 else {
        throw table.problem("\(quoted(column.name)) is missing", row: row, hint: "name the picture, or remove the row")
      }
      let (name, folder) = (texts[Int(code)], folder(ofRow: row))
      let picture = PictureFile(path: name.hasPrefix("/") ? name : joined(folder, name), name: name, className: "")
      if known.insert(picture.path).inserted, PathKind(at: picture.path) != .file { throw missing(name, folder, row) }
      pictures.append(picture)
    }
    return pictures
  }

  /// In which a row's file name starts.
  private func folder(ofRow row: Int) -> String {
    if let base = spec.base { return base.text }
    let path = table.files[table.ranges.firstIndex { $0.contains(row) } ?? 0].path
    return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }

  private func missing(_ name: String, _ folder: String, _ row: Int) -> DatasetProblem {
    let ending = PictureFolder.endings.first { PathKind(at: joined(folder, name + $0)) == .file }
    return table.problem(
      "\(quoted(name)) is no file in \(folder)", row: row,
      hint: ending.map { "write the names with their ending: \(name)\($0)" }
        ?? "names start at the table's folder: write folder: FOLDER if the pictures are elsewhere")
  }
}
