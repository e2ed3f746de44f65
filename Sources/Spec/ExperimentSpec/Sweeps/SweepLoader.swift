import Catalog
import Diagnostics
import Glibc
import Text
import YAMLTree

/// Experiments that belong together, and the column that ranks them.
public struct LoadedSweep: Sendable {
  /// The base name of the ranking's files, and of the folder for the runs' results.
  public let name: String
  /// The folder or file as the user named it.
  public let file: String
  /// Whether it can be read again, unlike a pipe.
  public let isFile: Bool
  /// The column that ranks the runs, as given in the file; nil if none is given.
  public let rankBy: String?
  /// In the order of the files' names, or of the sweep's values. Their names differ. Of a search those that depend on no result.
  public let runs: [LoadedExperiment]
  /// What decides on further runs; nil if all are known from the beginning.
  public let search: LoadedSearch?
}

public enum SweepLoader {
  /// Reads a folder's specs, or a sweep file and the runs that it stands for, with `KEY=VALUE` overrides on top of each.
  ///
  /// - Throws: ``UnreadableFile`` if there is nothing to read, and otherwise a `DiagnosticList` with every problem at once.
  public static func load(_ path: String, overrides: [String] = []) throws -> LoadedSweep {
    var status = stat()
    let isFolder = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    return try isFolder ? loadFolder(path, overrides) : load(readSpec(path), overrides)
  }

  // MARK: A folder

  private static func loadFolder(_ path: String, _ overrides: [String]) throws -> LoadedSweep {
    let files = try specFiles(in: path)
    var runs: [LoadedExperiment] = []
    var problems: [Diagnostic] = []
    for file in files {
      do { runs.append(try ExperimentLoader.load(file, overrides: overrides)) } catch let list as DiagnosticList {
        problems += list.diagnostics
      }
    }
    guard problems.isEmpty else { throw DiagnosticList(problems) }
    let sweep = LoadedSweep(name: folderName(path), file: path, isFile: true, rankBy: nil, runs: runs, search: nil)
    try sweep.requireNames()
    try sweep.requireDifferentFiles(isSet: !overrides.isEmpty)
    return sweep
  }

  /// The folder's own specs, sorted with numbers in names by value: batch-32 before batch-128.
  public static func specFiles(in folder: String) throws(UnreadableFile) -> [String] {
    let names = try names(in: folder).filter { ($0.hasSuffix(".yaml") || $0.hasSuffix(".yml")) && !$0.hasPrefix(".") }
    guard !names.isEmpty else { throw UnreadableFile(path: folder, reason: "there is no .yaml file in this folder") }
    return names.sorted(by: isBefore).map { withSlash(folder) + $0 }
  }

  /// The folders in a folder that have specs of their own.
  public static func foldersOfSpecs(in folder: String) -> [String] {
    let names = ((try? names(in: folder)) ?? []).filter { !$0.hasPrefix(".") }.sorted(by: isBefore)
    return names.map { withSlash(folder) + $0 }.filter { (try? specFiles(in: $0)) != nil }
  }

  private static func withSlash(_ folder: String) -> String { folder.hasSuffix("/") ? folder : folder + "/" }

  private static func names(in folder: String) throws(UnreadableFile) -> [String] {
    guard let stream = opendir(folder) else {
      throw UnreadableFile(path: folder, reason: String(cString: strerror(errno)))
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      names.append(name)
    }
    return names
  }

