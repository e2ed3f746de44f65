/// A character that looks like another one, or is invisible.
///
/// The keys, words and numbers of a spec contain none of these: there, such a character does harm without being noticed. A
/// description may contain any; a name may contain letters of any script.
public struct LookAlike: Equatable, Sendable {
  public enum Kind: Equatable, Sendable {
    case space
    case invisible
    case hyphen
    case quote
    /// It looks like one of ASCII's marks or digits.
    case mark(Character)
    /// It looks like a Latin letter.
    case letter(Character)
  }

  public let scalar: Unicode.Scalar
  public let kind: Kind

  /// Nil for a character that looks only like itself.
  public init?(_ scalar: Unicode.Scalar) {
    guard !scalar.isASCII, let kind = Self.kind(of: scalar) else { return nil }
    self.scalar = scalar
    self.kind = kind
  }

  private static func kind(of scalar: Unicode.Scalar) -> Kind? {
    if let mark = marks[scalar] { return .mark(mark) }
    if let letter = letters[scalar] { return .letter(letter) }
    if "‚„′″ʼ´＂＇".unicodeScalars.contains(scalar) { return .quote }
    if scalar.properties.isDefaultIgnorableCodePoint { return .invisible }
    switch scalar.properties.generalCategory {
    case .spaceSeparator: return .space
    case .dashPunctuation: return .hyphen
    case .initialPunctuation, .finalPunctuation: return .quote
    default: break
    }
    switch scalar.value {
    // The minus sign, modifier and heavy ones; the Braille blank.
    case 0x2212, 0x02D7, 0x2796: return .hyphen
    case 0x2800: return .space
    // Fullwidth ASCII, in ASCII's order.
    case 0xFF01...0xFF5E: return fullwidth(Character(Unicode.Scalar(UInt8(scalar.value - 0xFEE0))))
    default: return nil
    }
  }

  private static func fullwidth(_ ascii: Character) -> Kind { ascii.isLetter ? .letter(ascii) : .mark(ascii) }

  private static let marks = pairs("、﹐\u{60C}∶꞉﹕։\u{5C3}。【】〔〕", ",,,:::::.[][]")
  /// Cyrillic, then Greek.
  private static let letters = pairs(
    "аеорсухіѕјһԁАВЕКМНОРСТХІЅЈ" + "οναιυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aeopcyxisjhdABEKMHOPCTXISJ" + "ovaiuABEZHIKMNOPTYX")

  private static func pairs(_ characters: String, _ ascii: String) -> [Unicode.Scalar: Character] {
    Dictionary(zip(characters.unicodeScalars, ascii)) { first, _ in first }
  }

  /// What to do about it.
  ///
  /// - Parameter isLast: whether nothing follows that it separates.
  public func hint(isLast: Bool) -> String {
    switch kind {
    case .space: isLast ? "remove it" : "write an ordinary space"
    case .invisible: "remove it: nobody sees it"
    case .hyphen: "write a hyphen, '-'"
    case .quote: "write straight quotes, or none"
    case .mark(":"): "write ':' and a space"
    case .mark(let mark): "write '\(mark)'"
    case .letter(let letter): "write the Latin letter '\(letter)'"
    }
  }
}

extension Unicode.Scalar {
  /// Its code point and its name: `U+00A0, a no-break space`.
  public var title: String {
    let name = properties.name?.lowercased() ?? (value == 0x85 ? "next line character" : "control character")
    return "U+\(hexadecimal(value, digits: 4)), \("aeio".contains(name.prefix(1)) ? "an" : "a") \(name)"
  }

  /// Characters that YAML 1.1 reads as line breaks but editors don't show as such: a comment before one would end
  /// unnoticed.
  public var isHiddenLineBreak: Bool { [0x85, 0x2028, 0x2029].contains(value) }

  /// Characters that make an editor show text in another order than it is read: embeddings, overrides, isolates, and the
  /// ends of these (https://trojansource.codes, CVE-2021-42574).
  ///
  /// The marks U+200E, U+200F and U+061C are not among them: they change the direction no more than a letter of their
  /// script does, and prose needs them.
  public var isBidirectionalControl: Bool {
    (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
  }
}

/// Padded with zeros to `digits`.
public func hexadecimal(_ value: UInt32, digits: Int) -> String {
  let text = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}
