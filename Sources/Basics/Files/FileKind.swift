/// What a file is according to its first bytes: for the message about a file that is not what it should be, whether
/// data, a picture or weights.
public struct FileKind: Equatable, Sendable {
  /// The kind with its article: `a web page`.
  public let name: String
  /// What to do with a file of this kind, wherever it turns up; nil if that depends on what was expected in its place.
  public let nextStep: String?

  /// How a data set is read from such a file; nil if none is.
  public var asData: String? { dataSets[name] ?? (name.hasPrefix("an IDX file") ? "write idx: FOLDER" : nil) }
  /// How numbers get from such a file into one that a data set is read from.
  public var conversion: String? { conversions[name] }

  /// How many of a file's first bytes are looked at.
  public static let length = 512

  /// Nil for bytes of no known kind.
  public init?(_ bytes: some Collection<UInt8>) {
    let start = Array(bytes.prefix(Self.length))
    let known = signatures.first { $0.matches(start) }?.kind
    guard let kind = known ?? IDXMagic(start).map(Self.init) ?? Self.archive(start) ?? Self.text(start) else {
      return nil
    }
    self = kind
  }

  /// What a file is in place of a table as text; nil if it may be one. Only here a text that begins like a picture's magic number
  /// is text.
  public init?(insteadOfTable bytes: [UInt8]) {
    let start = Array(bytes.prefix(Self.length))
    guard let kind = Self.text(start) ?? FileKind(start), kind != Self.table, kind != Self.plainText else { return nil }
    self = kind
  }

  private static let table = FileKind("a table as text (CSV)")
  private static let plainText = FileKind("a text file")

  fileprivate init(_ name: String, _ nextStep: String? = nil) {
    self.name = name
    self.nextStep = nextStep
  }

  private init(_ magic: IDXMagic) {
    self.init("an IDX file of \(magic.element.name)\(magic.isLittleEndian ? ", its bytes in reverse order" : "")")
  }

  /// Many programs' files are ZIP archives; the first name inside shows whose.
  private static func archive(_ start: [UInt8]) -> FileKind? {
    guard start.starts(with: [0x50, 0x4b, 3, 4]) || start.starts(with: [0x50, 0x4b, 5, 6]) else { return nil }
    let name = start.count > 30 ? String(decoding: start[30...].prefix(Int(start[26])), as: UTF8.self) : ""
    if name.hasSuffix(".npy") { return FileKind("a NumPy archive (.npz)") }
    if name.hasSuffix("data.pkl") { return FileKind("a file of PyTorch's (torch.save)") }
    if name == "metadata.json" { return FileKind("a Keras model (.keras)") }
    if name == "[Content_Types].xml" { return FileKind("an office document") }
    return FileKind("a ZIP archive", "unpack it: unzip")
  }

  private static func text(_ start: [UInt8]) -> FileKind? {
    guard let text = wholeText(start) else { return nil }
    let word = text.drop { $0.isWhitespace }.lowercased()
    let refused = "the download was refused or has moved: open the file to see what it says"
    if word.hasPrefix("<!doctype html") || word.hasPrefix("<html") { return FileKind("a web page", refused) }
    if word.hasPrefix("<svg") { return FileKind("an SVG picture") }
    if word.hasPrefix("<?xml") { return FileKind("an XML document", refused) }
    if word.hasPrefix("version https://git-lfs") { return FileKind("a Git LFS pointer", "run git lfs pull") }
    if word.hasPrefix("{") || word.hasPrefix("[") { return FileKind("a JSON document") }
    let line = text.prefix { !$0.isNewline }
    return line.contains { ",;\t".contains($0) } ? table : plainText
  }

  /// The bytes as text; nil if a byte cannot be part of text. Text that was cut may end within a character.
  private static func wholeText(_ start: [UInt8]) -> Substring? {
    let isCut = start.count == length
    let tail = isCut ? start.reversed().prefix(3).prefix { $0 & 0xc0 == 0x80 }.count + 1 : 0
    let whole = isCut && start[length - tail] >= 0xc0 ? start.dropLast(tail) : start[...]
    guard let text = String(validating: whole, as: UTF8.self), !text.isEmpty else { return nil }
    guard !text.unicodeScalars.contains(where: { $0.value < 0x20 && !"\t\n\r\u{c}".unicodeScalars.contains($0) }) else {
      return nil
    }
    return text.first == "\u{FEFF}" ? text.dropFirst() : text[...]
  }
}

