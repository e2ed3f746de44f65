import Catalog
import Geometry
import Text

extension CSV: ReadableDataset {
  func read(dataFolder: String?, needsClasses: Bool) throws(DatasetProblem) -> Dataset {
    try read(needsClasses: needsClasses, in: .usual)
  }

  package func read(needsClasses: Bool, in pieces: TablePieces) throws(DatasetProblem) -> Dataset {
    try TableReading(self, needsClasses: needsClasses, pieces).dataset()
  }

  public var dialect: TablePreparation.Dialect {
    .init(separator: separator, decimal: decimal, hasHeader: header, missingValues: missingValues ?? [""])
  }

  /// Whether an input depends on all rows that train.
  fileprivate var looksAtNumbers: Bool { scaling != .all(.none) || missing != nil }

  /// The file to train on, which is first and which a split divides, and the others.
  fileprivate func openFiles(
    _ pieces: TablePieces
  ) throws(DatasetProblem) -> [(role: DatasetFile.Role, file: TableFile)] {
    if case .path(let path) = files { return [(.all, try TableFile(path, dialect, pieces))] }
    var opened: [(role: DatasetFile.Role, file: TableFile)] = []
    for (part, role) in [("train", DatasetFile.Role.training), ("validation", .validation), ("test", .test)] {
      if let path = files[part] { opened.append((role, try TableFile(path, dialect, pieces))) }
    }
    return opened
  }
}

/// A spec's table on its way to samples: the type of each column, the parts, what the rows to train on say, and then all parts as
/// that says. The numbers are read from the files twice: between that they are packed in as much memory as the samples will need.
struct TableReading {
  let spec: CSV
  let files: [(role: DatasetFile.Role, file: TableFile)]
  let roles: TableRoles
  /// Features, targets, then the columns with other roles.
  let table: Table

  init(_ spec: CSV, needsClasses: Bool, _ pieces: TablePieces) throws(DatasetProblem) {
    self.spec = spec
    files = try spec.openFiles(pieces)
    let first = files[0].file
    let roles = try TableRoles(spec, first)
    self.roles = roles
    for (_, file) in files.dropFirst() { try file.requireColumns(roles.all) }
    let strict = (roles.features + roles.target).filter { spec.missing?[$0] == .dropRow }
    table = try Table(
      files.map(\.file), roles.columns(spec, needsClasses: needsClasses), required: Set(strict), pieces,
      packsNumbers: spec.looksAtNumbers)
    guard table.count > 0 else { throw first.problem("has no rows", hint: "name a table with rows") }
  }

  func dataset() throws(DatasetProblem) -> Dataset {
    let words = WordsAmongNumbers(spec: spec, table: table)
    for column in table.columns[..<(roles.features.count + roles.target.count)] {
      if let problem = words.wrongMark(column) { throw problem }
    }
    let (target, places) = try placed()
    let fit = try TableFit(spec, table, features: roles.features.count, places)
    var columns: [TablePreparation.Column] = []
    for index in roles.features.indices { columns.append(try fit.column(index)) }
    table.forgetPacked()
    let encoder = TableEncoder(table: table, preparation: preparation(columns))
    let inputs = try encoder.inputs(places)
    let parts = places.parts
    let targets = SampleTargets(encoder: encoder, target: target, roles: roles)
    let trainingInputs = try inputs.training()
    let training = try targets.of([parts.training, parts.validation].joined())
    let testInputs = try inputs.test()
    let test = try targets.of(parts.test)
    var preparation = encoder.preparation
    preparation.rows = recorded(parts)
    let interface = DataInterface(
      inputs: [.init(try shape(preparation.width), .float)], target: target.interface, table: preparation)
    var dataset = Dataset(
      name: files[0].file.path, training: training.samples(interface, trainingInputs),
      test: test.samples(interface, testInputs), files: recordedFiles)
    dataset.heldOut = parts.validation.count
    dataset.leftOut = leftOut
    dataset.notes = notes(columns) + table.columns[..<roles.features.count].compactMap(words.doubt)
    dataset.columns = table.columns[..<(roles.features.count + roles.target.count)].map(\.summary)
    return dataset
  }

