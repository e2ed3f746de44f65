import YAMLTree

/// The lists of members that were last read without a problem, by their keys.
///
/// Thousands of specs of a sweep differ in a number and share the nodes of everything else: what has been read of the same nodes is not
/// read again.
final class ReadLists {
  private var lists: [String: (nodes: [YAMLNode], members: Any)] = [:]

  func list<Member>(under key: String, of nodes: [YAMLNode]) -> [Member]? {
    guard let known = lists[key], known.nodes.isSameMemory(as: nodes) else { return nil }
    return known.members as? [Member]
  }

  /// The nodes stay in memory as long as what was read of them, so that no others can take their place.
  func keep<Member>(_ members: [Member], under key: String, of nodes: [YAMLNode]) { lists[key] = (nodes, members) }
}

extension [YAMLNode] {
  fileprivate func isSameMemory(as other: Self) -> Bool {
    count == other.count
      && withUnsafeBufferPointer { own in other.withUnsafeBufferPointer { own.baseAddress == $0.baseAddress } }
  }
}
