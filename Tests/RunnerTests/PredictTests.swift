import Datasets
import Testing
import Text

/// What is said of a drawing that was made as the data set's pictures are.
private let framed =
  "; cropped, scaled to 20 × 20 and centred by mass, as the data set's pictures are; --as-is if not"

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

  /// A small stroke far from the middle, and the same one as large and where MNIST has its own.
  @Test func aDrawingIsMadeAsTheDataSetsPicturesAre() throws {
    try here.write(pgm(0, 255, rows: 9...28, columns: 40...43), to: "drawn.pgm")
    try here.write(pgm(0, 255, side: 28, rows: 4...23, columns: 12...15), to: "made.pgm")
    let lines = try here.run("predict", "tiny", "drawn.pgm", "made.pgm").stdout.split(separator: "\n")
    #expect(lines[0].hasPrefix("drawn.pgm (assumed dark ink on light paper; --invert if not\(framed)): "))
    let second = lines.count / 2
    #expect(lines[second].hasPrefix("made.pgm (assumed dark ink on light paper; --invert if not): "))
    #expect(Array(lines[1..<second]) == Array(lines[(second + 1)...]))

    let asIs = try here.run("predict", "tiny", "drawn.pgm", "--as-is")
    #expect(asIs.stdout.hasPrefix("drawn.pgm (assumed dark ink on light paper; --invert if not): "))
    #expect(asIs.stderr.hasPrefix("note: drawn.pgm: the digit spans "))
    let preparation = try JSONValue(text: here.read("results/tiny/preprocessing.json"))
    #expect(preparation["ink"]?.line == #"{"longer_side": 20, "centred_by": "mass"}"#)
  }

  /// Test images as a person draws them: large, dark on white, and anywhere.
  @Test func drawnDigitsAreReadAsTheDataSetsOwn() throws {
    let samples = try DatasetLoader.loadTest(.mnist, dataDirectory: nil, testLimit: 30).samples
    let digits = try #require(SamplePictures(samples))
    var files: [String] = []
    for index in 0..<digits.count {
      files.append("drawn-\(index).pgm")
      try here.write(drawing(of: digits.pixels(of: index), at: (index * 7 % 90, index * 11 % 90)), to: files[index])
    }
    let drawn = files.joined(separator: " ")
    func answers(_ arguments: String) throws -> [String] {
      try #require(CSVTable(text: here.shell("$RUNNER predict tiny --csv \(arguments)").stdout)).rows.map { $0[2] }
    }
    let known = try answers("--test 0-29")
    let (made, asIs) = try (answers(drawn), answers(drawn + " --as-is"))
    #expect(zip(known, made).count { $0 == $1 } >= 28)
    #expect(zip(known, asIs).count { $0 == $1 } < 20)
  }

  /// Four times as large, on a page of 210 × 210.
  private func drawing(of digit: ArraySlice<UInt8>, at corner: (x: Int, y: Int)) -> [UInt8] {
    var page = [UInt8](repeating: 255, count: 210 * 210)
    for y in 0..<112 {
      for x in 0..<112 {
        page[(y + corner.y) * 210 + x + corner.x] = 255 - digit[digit.startIndex + y / 4 * 28 + x / 4]
      }
    }
    return Array("P5 210 210 255\n".utf8) + page
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
    let outcome = try here.run("predict", "tiny", "two.pgm", "blank.pgm", "small.pgm", "--as-is")
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
        error: x.png: is a GIF, where a PNG, JPEG, BMP, PGM or PPM is needed; convert it to PNG
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
    let json = try JSONValue(
      text: try here.run("predict", "tiny", "small.pgm", "--as-is", "--test", "3", "--json").stdout)
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

  /// A stroke.
  private func pgm(
    _ ink: Int, _ paper: Int, side: Int = 56, rows: ClosedRange<Int> = 8...47, columns: ClosedRange<Int> = 26...29
  ) -> String {
    let lines = (0..<side).map { y in (0..<side).map { columns.contains($0) && rows.contains(y) ? ink : paper } }
    return "P2\n\(side) \(side)\n255\n" + lines.map { $0.map(String.init).joined(separator: " ") + "\n" }.joined()
  }
}
