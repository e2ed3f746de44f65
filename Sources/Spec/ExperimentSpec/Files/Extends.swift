import Diagnostics
import Text
import YAMLTree

/// A file and those it extends, merged into one tree in which every shorthand is written out.
struct FileChain {
  static let depth = 16

  let collector: DiagnosticCollector
  private let form: Form
  /// Whether a part is missing because of a reported problem; missing keys may be in that part.
  private(set) var isIncomplete = false

  init(of form: Form = .root, _ collector: DiagnosticCollector) {
    self.form = form
    self.collector = collector
  }

  /// The source's tree with that of the files it extends.
  ///
  /// - Parameter identity: nil for a text that is not in a file.
  mutating func load(_ source: SourceText, _ identity: FileIdentity?) -> YAMLNode {
    tree(of: source, opened: identity.map { [$0] } ?? [])
  }

  private mutating func tree(of source: SourceText, opened: [FileIdentity]) -> YAMLNode {
    let before = collector.count
    guard let parsed = parseYAML(source, collector), !parsed.isNull else {
      isIncomplete = true
      if collector.count == before {
        report(source, 0..<0, "", "an empty file", "write at least dataset, layers and loss")
      }
      return YAMLNode(.mapping([]), source: source, range: 0..<0)
    }
    guard parsed.entries != nil else {
      isIncomplete = true
      if !collector.reportSlips(in: parsed, path: "") {
        report(source, parsed.range, "", "expected keys and values", "write at least dataset, layers and loss")
      }
      return YAMLNode(.mapping([]), source: source, range: 0..<0)
    }
    let child = parsed.normalized(form)
    guard let extends = child.entry("extends") else { return child }
    guard let parent = parent(of: source, extends, opened) else {
      isIncomplete = true
      return child.without(["extends"])
    }
    // The name is not inherited: two specs with one name would write the same results.
    return parent.without(["name"]).merged(with: child.without(["extends"]), form)
  }

  private mutating func parent(
    of source: SourceText, _ extends: YAMLEntry, _ opened: [FileIdentity]
  ) -> YAMLNode? {
    guard let written = extends.value.text, !written.isEmpty, !extends.value.isNull else {
      if !extends.value.isInvalid {
        report(source, extends.key.range, "extends", "expected a path", "write extends: FILE.yaml")
      }
      return nil
    }
    let path = source.resolve(written)
    let range = extends.value.range
    do {
      let (parent, identity) = try readSource(path)
      guard !opened.contains(identity) else {
        report(source, range, "extends", "\(quoted(written)) extends itself in the end", "break the circle")
        return nil
      }
      guard opened.count < Self.depth else {
        report(source, range, "extends", "more than \(Self.depth) files extend one another", "merge some of them")
        return nil
      }
      return tree(of: parent, opened: opened + [identity])
    } catch {
      if let slip = extends.value.lookAlike {
        collector.report(slip, in: source, path: "extends")
        return nil
      }
      let problem = "\(quoted(path, limit: 200)) can't be read: \(error.reason)"
      report(source, range, "extends", problem, "the path starts at this file")
      return nil
    }
  }

  private func report(_ source: SourceText, _ range: Range<Int>, _ path: String, _ problem: String, _ hint: String) {
    collector.report(in: source, at: range, path: path, problem, hint: hint)
  }
}
