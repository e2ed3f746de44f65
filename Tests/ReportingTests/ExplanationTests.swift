import Reporting
import Testing
import Text

@Suite struct ExplanationTests {
  /// The list, and what is known under each name.
  private static let texts =
    [("the list", Explanation.list.text)]
    + Explanation.names.compactMap { name in Explanation(of: name).map { (name, $0.text) } }

  @Test(arguments: texts) func itFits100Columns(name: String, text: String) {
    for line in text.split(separator: "\n") { #expect(String(line).terminalColumns <= 100, "\(line)") }
  }

  @Test func thousandsAreGroupedAndALongMeaningIsWrapped() {
    #expect(
      Explanation(of: "batch_size")?.text == """
        option      default  value                            meaning
        ──────────  ───────  ───────────────────────────────  ──────────────────────────────────────────
        batch_size  32       a whole number, 1 to 16,777,216  samples in each step; the last batch of an
                                                              epoch may be shorter

        """)
  }
}
