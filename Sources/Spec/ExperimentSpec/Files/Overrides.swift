import Diagnostics
import Text
import YAMLTree

/// One value applied to a spec's tree at a path such as `optimizer.adam.learning_rate` or `layers[1].dense.units`:
/// `KEY=VALUE` from the command line, or a point of a sweep.
///
/// A problem points to where key and value were written: into the argument itself, under the name `--set`, or into the
/// sweep's file.
struct Override {
  /// The source's name for an argument, in place of a file's.
  static let sourceName = "--set"

  /// Whether it is from the command line, not from a sweep's file.
  let isArgument: Bool
  let source: SourceText
  let keyRange: Range<Int>
  private let collector: DiagnosticCollector
  /// nil if the override has a reported problem.
  private(set) var target: (path: SpecPath, value: YAMLNode)?

  /// `KEY=VALUE`. The key's type decides how VALUE is read: text, a name or a path literally; otherwise as YAML, in which
  /// an argument may have no comments.
  init(_ argument: String, on form: Form, _ collector: DiagnosticCollector) {
    source = SourceText(name: Self.sourceName, text: argument)
    isArgument = true
    self.collector = collector
    let equals = source.bytes.firstIndex(of: UInt8(ascii: "="))
    keyRange = 0..<(equals ?? 0)
    guard let equals else {
      report(0..<source.bytes.count, "no '=' between key and value", "write KEY=VALUE, as in epochs=3")
      return
    }
    guard let path = path(argument.utf8Prefix(equals), at: 0) else { return }
    if path.parts[0].step == .key("extends") {
      report(path.parts[0].range, "'extends' can't be set", "write it into the spec")
      return
    }
    target = value(from: equals + 1, form.part(at: path)).map { (path, $0) }
  }

  /// A key of a sweep, with one of its values.
  init(key: YAMLNode, value: YAMLNode, _ collector: DiagnosticCollector) {
    source = key.source
    isArgument = false
    keyRange = key.range
    self.collector = collector
    var isQuoted = false
    if case .scalar(_, isPlain: false) = key.content { isQuoted = true }
    guard let path = path(key.text ?? "", at: key.range.lowerBound + (isQuoted ? 1 : 0)) else { return }
    target = (path, value)
  }

  /// The tree with the value at one of its paths; nil if there is no place for it, which is reported.
  func applied(at path: SpecPath, to tree: YAMLNode, _ form: Form) -> YAMLNode? {
    guard let target else { return nil }
    return overlay(target.value, at: path.parts[...], on: tree, form, path: "")
  }

  private func path(_ text: String, at offset: Int) -> SpecPath? {
    if let path = SpecPath(text, base: offset) { return path }
    report(offset..<offset + text.utf8.count, "\(quoted(text)) is no key", "write a key as in optimizer.adam.beta_1")
    return nil
  }

  private func value(from start: Int, _ form: Form) -> YAMLNode? {
    let written = source.bytes[start...]
    if form.isText(written), !written.isOneQuotedText { return textNode(source, from: start, collector) }
    let attempt = DiagnosticCollector()
    let value = parseYAML(source, from: start, attempt)
    let isRead = attempt.count == 0
    if let comment = isRead ? comment(from: start, outside: value?.scalars ?? []) : spacedHash(from: start) {
      report(comment, "a comment", "an argument has none: text with '#' in it needs quotes")
      return nil
    }
    guard isRead else { return parseYAML(source, from: start, collector) }
    return value ?? YAMLNode(.scalar("", isPlain: true), source: source, range: start..<start)
  }

  /// What may have cut off the missing bracket.
  private func spacedHash(from start: Int) -> Range<Int>? {
    let text = source.bytes[start...]
    if text.contains(where: "\"'".utf8.contains) { return nil }
    return text.firstRange(of: Array(" #".utf8)).map { $0.lowerBound + 1..<text.endIndex }
  }

  /// What YAML skips: a `#` outside of scalars, and everything after it.
  private func comment(from start: Int, outside scalars: [YAMLNode]) -> Range<Int>? {
    var start = start
    for range in scalars.map(\.range) + [source.bytes.count..<source.bytes.count] where range.lowerBound >= start {
      if let hash = source.bytes[start..<range.lowerBound].firstIndex(of: UInt8(ascii: "#")) {
        return hash..<source.bytes.count
      }
      start = range.upperBound
    }
    return nil
  }

