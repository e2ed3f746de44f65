internal import CLibYAML

/// libyaml's events over some bytes, with positions in bytes.
///
/// Owns libyaml's parser and the bytes that it reads, and frees both. The bytes must be valid UTF-8.
final class EventReader {
  struct Event {
    enum Kind {
      case streamEnd, documentStart, documentEnd, alias, sequenceEnd, mappingEnd
      case scalar(String, isPlain: Bool)
      case sequenceStart(isFlow: Bool)
      case mappingStart(isFlow: Bool)
      /// Events without meaning here.
      case other
    }

    var kind: Kind
    /// In bytes from the source's beginning.
    var range: Range<Int>
    var hasAnchor: Bool
    var hasTag: Bool
  }

  /// libyaml's own description of a problem.
  struct Problem: Error {
    var problem: String
    var context: String
    /// In bytes from the source's beginning.
    var offset: Int
    var contextOffset: Int
  }

  private let input: UnsafeMutableBufferPointer<UInt8>
  private let reader: UnsafeMutablePointer<runner_yaml_reader>
  private let base: Int
  /// The byte at which each Unicode scalar begins; nil if every scalar is one byte.
  private let scalarOffsets: [Int]?
  private var pairs: SurrogatePairs

  /// - Parameter base: where `bytes` begin in their source.
  init(_ bytes: ArraySlice<UInt8>, base: Int) throws(Problem) {
    input = .allocate(capacity: bytes.count)
    pairs = SurrogatePairs(in: bytes)
    _ = input.initialize(from: pairs.hidden(in: bytes))
    guard let reader = runner_yaml_open(input.baseAddress, input.count) else {
      input.deallocate()
      throw Self.outOfMemory
    }
    self.reader = reader
    self.base = base
    if bytes.allSatisfy({ $0 < 0x80 }) {
      scalarOffsets = nil
    } else {
      scalarOffsets = input.indices.filter { bytes[bytes.startIndex + $0] & 0xC0 != 0x80 }
    }
  }

  deinit {
    runner_yaml_close(reader)
    input.deallocate()
  }

  func next() throws(Problem) -> Event {
    var event = runner_yaml_event()
    guard runner_yaml_next(reader, &event) else { throw lastProblem() }
    let start = offset(ofScalar: event.start)
    let range = start..<max(start, offset(ofScalar: event.end))
    return Event(kind: kind(of: event, at: range), range: range, hasAnchor: event.has_anchor, hasTag: event.has_tag)
  }

  private func kind(of event: runner_yaml_event, at range: Range<Int>) -> Event.Kind {
    switch event.type {
    case YAML_STREAM_END_EVENT: .streamEnd
    case YAML_DOCUMENT_START_EVENT: .documentStart
    case YAML_DOCUMENT_END_EVENT: .documentEnd
    case YAML_ALIAS_EVENT: .alias
    case YAML_SEQUENCE_END_EVENT: .sequenceEnd
    case YAML_MAPPING_END_EVENT: .mappingEnd
    case YAML_SEQUENCE_START_EVENT: .sequenceStart(isFlow: event.is_flow)
    case YAML_MAPPING_START_EVENT: .mappingStart(isFlow: event.is_flow)
    case YAML_SCALAR_EVENT:
      .scalar(
        pairs.restored(
          UnsafeBufferPointer(start: event.text, count: event.length), from: range, isDecoded: event.is_double_quoted),
        isPlain: event.is_plain)
    default: .other
    }
  }

  private func lastProblem() -> Problem {
    let problem = runner_yaml_last_problem(reader)
    if problem.is_out_of_memory { return Self.outOfMemory }
    return Problem(
      problem: problem.problem.map { String(cString: $0) } ?? "",
      context: problem.context.map { String(cString: $0) } ?? "",
      offset: offset(ofScalar: problem.index), contextOffset: offset(ofScalar: problem.context_index))
  }

  private static var outOfMemory: Problem {
    Problem(problem: "out of memory", context: "", offset: 0, contextOffset: 0)
  }

  private func offset(ofScalar index: Int) -> Int {
    guard let scalarOffsets else { return base + min(index, input.count) }
    return base + (index < scalarOffsets.count ? scalarOffsets[index] : input.count)
  }
}
