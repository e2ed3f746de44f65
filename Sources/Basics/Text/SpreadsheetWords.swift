/// Text that a spreadsheet, or a program that reads tables, would not leave as text.
enum SpreadsheetWords {
  /// Whether a name would become a number (`001`, `1e5`), a date or a time (`1-2`, `2026-11-25`, `dec-1`), a truth
  /// value or a missing value: digits with nothing beside them but such a word, or a word that is one by itself.
  static func changes(_ name: String) -> Bool {
    let text = name.lowercased()
    if values.contains(text) { return true }
    let words = text.split { !$0.isLetter }
    return text.contains(where: \.isNumber) && words.allSatisfy { isBesideDigits(String($0)) }
  }

  private static func isBesideDigits(_ word: String) -> Bool {
    ["e", "am", "pm"].contains(word) || word.count >= 3 && months.contains { $0.hasPrefix(word) }
  }

  private static let values: Set = [
    "true", "false", "wahr", "falsch", "vrai", "faux", "vero", "falso", "verdadero", "na", "nan", "null", "none",
  ]

  /// Months in English and in the languages of spreadsheets that expect a decimal comma. The first three letters are
  /// enough.
  private static let months: [Substring] =
    """
    january february march april may june july august september october november december
    januar februar märz mai juni juli oktober dezember
    janvier février fevrier mars avril juin juillet août aout septembre octobre novembre décembre decembre
    gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre dicembre
    enero febrero abril mayo junio julio septiembre octubre noviembre diciembre
    """.split(whereSeparator: \.isWhitespace)
}
