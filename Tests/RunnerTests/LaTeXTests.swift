import Testing

/// Tables of `compare --latex`, set by a real pdflatex with nothing but booktabs.
@Suite struct LaTeXTests {
  let here = Workspace()

  @Test func pdflatexSetsAComparisonAndARanking() throws {
    guard try here.shell("command -v pdflatex && kpsewhich booktabs.sty").status == 0 else {
      print(
        "skipped: pdflatexSetsAComparisonAndARanking: there is no pdflatex with booktabs; install texlive-latex-recommended"
      )
      return
    }
    try here.write(tiny, to: "tiny.yaml")
    for name in ["a_b", "né-2"] {
      #expect(try here.run("tiny.yaml", "--set", "name=\(name)", "--quiet", "--no-report").status == 0)
    }
    try here.write(
      "extends: tiny.yaml\nname: rates\nepochs: 1\nsweep: {grid: {optimizer.learning_rate: [1e-2, 5e-4, 0.25, 1e-3, 2e-3, 3e-3]}}\n",
      to: "rates.yaml")
    try here.run("sweep", "rates.yaml", "--quiet", "--no-report")
    for (file, results) in [("two", "a_b né-2"), ("sweep", "rates")] {
      let outcome = try here.shell("\"$RUNNER\" compare \(results) --latex \(file).tex >/dev/null")
      #expect(outcome.status == 0, "\(outcome.stderr)")
    }
    let ranking = try here.read("sweep.tex")
    print(ranking)
    #expect(ranking.contains(#" & 0.2500 & "#) || ranking.contains(#" & 0.25\phantom{00} & "#), "decimals are aligned")
    try here.write(
      """
      \\documentclass{article}
      \\usepackage[T1]{fontenc}
      \\usepackage{booktabs}
      \\begin{document}
      \\input{two}
      \\input{sweep}
      \\end{document}

      """, to: "page.tex")
    let page = try here.shell("pdflatex -interaction=nonstopmode -halt-on-error page.tex")
    #expect(page.status == 0 && page.stdout.contains("Output written on page.pdf"), "\(page.stdout)")
    // In points; a line of text has 345.
    #expect(!page.stdout.contains("Overfull \\hbox"), "\(page.stdout)")
  }
}
