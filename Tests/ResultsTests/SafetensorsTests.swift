import Files
import Geometry
import Records
import Results
import Testing

@Suite struct SafetensorsTests {
  static let tensors = [
    NamedTensor(name: "layers.1.kernel", shape: Shape([2, 3]), values: [0, 0.25, 0.5, 0.75, 1, 1.25]),
    NamedTensor(name: "layers.1.bias", shape: Shape([3]), values: [-0.0, .infinity, .leastNonzeroMagnitude]),
    NamedTensor(name: "layers.10.gamma", shape: Shape([]), values: [2.5]),
    NamedTensor(name: "empty \"ü\"", shape: Shape([0, 4]), values: []),
  ]

  @Test func theBytesAreThoseOfTheFormat() {
    let bytes = Safetensors.encode([NamedTensor(name: "a", shape: Shape([2]), values: [1, -2])])
    let header = #"{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}"#
    #expect(header.utf8.count == 61)
    #expect(
      bytes == [64, 0, 0, 0, 0, 0, 0, 0] + Array((header + "   ").utf8) + [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0])
  }

  @Test func whatIsEncodedIsDecodedInItsOrder() throws {
    let decoded = try Safetensors.decode(Safetensors.encode(Self.tensors))
    #expect(decoded == Self.tensors)
    #expect(decoded[1].values[0].sign == .minus)
    #expect(try Safetensors.decode(Safetensors.encode([])) == [])
  }

  /// Written by the Python package `safetensors`: Fixtures/make_safetensors.py.
  @Test func theReferenceLibrarysFileIsRead() throws {
    let decoded = try Safetensors.decode(AtomicFile.read(fixture("tensors.safetensors")))
    #expect(decoded.sorted { $0.name < $1.name } == Self.tensors.sorted { $0.name < $1.name })
  }

  @Test func everyNaNIsWrittenAsOne() {
    let strange = Float(bitPattern: 0xffc1_2345)
    let signaling = Float(bitPattern: 0x7f80_0001)
    let bytes = Safetensors.encode([NamedTensor(name: "a", shape: Shape([2]), values: [strange, signaling])])
    #expect(bytes.suffix(8) == [0, 0, 0xc0, 0x7f, 0, 0, 0xc0, 0x7f])
  }

  @Test func aFileCutAnywhereIsRefused() {
    let whole = Safetensors.encode(Self.tensors)
    for length in 0..<whole.count {
      #expect(throws: SafetensorsProblem.self, "cut at \(length)") { try Safetensors.decode(Array(whole[..<length])) }
    }
  }

  @Test(arguments: [
    ("", 0, "its header is not JSON: the document ends early"),
    ("[]", 0, "its header is not a JSON object"),
    ("{", 0, "its header is not JSON: a key in double quotes is expected"),
    (#"{"a": {}}"#, 0, "tensor 'a' needs dtype, shape and two data_offsets"),
    (#"{"a": 1}"#, 0, "tensor 'a' needs dtype, shape and two data_offsets"),
    (entry("a", "F32", "[-1]", "[0, 4]"), 4, "tensor 'a' needs dtype, shape and two data_offsets"),
    (entry("a", "F32", "[1.0]", "[0, 4]"), 4, "tensor 'a' needs dtype, shape and two data_offsets"),
    (entry("a", "F32", "[1]", "[0, 4, 8]"), 8, "tensor 'a' needs dtype, shape and two data_offsets"),
    (
      entry("a", "I64", "[1]", "[0, 8]"), 8,
      "tensor 'a' is I64, only F32, F64, F16 and BF16 are read: convert it to float32"
    ),
    (entry("a", "F16", "[1]", "[0, 4]"), 4, "tensor 'a' of shape [1] doesn't fit its data_offsets [0, 4]"),
    (entry("a", "F64", "[1]", "[0, 4]"), 4, "tensor 'a' of shape [1] doesn't fit its data_offsets [0, 4]"),
    (entry("a", "F32", "[2]", "[0, 4]"), 4, "tensor 'a' of shape [2] doesn't fit its data_offsets [0, 4]"),
    (entry("a", "F32", "[1]", "[4, 0]"), 4, "tensor 'a' of shape [1] doesn't fit its data_offsets [4, 0]"),
    (
      entry("a", "F32", "[4611686018427387904, 4]", "[0, 0]"), 0,
      "tensor 'a' of shape [4611686018427387904, 4] doesn't fit its data_offsets [0, 0]"
    ),
    (entry("a", "F32", "[1]", "[4, 8]"), 8, "tensor 'a' starts at byte 4 of the data, not at 0"),
    (entry("a", "F32", "[1]", "[0, 4]"), 8, "holds 8 bytes of data, its header describes 4"),
    (entry("a", "F32", "[1]", "[0, 4]"), 3, "holds 3 bytes of data, its header describes 4"),
    (
      both(entry("a", "F32", "[2]", "[0, 8]"), entry("b", "F32", "[2]", "[4, 12]")), 12,
      "tensor 'b' starts at byte 4 of the data, not at 8"
    ),
    (
      both(entry("a", "F32", "[1]", "[0, 4]"), entry("a", "F32", "[1]", "[4, 8]")), 8,
      "its header is not JSON: the key 'a' stands twice"
    ),
  ])
  func whatDisagreesIsRefused(_ header: String, _ dataLength: Int, _ problem: String) {
    #expect(throws: SafetensorsProblem(problem)) { try Safetensors.decode(file(header, dataLength)) }
  }

  @Test func otherFloatsAreRoundedToTheNearest() throws {
    let doubles: [Double] = [0.1, -1 / 3, 1 + 0x1p-24, 1 + 0x1.8p-24, 0x1p-149, 0x1p-151, .infinity, -0.0]
    let decoded = try values("F64", doubles.map(\.bitPattern))
    #expect(decoded == [0.1, -1 / 3, 1, 1 + 0x1p-23, 0x1p-149, 0, .infinity, 0])
    #expect(decoded.last?.sign == .minus)
    #expect(try values("F64", [Double.nan.bitPattern])[0].isNaN)
    // 1, -2, the largest, the smallest positive, infinity; the half nearest to 0.1 is 0x2e66, the bfloat16 0x3dcd.
    #expect(
      try values("F16", [0x3c00, 0xc000, 0x7bff, 0x0001, 0x7c00, 0x2e66] as [UInt16])
        == [1, -2, 65504, 0x1p-24, .infinity, 0.0999755859375])
    #expect(
      try values("BF16", [0x3f80, 0xc000, 0x7f7f, 0x0001, 0xff80, 0x3dcd] as [UInt16])
        == [1, -2, 0x1.fep127, 0x1p-133, -.infinity, 0.10009765625])
    // The smallest double that is nearer to 2¹²⁸ than to the largest float32.
    for value: Double in [0x1.ffffffp127, -1e39, .greatestFiniteMagnitude] {
      #expect(throws: SafetensorsProblem("tensor 'a' has a value that is too large for float32")) {
        try values("F64", [Double(1).bitPattern, value.bitPattern])
      }
    }
    #expect(try values("F64", [Double(0x1.fffffeffp127).bitPattern]) == [.greatestFiniteMagnitude])
  }

  @Test func typesMayBeMixed() throws {
    let header = both(
      entry("a", "BF16", "[1]", "[0, 2]"), both(entry("b", "F32", "[1]", "[2, 6]"), entry("c", "F64", "[]", "[6, 14]")))
    let bytes = file(header, 0) + [0x80, 0x3f] + [0, 0, 0, 0x40] + [0, 0, 0, 0, 0, 0, 8, 0x40]
    #expect(try Safetensors.decode(bytes).map(\.values) == [[1], [2], [3]])
  }

  @Test(
    arguments: [
      ([0x89] + Array("HDF\r\n\u{1a}\n".utf8), "an HDF5 file", "save its tensors with the package safetensors"),
      (Array("PK\u{3}\u{4}\0\0\0\0\0\0".utf8), "a ZIP archive", "unpack it: unzip"),
      (Array("version https://git-lfs.github.com/spec/v1\n".utf8), "a Git LFS pointer", "run git lfs pull"),
      (
        Array("<!DOCTYPE html>".utf8), "a web page",
        "the download was refused or has moved: open the file to see what it says"
      ),
      (
        [0x80, 2, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9], "a Python pickle",
        "save its tensors with the package safetensors"
      ),
    ] as [([UInt8], String, String)])
  func anotherKindOfFileIsTold(_ bytes: [UInt8], _ kind: String, _ hint: String) {
    #expect(throws: SafetensorsProblem("is \(kind), not a safetensors file; \(hint)")) { try Safetensors.decode(bytes) }
  }

  private func values(_ type: String, _ bits: [some FixedWidthInteger]) throws -> [Float] {
    let bytes = bits.flatMap { value in withUnsafeBytes(of: value.littleEndian) { Array($0) } }
    let header = entry("a", type, "[\(bits.count)]", "[0, \(bytes.count)]")
    return try Safetensors.decode(file(header, 0) + bytes)[0].values
  }

  @Test func metadataAndEmptyTensorsAreNoObstacle() throws {
    let header = both(#"{"__metadata__": {"format": "pt"}}"#, entry("none", "F32", "[0]", "[4, 4]"))
    let decoded = try Safetensors.decode(file(both(header, entry("a", "F32", "[]", "[0, 4]")), 4))
    #expect(decoded.map(\.name) == ["none", "a"])
    #expect(decoded.map(\.values) == [[], [0]])
  }

  @Test func aHeaderLongerThanTheFileIsNotAllocated() {
    for length: UInt64 in [9, 100_000_001, .max] {
      let bytes = withUnsafeBytes(of: length.littleEndian) { Array($0) } + Array("{}      ".utf8)
      #expect(
        throws: SafetensorsProblem("says its header has \(length) bytes; 8 follow, and the limit is 100000000")
      ) { try Safetensors.decode(bytes) }
    }
    #expect(
      throws: SafetensorsProblem("is 3 bytes long, a safetensors file starts with 8 bytes of length")
    ) { try Safetensors.decode([1, 2, 3]) }
  }

  private func file(_ header: String, _ dataLength: Int) -> [UInt8] {
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) } + Array(header.utf8)
      + [UInt8](repeating: 0, count: dataLength)
  }

  private func fixture(_ name: String, file: String = #filePath) -> String {
    file.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/Fixtures/" + name
  }
}

/// A header that describes one tensor.
private func entry(_ name: String, _ type: String, _ shape: String, _ offsets: String) -> String {
  #"{"\#(name)": {"dtype": "\#(type)", "shape": \#(shape), "data_offsets": \#(offsets)}}"#
}

/// Two JSON objects merged into one.
private func both(_ a: String, _ b: String) -> String { "\(a.dropLast()), \(b.dropFirst())" }
