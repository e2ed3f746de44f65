import Catalog
public import Diagnostics
import YAMLTree
import Text

/// A spec with the places where its values are written.
public struct LoadedExperiment: Sendable {
  public package(set) var spec: ExperimentSpec
  /// The path of `initial_weights`: absolute, or relative to the working directory.
  public let initialWeightsPath: String?
  /// The spec's data set, with paths that are absolute or relative to the working directory.
  public let dataset: DatasetSpec
  /// As the user named it.
  public let file: String
  /// Whether it is a file; otherwise it came from a pipe and can't be read again.
  public let isFile: Bool
  /// Whether it has a name of its own, written in it or its file's.
  public let isNamed: Bool

  private let source: SourceText
  private let tree: YAMLNode

  init(_ spec: ExperimentSpec, source: SourceText, tree: YAMLNode) {
    self.spec = spec
    self.source = source
    self.tree = tree
    file = source.name
    isFile = source.isFile
    isNamed = source.isFile || tree.entry("name") != nil
    initialWeightsPath = spec.initialWeights.map { tree.resolve($0, writtenAt: "initial_weights") }
    dataset = spec.dataset.mappingPaths { tree.resolve($1, writtenAt: "dataset.\($0)") }
  }

  public var data: DataRequest { DataRequest(dataset, for: spec.loss) }

  /// A problem found later, such as shapes that don't fit.
  ///
  /// - Parameters:
  ///   - path: such as `layers[1].conv2d.kernel_size`. The diagnostic points at the value written there, or at its nearest
  ///     written ancestor.
  ///   - other: a path to point at instead.
  ///   - hintWithout: the hint if that is not written.
  public func diagnostic(
    at path: String, _ problem: String, hint: String? = nil, pointingAt other: String? = nil,
    hintWithout: String? = nil
  ) -> Diagnostic {
    let place = SpecPath(other ?? path)
    let pointer = place.flatMap(tree.pointer)
    let hint = place.map(tree.hasEntry) == false ? hintWithout ?? hint : hint
    return Diagnostic(
      in: pointer?.source ?? source, at: pointer?.range ?? 0..<0, path: path, problem: problem, hint: hint)
  }
}

extension YAMLNode {
  /// A relative path starts at the file in which it is written.
  fileprivate func resolve(_ path: String, writtenAt place: String) -> String {
    SpecPath(place).flatMap(pointer)?.source.resolve(path) ?? path
  }
}

public enum ExperimentLoader {
  /// Reads a spec, the specs it extends, and `KEY=VALUE` overrides on top.
  ///
  /// - Throws: ``UnreadableFile`` if there is no such file, and otherwise a `DiagnosticList` with every problem at once.
  public static func load(_ path: String, overrides: [String] = []) throws -> LoadedExperiment {
    try load(readSpec(path), overrides)
  }

  /// The same for a text that is not in a file of its own; messages call it `name`. Its paths start at the working
  /// directory.
  public static func load(text: String, called name: String, overrides: [String] = []) throws -> LoadedExperiment {
    try load((SourceText(name: name, bytes: Array(text.utf8), folder: ""), nil), overrides)
  }

  /// Reads a file's values into any construct, as in a spec. Values that the file does not mention stay unchanged.
  package static func read<Root: Construct>(
    _ root: Root, from path: String, overrides: [String] = []
  ) throws -> Root {
    let collector = DiagnosticCollector()
    let form = Form.options(root.optionDescriptions.kinds)
    let file = try readSpec(path)
    var chain = FileChain(of: form, collector)
    let files = chain.load(file.source, file.identity)
    let tree = Overlays(arguments: overrides, on: form, collector).applied(to: files)
    let start = YAMLNode(.invalid, source: file.source, range: 0..<0)
    var read = root
    if let reader = OptionReader(Place(tree, head: start, path: ""), example: nil, collector) {
      read.options(reader)
      let lists = OptionalLists(root.optionDescriptions)
      reader.finish { lists.hint(forMember: $0) ?? lists.hint(forOption: $0) }
    }
    try collector.throwIfAny()
    return read
  }

  static func load(
    _ file: (source: SourceText, identity: FileIdentity?), _ overrides: [String]
  ) throws -> LoadedExperiment {
    let collector = DiagnosticCollector()
    var chain = FileChain(collector)
    let (source, files) = (file.source, chain.load(file.source, file.identity))
    if let sweep = files.sweepEntry {
      collector.report(
        in: sweep.key.source, at: sweep.key.range, "this is a sweep, not one experiment",
        hint: "train it with: runner sweep \(sweep.key.source.name)")
      try collector.throwIfAny()
    }
    let tree = Overlays(arguments: overrides, collector).applied(to: files)
    let experiment = decode(
      tree, of: source, name: defaultName(source), reportsMissing: !chain.isIncomplete, collector)
    try collector.throwIfAny()
    guard let experiment else {
      // Only a root that is not a mapping gives no experiment: `FileChain` makes none, and overrides merge into it.
      fatalError("no experiment, and no problem")
    }
    return experiment
  }

  /// A fully merged tree as an experiment. Problems go to the collector; without problems the result is not nil.
  static func decode(
    _ tree: YAMLNode, of source: SourceText, name: String, reportsMissing: Bool, parts: ReadParts? = nil,
    _ collector: DiagnosticCollector
  ) -> LoadedExperiment? {
    let start = YAMLNode(.invalid, source: source, range: 0..<0)
    let before = collector.count
    let tree = LayerDefaults(tree, collector).applied(to: tree)
    let place = Place(tree, head: start, path: "")
    guard let reader = OptionReader(place, example: nil, parts: parts, collector) else { return nil }
    var spec = ExperimentSpec(name: name)
    spec.options(reader)
    let others = ExperimentSpec.fileOptions.map(\.key)
    reader.finish(others: others, reportsMissing: reportsMissing) { hint(forMisplaced: $0, in: tree) }
    checkDefaultName(spec.name, tree, start, collector)
    let loaded = LoadedExperiment(spec, source: source, tree: tree)
    // If a part could not be read, what it says is not known.
    if collector.count == before {
      for (path, found) in spec.problems {
        collector.report(loaded.diagnostic(at: path, found.problem, hint: found.hint))
      }
    }
    return loaded
  }

  private static func checkDefaultName(
    _ name: String, _ tree: YAMLNode, _ start: YAMLNode, _ collector: DiagnosticCollector
  ) {
    guard tree.entry("name") == nil, let (problem, _) = nameProblem(name) else { return }
    collector.report(
      in: start.source, at: start.range, path: "name", "\(problem), and it is this file's name",
      hint: "write name: with letters and digits of any script, '.', '_' and '-'")
  }

  /// The file's name; for a pipe a fixed word.
  static func defaultName(_ source: SourceText) -> String { source.isFile ? baseName(source.name) : "stdin" }

  /// A file's name without its folders and `.yaml` or `.yml`.
  static func baseName(_ path: String) -> String {
    let file = lastComponent(of: path)
    for suffix in [".yaml", ".yml"] where file.hasSuffix(suffix) && file.utf8.count > suffix.utf8.count {
      return String(file.dropLast(suffix.count))
    }
    return file
  }
}
