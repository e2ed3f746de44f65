/// One problem in a file: where, what was found, what would be right.
public struct Diagnostic: Error, Equatable, Sendable {
  public enum Severity: String, Sendable {
    case error
    case warning
  }

  public var severity: Severity
  /// As the user named it.
  public var file: String
  public var mark: SourceMark?
  /// The place in the tree, such as `layers[1].dense`; empty at the root.
  public var path: String
  public var problem: String
  /// What to do next.
  public var hint: String?
  /// The source whose line the renderer quotes.
  public var source: SourceText?

  /// A problem of a whole file, or of no file.
  public init(
    severity: Severity = .error, file: String, path: String = "", problem: String, hint: String? = nil
  ) {
    self.severity = severity
    self.file = file
    self.path = path
    self.problem = problem
    self.hint = hint
  }

  /// A problem of certain bytes of a source.
  public init(
    severity: Severity = .error, in source: SourceText, at range: Range<Int>, path: String = "", problem: String,
    hint: String? = nil
  ) {
    self.init(severity: severity, file: source.name, path: path, problem: problem, hint: hint)
    self.mark = source.mark(range)
    self.source = source
  }

  public static func == (a: Diagnostic, b: Diagnostic) -> Bool {
    a.severity == b.severity && a.file == b.file && a.mark == b.mark && a.path == b.path && a.problem == b.problem
      && a.hint == b.hint
  }
}

/// All problems found together: by file, then by place, each once.
public struct DiagnosticList: Error, Equatable, Sendable {
  public let diagnostics: [Diagnostic]
  /// Further problems that were found but not kept.
  public let omitted: Int

  public init(_ diagnostics: [Diagnostic], omitted: Int = 0) {
    var kept: [Diagnostic] = []
    let sorted = diagnostics.enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }
    for (_, diagnostic) in sorted
    where !kept.reversed().prefix(while: { $0.place == diagnostic.place }).contains(diagnostic) {
      kept.append(diagnostic)
    }
    self.diagnostics = kept
    self.omitted = omitted
  }
}

extension Diagnostic {
  fileprivate struct Place: Comparable {
    var file: String
    var offset: Int

    static func < (a: Place, b: Place) -> Bool { (a.file, a.offset) < (b.file, b.offset) }
  }

  fileprivate var place: Place { Place(file: file, offset: mark?.offset ?? -1) }
}

/// Collects the problems of all stages that read a file, so that they are reported together.
public final class DiagnosticCollector {
  /// A file with a million mistakes is some other kind of file: further problems are only counted.
  public static let limit = 100

  private var diagnostics: [Diagnostic] = []
  private var omitted = 0

  public init() {}

  /// How many have been reported, including repeated ones.
  public private(set) var count = 0

  /// Whether further problems are only counted, so that there is no need to word them.
  public var isFull: Bool { diagnostics.count >= Self.limit }

  public func report(
    in source: SourceText, at range: Range<Int>, path: String = "", _ problem: String, hint: String? = nil
  ) {
    guard !isFull else { return omit() }
    report(Diagnostic(in: source, at: range, path: path, problem: problem, hint: hint))
  }

  /// A further problem, which is only counted.
  public func omit() {
    count += 1
    omitted += 1
  }

  /// A problem that all runs of a sweep share counts once.
  public func report(_ diagnostic: Diagnostic) {
    count += 1
    if !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
  }

  public func throwIfAny() throws {
    if !diagnostics.isEmpty { throw DiagnosticList(diagnostics, omitted: omitted) }
  }
}