private let dataSets: [String: String] = [
  "a table as text (CSV)": "write csv: FILE and target: COLUMN",
  "a NumPy archive (.npz)": "write npz: FILE",
  "a NumPy array (.npy)": "write npy: {x_train: FILE, y_train: FILE, …}",
  "a PNG": "write images: FOLDER", "a JPEG": "write images: FOLDER", "a BMP": "write images: FOLDER",
  "a PGM": "write images: FOLDER", "a PPM": "write images: FOLDER",
]

private let conversions: [String: String] = [
  "an HDF5 file": "read its arrays with h5py, and save them with np.savez",
  "a MATLAB file": "read its arrays with scipy.io.loadmat, and save them with np.savez",
  "a Python pickle": "load it in Python, if you trust it, and save its arrays with np.savez",
]

/// The table of magic numbers.
private let signatures: [Signature] = [
  Signature("\u{89}PNG", "a PNG"),
  Signature("\u{ff}\u{d8}\u{ff}", "a JPEG"),
  Signature("GIF8", "a GIF"),
  Signature("BM????\0\0\0\0", "a BMP"),
  Signature("RIFF????WEBP", "a WebP"),
  Signature("II*\0", "a TIFF"),
  Signature("MM\0*", "a TIFF"),
  Signature("????ftyphei", "a HEIC picture"),
  Signature("????ftypmif1", "a HEIC picture"),
  Signature("????ftypavif", "an AVIF picture"),
  Signature("P1", "a PBM"),
  Signature("P4", "a PBM"),
  Signature("P2", "a PGM"),
  Signature("P5", "a PGM"),
  Signature("P3", "a PPM"),
  Signature("P6", "a PPM"),
  Signature("%PDF", "a PDF"),
  Signature("\u{1f}\u{8b}", "a gzip file", "unpack it: gunzip"),
  Signature("\u{fd}7zXZ\0", "an xz file", "unpack it: unxz"),
  Signature("(\u{b5}/\u{fd}", "a zstd file", "unpack it: unzstd"),
  Signature("BZh", "a bzip2 file", "unpack it: bunzip2"),
  Signature("7z\u{bc}\u{af}\u{27}\u{1c}", "a 7-Zip archive", "unpack it: 7z x"),
  Signature("Rar!", "a RAR archive", "unpack it: unrar x"),
  Signature(String(repeating: "?", count: 257) + "ustar", "a tar archive", "unpack it: tar -xf"),
  Signature("\u{93}NUMPY", "a NumPy array (.npy)"),
  Signature("\u{89}HDF", "an HDF5 file"),
  Signature("PAR1", "a Parquet file"),
  Signature("MATLAB 5.0", "a MATLAB file"),
  Signature("SQLite format 3", "an SQLite database"),
  Signature("\u{80}\u{2}", "a Python pickle"),
  Signature("\u{80}\u{3}", "a Python pickle"),
  Signature("\u{80}\u{4}", "a Python pickle"),
  Signature("\u{80}\u{5}", "a Python pickle"),
  Signature("????????{\"", "a safetensors file"),
  Signature("\u{ff}\u{fe}", "a text file in UTF-16"),
  Signature("\u{fe}\u{ff}", "a text file in UTF-16"),
]

private struct Signature {
  /// Nil for a byte that may be anything.
  let pattern: [UInt8?]
  let kind: FileKind

  /// - Parameter pattern: one character for each byte, by its code; `?` for any byte.
  init(_ pattern: String, _ name: String, _ nextStep: String? = nil) {
    self.pattern = pattern.unicodeScalars.map { $0 == "?" ? nil : UInt8(truncatingIfNeeded: $0.value) }
    kind = FileKind(name, nextStep)
  }

  func matches(_ start: [UInt8]) -> Bool {
    start.count >= pattern.count && zip(start, pattern).allSatisfy { $1 == nil || $0 == $1 }
  }
}
