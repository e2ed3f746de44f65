/// A tree of groups and arrays in HDF5's oldest version of each structure, which every program reads:
/// HDF5 File Format Specification Version 3.0, https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html.
///
/// By hand: the library would be the largest dependency by far, with compression; groups and plain arrays are needed.
package struct HDF5File {
  /// A function of the tree.
  package var bytes: [UInt8] { content.bytes }

  private var content = HDF5Bytes()

  package init(_ root: HDF5Group) {
    content.pad(to: HDF5Superblock.size)
    let header = append(root)
    content.align()
    content.replaceStart(with: HDF5Superblock(root: header, end: content.count).bytes)
  }

  /// What a structure refers to comes before it, so that the addresses are known.
  ///
  /// - Returns: the address of its object header.
  private mutating func append(_ group: HDF5Group) -> Int {
    // In the order of bytes, in which they are searched.
    let sorted = group.members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    let members = sorted.map { name, member in
      switch member {
      case .group(let group): (name, append(group))
      case .array(let array): (name, append(array))
      }
    }
    let table = HDF5SymbolTable(members)
    let heap = table.appendHeap(to: &content)
    let tree = table.appendTree(to: &content)
    return content.append(HDF5ObjectHeader([.symbolTable(tree: tree, heap: heap)]).bytes)
  }

  private mutating func append(_ array: HDF5Array) -> Int {
    var numbers = HDF5Bytes()
    switch array.numbers {
    case .floats(let values): numbers.add(values.map(\.bitPattern))
    case .integers(let values): numbers.add(values)
    }
    let address = content.append(numbers)
    let header = HDF5ObjectHeader([
      .dataspace(array.sizes), .datatype(of: array.numbers), .fillValue, .layout(address, size: numbers.count),
    ])
    return content.append(header.bytes)
  }
}

/// With which a file begins: section II.A, version 0.
private struct HDF5Superblock {
  static let size = 96

  /// The address of the root's object header.
  let root: Int
  /// The size of the file.
  let end: Int

  var bytes: HDF5Bytes {
    var bytes = HDF5Bytes()
    bytes.add([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A] as [UInt8])
    // Versions; addresses and sizes have eight bytes.
    bytes.add([0, 0, 0, 0, 0, 8, 8, 0] as [UInt8])
    bytes.add([HDF5SymbolTable.symbolsOfNode / 2, HDF5SymbolTable.childrenOfNode / 2].map(UInt16.init))
    bytes.add(UInt32(0))
    // The address that others count from, that of free space (none), the end, that of a driver's block (none).
    bytes.add([0, .max, UInt64(end), .max] as [UInt64])
    bytes.add(HDF5SymbolTable.entry(name: 0, header: root))
    return bytes
  }
}