  /// What is to be predicted, and which of the rows that are not left out train, validate and test.
  func divided() throws(DatasetProblem) -> (target: TableTarget, parts: TableParts) {
    let incomplete = Set(table.incomplete)
    var rows = Array(0..<UInt32(table.count))
    if !incomplete.isEmpty { rows.removeAll { incomplete.contains(Int($0)) } }
    let target = try TableTarget(spec, table, at: roles.features.count, rows)
    return (target, try TableParts(spec, roles, table, rows, target))
  }

  private func placed() throws(DatasetProblem) -> (target: TableTarget, places: RowPlaces) {
    let (target, parts) = try divided()
    return (target, RowPlaces(parts, count: table.count))
  }

  /// Without its rows.
  func preparation(_ columns: [TablePreparation.Column]) -> TablePreparation {
    let used = Set(roles.features)
    return TablePreparation(
      dialect: spec.dialect, columns: columns, others: files[0].file.names.filter { !used.contains($0) },
      rescale: spec.rescale ?? 1, unknown: spec.unknown, target: roles.target, weight: roles.weight,
      rows: nil)
  }

  private func recorded(_ parts: TableParts) -> TablePreparation.Rows? {
    spec.split == nil && table.incomplete.isEmpty ? nil : parts.recorded(table.ranges)
  }

  private func shape(_ width: Int) throws(DatasetProblem) -> Shape {
    guard let sizes = spec.shape else { return Shape([width]) }
    guard sizes.count <= 3, sizes.reduce(1, { $0.multipliedReportingOverflow(by: $1).partialValue }) == width else {
      throw files[0].file.problem(
        "has \(width) numbers in each row, which are not \(sizes.map(String.init).joined(separator: " × "))",
        hint: "write one to three sizes whose product is \(width)", .option("shape"))
    }
    return Shape(sizes)
  }

  private var recordedFiles: [DatasetFile] {
    files.map { DatasetFile(role: $0.role, name: $0.file.name, sha256: $0.file.sha256) }
  }

  private var leftOut: String? {
    guard case let count = table.incomplete.count, count > 0 else { return nil }
    return "\(grouped(count)) of \(counted(table.count, "row")) \(count == 1 ? "is" : "are") left out: drop_row"
  }

  /// Columns of few whole numbers may be codes.
  private func notes(_ columns: [TablePreparation.Column]) -> [String] {
    columns.indices.compactMap { index in
      guard case .number = columns[index].encoding, spec.columns?.values[columns[index].name] == nil else { return nil }
      let values = table.columns[index].fewWholeNumbers
      guard let values, (2...10).contains(values.count), values != [0, 1] else { return nil }
      let name = columns[index].name
      return "\(quoted(name)) has only \(values.map(String.init).joined(separator: ", ")): "
        + "write columns: {\(name): categorical} if these are codes"
    }
  }
}

extension TableRoles {
  var all: [String] { features + target + [weight, group, part, stratum].compactMap(\.self) }

  /// What is read of each.
  fileprivate func columns(_ spec: CSV, needsClasses: Bool) -> [TableColumn] {
    let types = spec.columns?.values ?? [:]
    func reading(_ name: String) -> TableColumn.Reading {
      switch types[name] {
      case .numeric: .numbers
      case .categorical: .texts
      case nil: .guessed
      }
    }
    let ofTarget: (String) -> TableColumn.Reading = { name in
      target.count > 1 ? .numbers : needsClasses ? .texts : reading(name)
    }
    return features.map { TableColumn($0, reading($0), keepsNumbers: false) }
      + target.map { TableColumn($0, ofTarget($0)) }
      + [weight].compactMap { $0.map { TableColumn($0, .numbers) } }
      + [group, part, stratum].compactMap { $0.map { TableColumn($0, .texts) } }
  }
}

/// Makes the targets and weights of rows.
private struct SampleTargets {
  let encoder: TableEncoder
  let target: TableTarget
  let roles: TableRoles

  func of(_ rows: some Collection<UInt32>) throws(DatasetProblem) -> PartTargets {
    let weight = roles.weight.map { _ in roles.features.count + roles.target.count }
    return PartTargets(
      targets: try target.targets(encoder, rows),
      weights: try weight.map { (index) throws(DatasetProblem) in try encoder.weights(index, rows) })
  }
}

/// Those of a part.
private struct PartTargets {
  let targets: Samples.Targets
  let weights: [Float]?

  func samples(_ interface: DataInterface, _ inputs: PagedArray<Float>) -> Samples {
    Samples(interface, inputs: [.floats(inputs)], targets: targets, weights: weights)
  }
}
