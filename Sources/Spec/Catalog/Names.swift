import Text

/// Why `text` cannot name a run's files; nil if it can.
public func nameProblem(_ text: String) -> (problem: String, hint: String)? {
  let hint = "use letters and digits of any script, '.', '_' and '-', beginning with a letter, a digit or '_'"
  if text.isEmpty { return ("an empty name", hint) }
  // A file's name may have 255 bytes: this leaves room for extensions, and for the names of temporary files.
  if text.utf8.count > 100 { return ("a name of more than 100 bytes in UTF-8", "shorten it") }
  // An extension must not combine with the name: `.` follows it in `NAME.csv`.
  guard text.utf8.allSatisfy(isWordByte) || (text + ".").allSatisfy(fitsName), let first = text.first, first != ".",
    first != "-"
  else {
    return ("\(quoted(text)) can't name files", hint)
  }
  // To Swift two encodings of `é` are equal; to a file system they are two files.
  guard isComposed(text) else {
    return (
      "\(quoted(text)) is not in Unicode's composed form, NFC",
      "write it in that form, in which a letter such as 'é' is one character, not two"
    )
  }
  if text.lowercased() == "comparison" {
    return ("'\(text)' is reserved for the comparison of runs", "choose another name")
  }
  return nil
}

/// Sweeps have thousands of ASCII names, which need no look-up.
private func isWordByte(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
    true
  default: false
  }
}

/// Whether it is a mark that separates words, or a letter or a digit of any script with its combining marks.
private func fitsName(_ character: Character) -> Bool {
  if character == "." || character == "_" || character == "-" { return true }
  let scalars = character.unicodeScalars
  return scalars.first.map(isMark) == false && scalars.allSatisfy { isMark($0) || isLetterOrDigit($0) }
}

/// Invisible characters do not count, such as a Hangul filler.
private func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber:
    !scalar.properties.isDefaultIgnorableCodePoint
  default: false
  }
}

/// An accent or a vowel sign, but not a variation selector, which is invisible.
private func isMark(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .spacingMark: !scalar.properties.isDefaultIgnorableCodePoint
  default: false
  }
}

private func isComposed(_ text: String) -> Bool {
  var span = text.utf8Span
  return span.checkForNFC(quickCheck: false)
}
