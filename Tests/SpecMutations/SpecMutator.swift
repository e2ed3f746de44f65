/// Specs with one to four things wrong: mutant `index` of a seed has the same bytes wherever it is made.
public struct SpecMutator: Sendable {
  private let specs: [[UInt8]]
  private let corpus: [[UInt8]]
  private let seed: UInt64

  /// - Parameter specs: texts to mutate in addition to those in `Snippets`.
  public init(specs: [[UInt8]], seed: UInt64) {
    self.specs = specs
    corpus = specs + Snippets.texts.map { Array($0.utf8) }
    self.seed = seed
  }

  public func mutant(_ index: Int) -> [UInt8] {
    var scramble = SplitMix64(seed: seed)
    var generator = SplitMix64(seed: scramble.next() &+ UInt64(index))
    var text = generator.pick(generator.index(below: 2) == 0 && !specs.isEmpty ? specs : corpus)
    repeat { mutate(&text, &generator) } while generator.index(below: 2) == 0 && text.count < Self.greatestLength
    return text
  }

  /// Mutants that double at every step would only test the memory.
  private static let greatestLength = 1 << 15

  private func mutate(_ text: inout [UInt8], _ generator: inout SplitMix64) {
    switch generator.index(below: 5) {
    case 0: mutateBytes(&text, &generator)
    case 1: mutateWords(&text, &generator)
    case 2: mutateLines(&text, &generator)
    case 3: replaceValue(&text, &generator)
    default: mutateStructure(&text, &generator)
    }
  }

  private func mutateBytes(_ text: inout [UInt8], _ generator: inout SplitMix64) {
    let range = generator.range(in: text.count, longest: 12)
    switch generator.index(below: 6) {
    case 0:
      guard range.lowerBound < text.count else { return }
      text[range.lowerBound] ^= UInt8(1 << generator.index(below: 8))
    case 1: text.insert(generator.pick(Snippets.bytes), at: range.lowerBound)
    case 2: text.insert(contentsOf: generator.pick(Snippets.sequences), at: range.lowerBound)
    case 3: text.removeSubrange(range)
    case 4: text.insert(contentsOf: text[range], at: generator.index(below: text.count + 1))
    default: text.removeSubrange(range.lowerBound...)
    }
  }

  /// Two words are swapped, or one is misspelt.
  private func mutateWords(_ text: inout [UInt8], _ generator: inout SplitMix64) {
    let words = Self.words(in: text)
    guard !words.isEmpty else { return }
    let (a, b) = (generator.pick(words), generator.pick(words))
    switch generator.index(below: 4) {
    case 0 where a.upperBound <= b.lowerBound:
      let (first, second) = (Array(text[a]), Array(text[b]))
      text.replaceSubrange(b, with: first)
      text.replaceSubrange(a, with: second)
    case 1: text.replaceSubrange(a, with: Array(text[b]))
    case 2: text.remove(at: a.lowerBound + generator.index(below: a.count))
    default:
      let index = a.lowerBound + generator.index(below: a.count)
      text.insert(UInt8(ascii: "a") + UInt8(generator.index(below: 26)), at: index)
    }
  }

  private func replaceValue(_ text: inout [UInt8], _ generator: inout SplitMix64) {
    let words = Self.words(in: text)
    guard !words.isEmpty else { return }
    text.replaceSubrange(generator.pick(words), with: Array(generator.pick(Snippets.values).utf8))
  }

  private func mutateLines(_ text: inout [UInt8], _ generator: inout SplitMix64) {
    var lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
    let line = generator.index(below: lines.count)
    let other = generator.index(below: lines.count)
    switch generator.index(below: 6) {
    case 0: lines.insert(lines[line], at: other)
    case 1: lines.remove(at: line)
    case 2: lines.swapAt(line, other)
    case 3: lines[line].insert(contentsOf: [UInt8](repeating: 0x20, count: 1 + generator.index(below: 4)), at: 0)
    case 4: lines[line].removeFirst(min(lines[line].prefix { $0 == 0x20 }.count, 1 + generator.index(below: 4)))
    default: lines[line].insert(contentsOf: Array("- ".utf8), at: lines[line].prefix { $0 == 0x20 }.count)
    }
    let ends: [[UInt8]] = [[0x0D, 0x0A], [0x0D], [0xC2, 0x85]]
    let end = generator.index(below: 8) == 0 ? generator.pick(ends) : [0x0A]
    text = Array(lines.joined(separator: end))
  }

  /// Two texts are spliced, or a part is put in brackets.
  private func mutateStructure(_ text: inout [UInt8], _ generator: inout SplitMix64) {
    let other = generator.pick(corpus)
    switch generator.index(below: 4) {
    case 0:
      let start = text[..<generator.index(below: text.count + 1)]
      text = Array(start + other[generator.index(below: other.count + 1)...])
    case 1: text += other
    case 2:
      let words = Self.words(in: text)
      guard !words.isEmpty else { return }
      text.replaceSubrange(generator.pick(words), with: other[generator.range(in: other.count, longest: 200)])
    default:
      let range = generator.range(in: text.count, longest: 60)
      let depth = generator.pick([1, 1, 1, 2, 31, 33, 200])
      let pair = generator.pick([("[", "]"), ("{a: ", "}"), ("{", "}"), ("- ", ""), ("\"", "\""), ("? ", "")])
      let (opening, closing) = (String(repeating: pair.0, count: depth), String(repeating: pair.1, count: depth))
      text.replaceSubrange(range, with: Array(opening.utf8) + text[range] + Array(closing.utf8))
    }
  }

  /// Keys, names and numbers.
  private static func words(in text: [UInt8]) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var start: Int?
    for (index, byte) in text.enumerated() {
      let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
      let isWord = letters ~= byte | 0x20 || (0x30...0x39) ~= byte || [0x5F, 0x2E, 0x2D, 0x2B].contains(byte)
      if isWord, start == nil { start = index }
      if !isWord, let first = start {
        words.append(first..<index)
        start = nil
      }
    }
    if let start { words.append(start..<text.count) }
    return words
  }
}
