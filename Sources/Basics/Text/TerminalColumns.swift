extension String {
  /// How many terminal columns the text takes, as glibc's `wcwidth` counts them.
  ///
  /// Implemented here, because wcwidth counts so only in a UTF-8 locale, and no table may depend on a command's locale.
  package var terminalColumns: Int {
    var columns = 0
    for scalar in unicodeScalars { columns += scalar.terminalColumns }
    return columns
  }

  package func padded(toWidth width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - terminalColumns))
  }
  package func leftPadded(toWidth width: Int) -> String {
    String(repeating: " ", count: max(0, width - terminalColumns)) + self
  }

  /// The text's words on lines of at most `width` columns; a longer word has a line of its own.
  package func wrapped(toWidth width: Int) -> [String] {
    split(separator: " ").map(String.init).reduce(into: []) { lines, word in
      let longer = (lines.last.map { $0 + " " } ?? "") + word
      if lines.isEmpty || longer.terminalColumns > width { lines.append(word) } else { lines[lines.count - 1] = longer }
    }
  }
}

extension Unicode.Scalar {
  fileprivate var terminalColumns: Int {
    if value < 0x300 { return 1 }
    // Hangul's separate vowels and final consonants are drawn within the block of the initial consonant.
    if (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FF).contains(value) { return 0 }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: return isWide ? 2 : 1
    }
  }

  private var isWide: Bool {
    properties.isEmojiPresentation || Self.wide.contains { $0.contains(value) }
  }

  /// What Unicode's EastAsianWidth.txt calls W or F, except emoji: as ranges of scripts that are wide throughout.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
    0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF,
    0x1AFF0...0x1B2FF, 0x20000...0x3FFFD,
  ]
}
