extension TextTable {
  /// The same as a LaTeX float, with booktabs rules and the notes in small print below.
  func latex(notes: [String]) -> String {
    let alignment = columns.map { $0.alignment == .left ? "l" : "r" }.joined()
    let cells = [columns.map { escapedLaTeX($0.title) }] + latexRows
    let lines = cells.map { $0.joined(separator: " & ") + " \\\\\n" }
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

extension TextTable {
  /// In a column that is aligned at its right, decimals stand below each other: what a number lacks of the longest fraction is empty room.
  private var latexRows: [[String]] {
    let fractions = columns.indices.map { column in rows.map { $0[column].fraction ?? "" } }
    let longest = fractions.map { $0.max { $0.count < $1.count } ?? "" }
    return rows.enumerated().map { row, cells in
      cells.enumerated().map { column, cell in
        let text = escapedLaTeX(cell)
        guard columns[column].alignment == .right, let fraction = cell.fraction else { return text }
        let missing = longest[column].dropFirst(fraction.count)
        return missing.isEmpty ? text : text + "\\phantom{\(missing.map { $0 == "." ? "." : "0" }.joined())}"
      }
    }
  }
}

extension String {
  /// The point of a number and what follows it: empty for a whole number, nil for anything else. Of `0.98 ± 0.01` it is the last one's.
  fileprivate var fraction: Substring? {
    guard let last = split(separator: " ").last, last.first?.isNumber == true || last.first == "-" || last.first == "−",
      last.allSatisfy({ $0.isNumber || "-−.,".contains($0) })
    else { return nil }
    return last.lastIndex(of: ".").map { last[$0...] } ?? last[last.endIndex...]
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
