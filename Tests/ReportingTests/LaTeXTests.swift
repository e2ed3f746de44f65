import Statistics
import Reporting
import Testing

@Suite struct LaTeXTests {
  @Test func fewRunsAreColumnsAndTheVerdictIsANote() {
    let comparison = Comparison([summary("de_nse", wrong: Array(0..<5)), summary("50%", wrong: [4, 9])])
    #expect(
      ComparisonReport(comparison).latex == #"""
        % In the preamble: \usepackage{booktabs}
        \begin{table}
        \centering
        \small
        \begin{tabular}{lrr}
        \toprule
         & de\_nse & 50\% \\
        \midrule
        parameters & 100\phantom{.0000} & 100\phantom{.0000} \\
        multiply-adds & 100\phantom{.0000} & 100\phantom{.0000} \\
        epochs & 1\phantom{.0000} & 1\phantom{.0000} \\
        loss & 0.5000 & 0.5000 \\
        accuracy & 0.7500 & 0.7500 \\
        test loss & 0.2500 & 0.2500 \\
        test accuracy & 0.5000 & 0.5000 \\
        test errors & 5\phantom{.0000} & 2\phantom{.0000} \\
        \bottomrule
        \end{tabular}
        \par\medskip
        \begin{minipage}{\linewidth}
        \footnotesize
        50\% makes 3 fewer errors than de\_nse in 10 (p = 0.375): 1 image only 50\% gets wrong, 4 only de\_nse. That is within the noise of this test set.
        \end{minipage}
        \end{table}

        """#)
  }

  /// A table wider than a page loses the columns that a narrow terminal loses.
  @Test func manyRunsAreRowsAsWideAsAPage() {
    let runs = (0..<6).map { summary("run-\($0)", wrong: Array(0..<$0)) }
    let lines = ComparisonReport(Comparison(runs)).latex.split(separator: "\n").map(String.init)
    #expect(lines[0].hasPrefix("% Left out for want of width: loss"))
    #expect(lines.contains { $0.hasPrefix("name & ") && $0.hasSuffix(#" & test errors \\"#) })
    #expect(lines.filter { $0.hasPrefix("run-") }.count == 6)
  }

  @Test(arguments: [
    (##"a\b{c}$1&#%_"##, ##"a\textbackslash{}b\{c\}\$1\&\#\%\_"##),
    ("~^<>", #"\textasciitilde{}\textasciicircum{}$<$$>$"#),
    ("0.5 ± 0.1, 2–3…", #"0.5 $\pm$ 0.1, 2--3\ldots{}"#), ("é", "é"),
  ]) func nothingIsACommand(_ text: String, _ latex: String) {
    let report = ComparisonReport(Comparison([summary(text, wrong: [])]))
    #expect(report.latex.contains("\n & \(latex) \\\\\n"))
  }
}
