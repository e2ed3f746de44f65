import Testing
import Text

/// Pictures of the user's own.
@Suite struct PredictTests {
  let here = Workspace()

  init() throws {
    try here.write(tiny, to: "tiny.yaml")
    try #require(try here.run("tiny.yaml", "-q").status == 0)
  }

  /// A white picture with a black stroke, and its inverse: both are the same digit to the model.
  @Test func pictureFilesAreReadWithTheirInk() throws {
    try here.write(pgm(0, 255), to: "dark.pgm")
    try here.write(pgm(255, 0), to: "light.pgm")
    let outcome = try here.run("predict", "tiny", "dark.pgm", "light.pgm")
    #expect(outcome.status == 0)
    let answers = outcome.stdout.split(separator: "light.pgm")
    #expect(answers.count == 2)
    #expect(outcome.stdout.hasPrefix("dark.pgm (assumed dark ink on light paper; --invert if not): "))
    #expect(answers[1].hasPrefix(" (assumed light ink on dark paper; --invert if not): "))
    let lines = answers.map { $0.split(separator: "\n").dropFirst().map(String.init) }
    #expect(lines[0] == lines[1])
    let inverted = try here.run("predict", "tiny", "dark.pgm", "--invert")
    #expect(inverted.stdout.hasPrefix("dark.pgm (light ink on dark paper): "))
    let missing = try here.run("predict", "tiny", "none.png")
    #expect(missing.status == 66)
    #expect(missing.stderr == "error: none.png: can't be read: No such file or directory; check the path\n")
    try here.write("GIF89a", to: "x.gif")
    #expect(try here.run("predict", "tiny", "x.gif").status == 74)
  }

  @Test func inkIsFoundOnPaperOfAnyGrey() throws {
    for (ink, paper) in [(40, 110), (10, 60), (90, 120)] { try here.write(pgm(ink, paper), to: "dark-\(ink).pgm") }
    for (ink, paper) in [(200, 140), (255, 190)] { try here.write(pgm(ink, paper), to: "light-\(ink).pgm") }
    let outcome = try here.shell("$RUNNER predict tiny dark-*.pgm light-*.pgm | grep pgm")
    #expect(
      outcome.stdout.split(separator: "\n").map { $0.split(separator: " ")[2] } == [
        "dark", "dark", "dark", "light", "light",
      ])
    #expect(outcome.stderr == "")
  }

  @Test func whatIsOddIsSaidBesideTheAnswer() throws {
    try here.write(pgm(0, 255) + "P2 1 1 1 0", to: "two.pgm")
    try here.write(pgm(254, 255), to: "blank.pgm")
    try here.write(pgm(0, 255, rows: 20...35), to: "small.pgm")
    let outcome = try here.run("predict", "tiny", "two.pgm", "blank.pgm", "small.pgm")
    #expect(outcome.status == 0)
    #expect(
      outcome.stderr == """
        note: two.pgm: another picture follows the first, which alone was read
        note: blank.pgm: blank: no ink found
        note: small.pgm: the digit spans 28 % of the picture, MNIST's span 71 %: crop the picture to the digit and a margin

        """)
    #expect(outcome.stdout.contains("\nblank.pgm (blank: no ink found): "))
  }

  @Test func badPicturesDoNotTakeTheOthersAnswersAway() throws {
    try here.write(pgm(0, 255), to: "good.pgm")
    try here.write("GIF89a", to: "x.png")
    try here.write("P5 9 9 255 ", to: "cut.pgm")
    let outcome = try here.run("predict", "tiny", "x.png", "good.pgm", "none.png", "cut.pgm", "good.pgm")
    #expect(outcome.status == 74)
    #expect(outcome.stdout.split(separator: "good.pgm (").count == 2)
    #expect(
      outcome.stderr == """
        error: x.png: is a GIF, neither PNG nor PGM; convert it to PNG
        error: none.png: can't be read: No such file or directory; check the path
        error: cut.pgm: is a damaged PGM: it has 0 of 81 bytes of pixels; save it again

        """)
    let missing = try here.run("predict", "tiny", "good.pgm", "none.png", "no.png")
    #expect(missing.status == 66)
    #expect(missing.stdout.hasPrefix("good.pgm ("))
    let nothing = try here.run("predict", "tiny", "none.png", "--json")
    #expect((nothing.status, nothing.stdout) == (66, "[]\n"))
  }

  @Test func answersAsJSONAndCSV() throws {
    try here.write(pgm(0, 255, rows: 20...35), to: "small.pgm")
    let json = try JSONValue(text: try here.run("predict", "tiny", "small.pgm", "--test", "3", "--json").stdout)
    let answers = try items(json)
    #expect(answers.map { $0["image"] } == [.string("test image 3"), .string("small.pgm")])
    #expect(answers.map { $0["label"] } == [.integer(0), .null])
    let row = try here.read("results/tiny/predictions.csv").split(separator: "\n")[4].split(separator: ",").map(
      String.init)
    #expect(try items(answers[0]["outputs"]).map(\.line) == Array(row[3...]))
    #expect(answers[0]["predicted"]?.line == row[2])
    #expect(try items(answers[1]["notes"]).count == 1)

    let csv = try #require(CSVTable(text: try here.run("predict", "tiny", "small.pgm", "--test", "3", "--csv").stdout))
    #expect(csv.header == ["image", "label", "predicted"] + (0..<10).map { "p\($0)" } + ["notes"])
    #expect(csv.rows[0] == ["test image 3"] + row[1...] + [""])
    #expect(csv.rows[1][0...1] == ["small.pgm", ""])
    let both = try here.run("predict", "tiny", "--test", "0", "--csv", "--json")
    #expect(both.status == 64)
    #expect(both.stderr.hasPrefix("Error: --json and --csv: one of them at a time."))
  }

  private func items(_ value: JSONValue?) throws -> [JSONValue] { try #require(value?.items) }

  /// A stroke of 56 × 56 pixels.
  private func pgm(_ ink: Int, _ paper: Int, rows: ClosedRange<Int> = 8...47) -> String {
    let lines = (0..<56).map { y in (0..<56).map { (26...29).contains($0) && rows.contains(y) ? ink : paper } }
    return "P2\n56 56\n255\n" + lines.map { $0.map(String.init).joined(separator: " ") + "\n" }.joined()
  }
}
