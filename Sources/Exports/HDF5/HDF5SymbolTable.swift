/// The members of a group: a heap with their names, nodes of a few members each, and a tree that finds a name's node.
struct HDF5SymbolTable {
  /// As usual: twice the K of leaves and of inner nodes. Each node has this much room, whatever is in it.
  static let (symbolsOfNode, childrenOfNode) = (8, 32)

  /// Each with its name's place in the heap and the address of its object header.
  private var symbols: [(name: Int, header: Int)] = []
  private var names = HDF5Bytes()

  /// - Parameter members: in the order of their names' bytes.
  init(_ members: [(name: String, header: Int)]) {
    // The empty name is less than any other: the tree's first key.
    names.pad(to: 8)
    for (name, header) in members {
      symbols.append((names.count, header))
      names.add(Array(name.utf8) + [0])
      names.align()
    }
  }

  /// A local heap: section III.D.
  ///
  /// - Returns: its address.
  func appendHeap(to content: inout HDF5Bytes) -> Int {
    let start = content.append(names)
    var heap = HDF5Bytes("HEAP")
    heap.add(UInt32(0))
    // 1 is for a list of free blocks without any.
    heap.add([UInt64(names.count), 1, UInt64(start)])
    return content.append(heap)
  }

  /// - Returns: the address of its root.
  func appendTree(to content: inout HDF5Bytes) -> Int {
    let nodes = symbols.parts(of: Self.symbolsOfNode).map { part in
      HDF5Tree.Child(address: appendNode(part, to: &content), last: part.last?.name ?? 0)
    }
    return HDF5Tree(nodes).append(to: &content)
  }

  /// A symbol table node: section III.B.
  private func appendNode(_ symbols: ArraySlice<(name: Int, header: Int)>, to content: inout HDF5Bytes) -> Int {
    var node = HDF5Bytes("SNOD")
    node.add([1, 0] as [UInt8])
    node.add(UInt16(symbols.count))
    for symbol in symbols { node.add(Self.entry(name: symbol.name, header: symbol.header)) }
    node.pad(to: 8 + 40 * Self.symbolsOfNode)
    return content.append(node)
  }

  /// A symbol table entry: section III.C. Nothing is known beforehand of what it leads to.
  static func entry(name: Int, header: Int) -> HDF5Bytes {
    var entry = HDF5Bytes()
    entry.add([UInt64(name), UInt64(header)])
    entry.pad(to: 40)
    return entry
  }
}
