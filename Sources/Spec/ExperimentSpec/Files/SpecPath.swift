import YAMLTree

/// A path into a spec's tree, such as `layers[1].dense.units`.
struct SpecPath {
  enum Step: Equatable {
    case key(String)
    case index(Int)

    var name: String? { if case .key(let name) = self { name } else { nil } }
  }

  /// A step, and the characters in which it is written.
  struct Part {
    var step: Step
    var range: Range<Int>
  }

  var parts: [Part] = []

  var steps: [Step] { parts.map(\.step) }

  /// As deep as a spec may be: each step is a level.
  static let greatestCount = YAMLLimits.depth

  /// - Parameter base: where the text begins in its source, in bytes.
  /// - Returns: nil if it is not a path.
  init?(_ text: some StringProtocol, base: Int = 0) {
    let bytes = Array(text.utf8)
    var offset = 0
    while offset < bytes.count {
      guard parts.count < Self.greatestCount else { return nil }
      if bytes[offset] == UInt8(ascii: "[") {
        guard let end = bytes[offset...].firstIndex(of: UInt8(ascii: "]")), !parts.isEmpty,
          let index = Self.index(bytes[offset + 1..<end])
        else { return nil }
        parts.append(Part(step: .index(index), range: base + offset..<base + end + 1))
        offset = end + 1
        continue
      }
      if !parts.isEmpty {
        guard bytes[offset] == UInt8(ascii: ".") else { return nil }
        offset += 1
      }
      let end = bytes[offset...].firstIndex { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "[") } ?? bytes.count
      guard end > offset else { return nil }
      parts.append(
        Part(
          step: .key(String(decoding: bytes[offset..<end], as: UTF8.self)), range: base + offset..<base + end))
      offset = end
    }
    if parts.isEmpty { return nil }
  }

  /// Digits only: `Int` would accept a sign.
  private static func index(_ digits: ArraySlice<UInt8>) -> Int? {
    guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
    return Int(String(decoding: digits, as: UTF8.self))
  }
}

extension [SpecPath.Step] {
  /// As it is written.
  var text: String {
    reduce(into: "") { text, step in
      switch step {
      case .key(let name): text += text.isEmpty ? name : "." + name
      case .index(let index): text += "[\(index)]"
      }
    }
  }
}

extension YAMLNode {
  /// Whether something is written there.
  func hasEntry(at path: SpecPath) -> Bool {
    var node = self
    for step in path.steps {
      switch step {
      case .key(let name):
        guard let value = node.entry(name)?.value else { return false }
        node = value
      case .index(let index):
        guard let elements = node.elements, elements.indices.contains(index) else { return false }
        node = elements[index]
      }
    }
    return true
  }

  /// What to point at for a path, or for its nearest written ancestor: a scalar or a list itself, the key of anything else.
  func pointer(at path: SpecPath) -> YAMLNode? {
    var node = self
    var pointer: YAMLNode?
    for part in path.parts {
      switch part.step {
      case .key(let name):
        guard let entry = node.entry(name) else { return pointer }
        (node, pointer) = (entry.value, Place(entry.value, head: entry.key, path: "").pointer)
      case .index(let index):
        guard let elements = node.elements, elements.indices.contains(index) else { return pointer }
        (node, pointer) = (elements[index], elements[index].entries?.first?.key ?? elements[index])
      }
    }
    return pointer
  }
}
