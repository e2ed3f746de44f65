/// The parts of a spec that were last read without a problem, by their keys: lists of members, and the data set.
///
/// Thousands of specs of a sweep differ in a number and share the nodes of everything else: what has been read of the same nodes is not
/// read again.
final class ReadParts {
  private var parts: [String: (nodes: Any, value: Any)] = [:]

  func value<Node, Value>(under key: String, of nodes: [Node]) -> Value? {
    guard let known = parts[key], let old = known.nodes as? [Node], old.isSameMemory(as: nodes) else { return nil }
    return known.value as? Value
  }

  /// The nodes stay in memory as long as what was read of them, so that no others can take their place.
  func keep<Node>(_ value: Any, under key: String, of nodes: [Node]) { parts[key] = (nodes, value) }
}

extension Array {
  fileprivate func isSameMemory(as other: Self) -> Bool {
    count == other.count
      && withUnsafeBufferPointer { own in other.withUnsafeBufferPointer { own.baseAddress == $0.baseAddress } }
  }
}
