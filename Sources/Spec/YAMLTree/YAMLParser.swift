public import Diagnostics
import Text

public enum YAMLLimits {
  /// 1 MB.
  public static let bytes = 1_000_000
  /// Nesting of collections, including the outermost.
  public static let depth = 32
  /// Scalars and collections, including keys: a sweep of 10,000 values has as many.
  public static let nodes = 30_000
}

/// Reads the one document of a source: a plain tree, without anchors, aliases, tags and merge keys.
///
/// - Parameter start: the byte at which the document begins, if it is only a part of the source.
/// - Returns: nil if nothing is written, or nothing could be read further. All problems go to `collector`; whatever could
///   be understood is in the tree, so that it can be checked, too.
public func parseYAML(_ source: SourceText, from start: Int = 0, _ collector: DiagnosticCollector) -> YAMLNode? {
  guard let textStart = checkBytes(of: source, from: start, collector) else { return nil }
  do {
    let events = try EventReader(source.bytes[textStart...], base: textStart)
    var builder = TreeBuilder(source: source, events: events, collector: collector)
    do {
      return try builder.document()
    } catch let problem as EventReader.Problem where !builder.hasSlips {
      report(problem, in: source, collector)
    } catch {
      // The builder has reported why it stopped, or a slip after which the rest would be misread.
    }
  } catch {
    report(error, in: source, collector)
  }
  return nil
}

/// The rest of a source as one text in which no character has a special meaning.
///
/// - Returns: nil if it is not text; the reason goes to `collector`.
public func textNode(_ source: SourceText, from start: Int, _ collector: DiagnosticCollector) -> YAMLNode? {
  guard let start = checkBytes(of: source, from: start, collector) else { return nil }
  let text = String(decoding: source.bytes[start...], as: UTF8.self)
  return YAMLNode(.scalar(text, isPlain: true), source: source, range: start..<source.bytes.count)
}

/// Events to nodes, by recursive descent: at most `YAMLLimits.depth` levels.
private struct TreeBuilder {
  /// Reading on makes no sense; the reason has been reported.
  struct Stopped: Error {}

  let source: SourceText
  let events: EventReader
  let collector: DiagnosticCollector
  private var nodes = 0
  /// Whether a key is not what it looks like.
  private(set) var hasSlips = false

  init(source: SourceText, events: EventReader, collector: DiagnosticCollector) {
    self.source = source
    self.events = events
    self.collector = collector
  }

  mutating func document() throws -> YAMLNode? {
    var root: YAMLNode?
    while true {
      let event = try events.next()
      switch event.kind {
      case .streamEnd: return root
      case .documentStart where root != nil:
        report(event.range, "", "a second document", "a file holds one spec: remove '---' and what follows")
        return root
      case .documentStart, .documentEnd, .other: continue
      default: root = try node(event, path: "", depth: 1)
      }
    }
  }

  private mutating func node(_ event: EventReader.Event, path: String, depth: Int) throws -> YAMLNode {
    try countNode(event)
    checkProperties(event, path)
    switch event.kind {
    case .scalar(let text, let isPlain):
      if text.utf8.contains(0) {
        report(event.range, path, "a NUL character", "remove '\\0'")
        return YAMLNode(.invalid, source: source, range: event.range)
      }
      return YAMLNode(.scalar(text, isPlain: isPlain), source: source, range: event.range)
    case .sequenceStart(let isFlow):
      try checkDepth(depth, event, path)
      return try sequence(event, isFlow: isFlow, path, depth)
    case .mappingStart(let isFlow):
      try checkDepth(depth, event, path)
      return try mapping(event, isFlow: isFlow, path, depth)
    default:
      report(event.range, path, "an alias (\(text(event.range)))", "write the value out; 'extends' shares values")
      return YAMLNode(.invalid, source: source, range: event.range)
    }
  }

  private mutating func sequence(
    _ start: EventReader.Event, isFlow: Bool, _ path: String, _ depth: Int
  ) throws -> YAMLNode {
    var elements: [YAMLNode] = []
    while true {
      let event = try events.next()
      if case .sequenceEnd = event.kind {
        let range = isFlow ? start.range.lowerBound..<event.range.upperBound : dash(start.range.lowerBound)
        return YAMLNode(.sequence(elements), source: source, range: range)
      }
      elements.append(try node(event, path: "\(path)[\(elements.count)]", depth: depth + 1))
    }
  }

  private func dash(_ offset: Int) -> Range<Int> { offset..<min(offset + 1, source.bytes.count) }

