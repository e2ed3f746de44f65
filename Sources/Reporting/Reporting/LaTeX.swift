extension TextTable {
  /// The same as a LaTeX float, with booktabs rules and the notes in small print below.
  func latex(notes: [String]) -> String {
    let alignment = columns.map { $0.alignment == .left ? "l" : "r" }.joined()
    let lines = ([columns.map(\.title)] + rows).map { $0.map(escapedLaTeX).joined(separator: " & ") + " \\\\\n" }
    let note = notes.map { escapedLaTeX($0) + "\n" }.joined(separator: "\n")
    return """
      % In the preamble: \\usepackage{booktabs}
      \\begin{table}
      \\centering
      \\small
      \\begin{tabular}{\(alignment)}
      \\toprule
      \(lines[0])\\midrule
      \(lines.dropFirst().joined())\\bottomrule
      \\end{tabular}

      """
        + (notes.isEmpty
          ? ""
          : """
          \\par\\medskip
          \\begin{minipage}{\\linewidth}
          \\footnotesize
          \(note)\\end{minipage}

          """) + "\\end{table}\n"
  }
}

/// `text` where LaTeX expects text: its commands are escaped, and characters that its fonts lack are replaced.
func escapedLaTeX(_ text: String) -> String {
  text.unicodeScalars.map { scalar in
    switch scalar {
    case "\\": "\\textbackslash{}"
    case "{", "}", "$", "&", "#", "%", "_": "\\" + String(scalar)
    case "~": "\\textasciitilde{}"
    case "^": "\\textasciicircum{}"
    case "<": "$<$"
    case ">": "$>$"
    case "±": "$\\pm$"
    case "×": "$\\times$"
    case "−": "$-$"
    case "–": "--"
    case "…": "\\ldots{}"
    default: String(scalar)
    }
  }.joined()
}