  private func overlay(
    _ value: YAMLNode, at parts: ArraySlice<SpecPath.Part>, on base: YAMLNode?, _ form: Form, path: String
  ) -> YAMLNode? {
    guard let part = parts.first else {
      let value = value.normalized(form)
      return base.map { $0.merged(with: value, form) } ?? value
    }
    switch part.step {
    case .key(let name) where form.wraps(name):
      return overlay(value, at: parts.dropFirst(), on: base, form, path: path)
    case .key(let name):
      guard base?.elements == nil else {
        report(part.range, "\(path) is a list", "number its entries: \(path)[\(Int(name) ?? 0)]")
        return nil
      }
      let old = base?.entry(name)?.value
      if case .index(let index)? = parts.dropFirst().first?.step, old?.elements == nil {
        reportNoList(index, of: name, parts, in: base, form, path)
        return nil
      }
      let path = path.isEmpty ? name : "\(path).\(name)"
      guard let new = overlay(value, at: parts.dropFirst(), on: old, form.member(name), path: path) else { return nil }
      let key = YAMLNode(.scalar(name, isPlain: true), source: source, range: part.range)
      let child = YAMLNode(.mapping([YAMLEntry(key: key, value: new)]), source: source, range: part.range)
      return base.map { $0.merged(with: child, form) } ?? child
    case .index(let index):
      guard var elements = base?.elements, elements.indices.contains(index) else {
        reportIndex(index, of: base, part, path)
        return nil
      }
      guard let next = parts.dropFirst().first else { return replacing(index, with: value, form, &elements, base) }
      if let name = elements[index].entries?.first?.name, next.step != .key(name) {
        report(next.range, "\(path)[\(index)] is \(quoted(name))", "name its options: \(path)[\(index)].\(name).…")
        return nil
      }
      let element = overlay(
        value, at: parts.dropFirst(), on: elements[index], form.element, path: "\(path)[\(index)]")
      guard let element else { return nil }
      elements[index] = element
      return base.map { YAMLNode(.sequence(elements), source: $0.source, range: $0.range) }
    }
  }

  private func replacing(
    _ index: Int, with value: YAMLNode, _ form: Form, _ elements: inout [YAMLNode], _ base: YAMLNode?
  ) -> YAMLNode? {
    elements[index] = elements[index].merged(with: value.normalized(form.element), form.element)
    return base.map { YAMLNode(.sequence(elements), source: $0.source, range: $0.range) }
  }

  /// A numbered entry of something that is no list, or is not there.
  private func reportNoList(
    _ index: Int, of name: String, _ parts: ArraySlice<SpecPath.Part>, in base: YAMLNode?, _ form: Form, _ path: String
  ) {
    let (part, next) = (parts[parts.startIndex], parts[parts.startIndex + 1])
    let value = base?.entry(name)?.value
    let inner = form.member(name)
    if value == nil, case .branches = form {
      let names = (base?.entries ?? []).map(\.name)
      let known = names.isEmpty ? "there are no branches" : "its branches: \(listed(names))"
      let hint = suggestion(for: name, among: names).map { "did you mean '\($0)'?" } ?? known
      return report(part.range, "\(path) has no branch \(quoted(name))", hint)
    }
    let path = path.isEmpty ? name : "\(path).\(name)"
    if value?.isNull != false, inner.isList {
      return report(next.range, "\(path) has no entries", "set the whole list: \(path)=[…]")
    }
    let list: String? =
      if case .branches = inner { value?.entries?.first?.name } else { inner.ownList }
    let hint = list.map { "write \(path).\($0)[\(index)]" }
    report(next.range, "\(path) is no list", hint ?? "only lists have numbered entries")
  }

  private func reportIndex(_ index: Int, of base: YAMLNode?, _ part: SpecPath.Part, _ path: String) {
    guard let count = base?.elements?.count else {
      report(part.range, "\(path) is no list", "only lists have numbered entries")
      return
    }
    let hint = count == 0 ? "the list is empty" : "the entries are [0] to [\(count - 1)]"
    report(part.range, "\(path) has no entry [\(index)]", hint)
  }

  private func report(_ range: Range<Int>, _ problem: String, _ hint: String) {
    collector.report(in: source, at: range, problem, hint: hint)
  }
}

extension String {
  fileprivate func utf8Prefix(_ count: Int) -> String { String(decoding: utf8.prefix(count), as: UTF8.self) }
}

extension ArraySlice<UInt8> {
  /// Whether one pair of quotes encloses all of it, as in a file.
  fileprivate var isOneQuotedText: Bool {
    guard count > 1, let quote = first, "\"'".utf8.contains(quote) else { return false }
    var index = startIndex + 1
    while index < endIndex, self[index] != quote || (quote == UInt8(ascii: "'") && self[(index + 1)...].first == quote)
    {
      index += quote == self[index] || (quote == UInt8(ascii: "\"") && self[index] == UInt8(ascii: "\\")) ? 2 : 1
    }
    return index == endIndex - 1
  }
}