  private mutating func mapping(
    _ start: EventReader.Event, isFlow: Bool, _ path: String, _ depth: Int
  ) throws -> YAMLNode {
    var entries: [YAMLEntry] = []
    var offsets: [String: Int] = [:]
    while true {
      let event = try events.next()
      if case .mappingEnd = event.kind {
        let blockRange = entries.first?.key.range ?? start.range
        let range = isFlow ? start.range.lowerBound..<event.range.upperBound : blockRange
        return YAMLNode(.mapping(entries), source: source, range: range)
      }
      let key = try node(event, path: path, depth: depth + 1)
      let name = key.text
      let value = try node(try events.next(), path: member(name, of: path), depth: depth + 1)
      guard let name else {
        if !key.isInvalid { report(key.range, path, "a key that is no word", "a key is one word, as in 'epochs: 10'") }
        entries.append(unusable(key))
        continue
      }
      if isFlow, let last = entries.indices.last, let piece = CommaWithin(entries[last].value, key, value) {
        report(piece.range, member(entries[last].name, of: path), piece.problem, piece.hint)
        entries[last].value = YAMLNode(.invalid, source: source, range: piece.range)
      } else if isFlow, entries.last?.value.range.contains(key.range.lowerBound) == true {
        // A further part of a value that has been reported.
      } else if collector.reportSlips(in: key, path: path) {
        hasSlips = true
        // What seems to be indented below a key belongs to it.
        if entries.last?.value.isNull == true { entries[entries.count - 1] = unusable(entries[entries.count - 1].key) }
        entries.append(unusable(key))
      } else if isMergeKey(key) {
        report(key.range, path, "a merge key (<<)", "use 'extends' to share values between files")
        entries.append(unusable(key))
      } else if let first = offsets[name] {
        let line = source.lineNumber(of: first)
        report(key.range, path, "duplicate key \(quoted(name))", "the first is on line \(line): keep one of them")
      } else {
        offsets[name] = key.range.lowerBound
        entries.append(YAMLEntry(key: key, value: value))
      }
    }
  }

  /// Takes the place of what may have been any entry.
  private func unusable(_ key: YAMLNode) -> YAMLEntry {
    let nothing = YAMLNode(.invalid, source: source, range: key.range)
    return YAMLEntry(key: nothing, value: nothing)
  }

  private func member(_ name: String?, of path: String) -> String {
    // A path is shown to users, and made for every value, so it stays short.
    guard let name = name?.prefix(40) else { return path }
    return path.isEmpty ? String(name) : "\(path).\(name)"
  }

  private func isMergeKey(_ key: YAMLNode) -> Bool {
    if case .scalar("<<", isPlain: true) = key.content { true } else { false }
  }

  private func checkDepth(_ depth: Int, _ event: EventReader.Event, _ path: String) throws {
    guard depth > YAMLLimits.depth else { return }
    // The path is as deep as the nesting, too long to be helpful.
    report(event.range, "", "nested more than \(YAMLLimits.depth) levels deep", "a spec needs no more than five")
    throw Stopped()
  }

  private mutating func countNode(_ event: EventReader.Event) throws {
    nodes += 1
    guard nodes > YAMLLimits.nodes else { return }
    report(event.range, "", "more than \(YAMLLimits.nodes) keys and values", "is this the right file?")
    throw Stopped()
  }

  private func checkProperties(_ event: EventReader.Event, _ path: String) {
    if case .alias = event.kind { return }
    guard event.hasAnchor || event.hasTag else { return }
    let word = word(at: event.range.lowerBound)
    if event.hasTag, !text(word).hasPrefix("&") {
      report(word, path, "a tag (\(text(word)))", "remove it: the key says what kind of value it takes")
    } else {
      report(word, path, "an anchor (\(text(word)))", "remove it; 'extends' shares values between files")
    }
  }

  /// The bytes up to the next space: an anchor or a tag.
  private func word(at offset: Int) -> Range<Int> {
    let rest = source.bytes[offset...]
    return offset..<(rest.firstIndex { $0 <= 0x20 || $0 == UInt8(ascii: ",") } ?? source.bytes.count)
  }

  private func text(_ range: Range<Int>) -> String {
    let shown = range.prefix(40)
    return String(decoding: source.bytes[shown.startIndex..<shown.endIndex], as: UTF8.self)
  }

  private func report(_ range: Range<Int>, _ path: String, _ problem: String, _ hint: String) {
    collector.report(in: source, at: range, path: path, problem, hint: hint)
  }
}
