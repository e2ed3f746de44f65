import Exports
import Testing

/// The frame of an HDF5 file; that h5py and Keras read what is in it, `ModelExportTests` of the program shows.
@Suite struct HDF5FileTests {
  private static let tree: HDF5Group = {
    var root = HDF5Group()
    root.update(at: ["layers", "dense", "vars"]) { variables in
      variables["2"] = .array(HDF5Array(sizes: [2], .floats([1, -2])))
      variables["10"] = .array(HDF5Array(sizes: [], .integers([-3])))
    }
    return root
  }()

  @Test func aFileKnowsItsFormatAndItsSize() {
    let bytes = HDF5File(Self.tree).bytes
    let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
    #expect(bytes.starts(with: signature))
    #expect(number(in: bytes, at: 40) == bytes.count)
    #expect(bytes.count % 8 == 0)
  }

  /// The root's object header says where its members are; the names of a group are in the order of their bytes.
  @Test func namesAreInTheOrderOfTheirBytes() {
    let bytes = HDF5File(Self.tree).bytes
    let names = "\0\0\0\0\0\0\0\010\0\0\0\0\0\02\0\0\0\0\0\0\0HEAP"
    #expect(bytes.contains(Array(names.utf8)))
    let header = number(in: bytes, at: 64)
    #expect(bytes[header] == 1 && bytes[header + 16] == 0x11)
    let (nodes, heap) = (number(in: bytes, at: header + 24), number(in: bytes, at: header + 32))
    #expect(bytes[nodes...].starts(with: Array("TREE".utf8)) && bytes[heap...].starts(with: Array("HEAP".utf8)))
  }

  @Test func numbersAreLittleEndian() {
    let bytes = HDF5File(Self.tree).bytes
    let floats: [UInt8] = [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0]
    let integer: [UInt8] = [0xFD, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
    #expect(bytes.contains(floats) && bytes.contains(integer))
  }

  /// Where an array is, no group can be.
  @Test func anArrayIsNotReplacedByAGroup() {
    var root = HDF5Group()
    root["a"] = .array(HDF5Array(sizes: [1], .floats([5])))
    root.update(at: ["a", "b"]) { $0["c"] = .array(HDF5Array(sizes: [1], .floats([6]))) }
    guard case .array? = root["a"] else {
      Issue.record("a is \(root.members)")
      return
    }
  }

  private func number(in bytes: [UInt8], at place: Int) -> Int {
    bytes[place..<place + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