  private static func isBefore(_ a: String, _ b: String) -> Bool {
    let (left, right) = (pieces(a), pieces(b))
    for (left, right) in zip(left, right) where left != right {
      if let left = left.number, let right = right.number { return left < right }
      return left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
    return left.count != right.count ? left.count < right.count : a.utf8.lexicographicallyPrecedes(b.utf8)
  }

  private struct Piece: Equatable {
    var text: Substring
    /// The digits' value; nil for a number that is too large, which is compared as text.
    var number: Int? { text.first?.isWholeNumber == true ? Int(text) : nil }
  }

  /// Splits digits from other characters.
  private static func pieces(_ name: String) -> [Piece] {
    var pieces: [Piece] = []
    var rest = name[...]
    while let first = rest.first {
      let end = rest.firstIndex { $0.isWholeNumber != first.isWholeNumber } ?? rest.endIndex
      pieces.append(Piece(text: rest[..<end]))
      rest = rest[end...]
    }
    return pieces
  }

  /// The last part of the path; for `.` and `..` that of the folder they stand for.
  private static func folderName(_ path: String) -> String {
    let last = lastComponent(of: path)
    guard last == "." || last == "..", let real = realpath(path, nil) else { return last }
    defer { free(real) }
    return lastComponent(of: String(cString: real))
  }

  // MARK: A file

  static func load(
    _ file: (source: SourceText, identity: FileIdentity), _ overrides: [String]
  ) throws -> LoadedSweep {
    let collector = DiagnosticCollector()
    var chain = FileChain(collector)
    let source = file.source
    let tree = chain.load(source, file.identity)
    guard let entry = tree.sweepEntry else {
      // The missing key may be in a part that could not be read.
      if chain.isIncomplete { try collector.throwIfAny() }
      throw DiagnosticList([
        Diagnostic(
          in: source, at: 0..<0, problem: "this is one experiment, not a sweep",
          hint: "train it with: runner run \(source.isFile ? source.name : "-"), or write \(SweepSection.example)")
      ])
    }
    let section = SweepSection(
      tree.entry("sweep"), crossValidation: tree.entry("cross_validation"), collector)
    let maker = RunMaker(
      files: tree.without(["sweep", "cross_validation", "name"]), arguments: overrides,
      countsSeeds: section?.countsSeeds == true, key: entry.key, source: source, isComplete: !chain.isIncomplete)
    let name = tree.entry("name")?.value.text ?? ExperimentLoader.defaultName(source)
    checkName(name, tree, source, collector)
    let base = maker.base(collector)
    let search = section.flatMap { Self.search($0, base, maker, collector) }
    let isDivisible = section?.crossValidation?.allows(base, collector) ?? true
    let points = isDivisible ? section?.points(of: search, base, collector) ?? [] : []
    let runs = Self.runs(points, maker, collector)
    let column = section?.rankBy.flatMap { Self.rankBy($0, runs, ofSearch: section?.search != nil, collector) }
    if let search = section?.search, section?.rankBy == nil { requireValidation(for: search, runs, collector) }
    try collector.throwIfAny()
    let sweep = LoadedSweep(
      name: name, file: source.name, isFile: source.isFile, rankBy: column, runs: runs, search: search)
    try sweep.requireNames()
    let draws = section?.random?.place.head ?? section?.search?.place.head ?? entry.key
    if search?.mayRepeat != true { try sweep.requireDifferent(points.map(\.point), drawnAt: draws) }
    return sweep
  }

  /// Enough for every value of most grids.
  private static let firstRuns = 200

  private static func runs(
    _ points: [(point: SweepPoint, epochs: Int?)], _ maker: RunMaker, _ collector: DiagnosticCollector
  ) -> [LoadedExperiment] {
    var runs: [LoadedExperiment] = []
    let (shared, parts) = (maker.shared(collector), ReadParts())
    for (index, point) in points.enumerated() {
      // If the first runs have problems, those of thousands more would say nothing new.
      if index >= firstRuns, collector.count > 0 { break }
      guard let run = maker.experiment(point.point, shared, parts, collector) else { continue }
      runs.append(point.epochs.map(run.shortened) ?? run)
    }
    return runs
  }

  private static func search(
    _ section: SweepSection, _ base: YAMLNode, _ maker: RunMaker, _ collector: DiagnosticCollector
  ) -> LoadedSearch? {
    guard let search = section.search else { return nil }
    // A value that is no number is reported with the runs.
    let silent = DiagnosticCollector()
    let written = base.entry("epochs").map { Place($0.value, head: $0.key, path: "epochs") }
    let epochs = written.flatMap { Reader<Int>.integer(1...Limits.epochs).read($0, silent) } ?? 1
    search.check(epochs: epochs, beside: section, collector)
    return LoadedSearch(search, epochs: epochs, maker)
  }

  private static func requireValidation(
    for search: SearchSection, _ runs: [LoadedExperiment], _ collector: DiagnosticCollector
  ) {
    guard !runs.isEmpty, !runs.allSatisfy(\.spec.mayValidate) else { return }
    let head = search.place.head
    collector.report(
      in: head.source, at: head.range, path: search.place.path,
      "no validation data to choose by, and the test set is not for choosing", hint: "write validation_split: 0.1")
  }

  /// Where `seeds: 3` starts.
  static func seed(of tree: YAMLNode, _ collector: DiagnosticCollector) -> UInt64 {
    let entry = tree.entry("seed")
    return entry.flatMap { Reader<UInt64>.seed.read(Place($0.value, head: $0.key, path: "seed"), collector) } ?? 1
  }

  private static func checkName(
    _ name: String, _ tree: YAMLNode, _ source: SourceText, _ collector: DiagnosticCollector
  ) {
    guard let (problem, hint) = nameProblem(name) else { return }
    let written = tree.entry("name")?.value
    collector.report(
      in: written?.source ?? source, at: written?.range ?? 0..<0, path: "name",
      written == nil ? "\(problem), and it is this file's name" : problem, hint: hint)
  }

  /// A column of every run's history. Nothing about the test set may rank.
  private static func rankBy(
    _ entry: YAMLEntry, _ runs: [LoadedExperiment], ofSearch isSearch: Bool, _ collector: DiagnosticCollector
  ) -> String? {
    let place = Place(entry.value, head: entry.key, path: "sweep.rank_by")
    guard let column = Reader<String>.text(.free).read(place, collector) else { return nil }
    guard !runs.isEmpty else { return column }
    if column.hasPrefix("test_") {
      place.report(
        "\(quoted(column)): the test set is not for choosing",
        hint: "write validation_split: 0.1 and rank_by: val_accuracy",
        collector)
      return nil
    }
    if runs.allSatisfy({ $0.spec.historyColumns.contains(column) }) {
      guard isSearch, !column.hasPrefix("val_") else { return column }
      place.report(
        "\(quoted(column)): a search chooses by validation data, which the training has not seen",
        hint: runs[0].spec.mayValidate
          ? "write rank_by: val_\(column)" : "write validation_split: 0.1 and rank_by: val_\(column)", collector)
      return nil
    }
    let known = runs[0].spec.historyColumns.filter { name in
      runs.allSatisfy { $0.spec.historyColumns.contains(name) }
    }
    if column.hasPrefix("val_"), !known.contains(where: { $0.hasPrefix("val_") }) {
      place.report("\(quoted(column)) without validation data", hint: "write validation_split: 0.1", collector)
    } else {
      place.report("unknown column \(quoted(column))", hint: advice(for: column, among: known), collector)
    }
    return nil
  }
}
