/// A B-tree of a group: section III.A.1, version 1, with nodes of type 0.
struct HDF5Tree {
  struct Child {
    let address: Int
    /// The place in the heap of the greatest name in it.
    let last: Int
  }

  /// Of the level that comes next, in the order of names.
  private let children: [Child]
  private let level: UInt8
  /// 24 bytes before the children, each with a key on both sides.
  private static let nodeSize = 24 + 8 * (2 * HDF5SymbolTable.childrenOfNode + 1)

  init(_ children: [Child], level: UInt8 = 0) { (self.children, self.level) = (children, level) }

  /// Level for level, until one node is left.
  ///
  /// - Returns: its address.
  func append(to content: inout HDF5Bytes) -> Int {
    content.align()
    let start = content.count
    // A group without members has an empty node.
    let parts = children.isEmpty ? [[]] : children.parts(of: HDF5SymbolTable.childrenOfNode)
    var key = 0
    let nodes = parts.enumerated().map { index, part in
      let isLast = index == parts.count - 1
      let left = index == 0 ? nil : start + (index - 1) * Self.nodeSize
      let node = node(part, after: key, left: left, right: isLast ? nil : start + (index + 1) * Self.nodeSize)
      key = part.last?.last ?? key
      return Child(address: content.append(node), last: key)
    }
    return nodes.count == 1 ? nodes[0].address : HDF5Tree(nodes, level: level + 1).append(to: &content)
  }

  /// - Parameters:
  ///   - key: the greatest name before it. A child's names are greater than the key to its left, and none is greater
  ///     than that to its right.
  ///   - left: the nodes beside it.
  private func node(_ children: ArraySlice<Child>, after key: Int, left: Int?, right: Int?) -> HDF5Bytes {
    var node = HDF5Bytes("TREE")
    node.add([0, level])
    node.add(UInt16(children.count))
    node.add([left, right].map { $0.map(UInt64.init) ?? .max })
    node.add(UInt64(key))
    for child in children { node.add([UInt64(child.address), UInt64(child.last)]) }
    node.pad(to: Self.nodeSize)
    return node
  }
}

extension Array {
  /// In order, with so many elements in each but the last.
  func parts(of size: Int) -> [ArraySlice<Element>] {
    stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
  }
}
