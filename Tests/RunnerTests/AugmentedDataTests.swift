import Datasets
import Testing
import Text

/// `runner data --augmented`, and the same pictures in the report.
@Suite struct AugmentedDataTests {
  let here = Workspace()

  init() throws {
    try here.write(tiny, to: "tiny.yaml")
    try here.write(
      "extends: tiny.yaml\naugmentation: [random_rotation: [0.1, 0.1], random_flip: horizontal, mix_up]\n",
      to: "turned.yaml")
  }

  @Test func whatHappensToTheFirstSamples() throws {
    let outcome = try here.run("data", "turned.yaml", "--augmented")
    #expect(outcome.status == 0 && outcome.stderr == "")
    let lines = outcome.stdout.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines[0...2] == ["mnist (turned.yaml)", "", "training sample  class  epoch  changes"])
    let first = #/ +0  5 +1  random_rotation 36\.0°.*, mix_up with \d+, \d+ % its own/#
    #expect(lines[4].wholeMatch(of: first) != nil, "\(lines[4])")
    #expect(lines.count { $0.contains("random_rotation 36.0°") } == 40)
    #expect((10...30).contains(lines.count { $0.contains("random_flip left–right") }))
    #expect(Set(lines.dropFirst(4)).count > 35)
    #expect(try here.run("data", "turned.yaml", "--augmented").stdout == outcome.stdout)
  }

  @Test func theSameAsJSON() throws {
    let json = try JSONValue(text: try here.run("data", "turned.yaml", "--augmented", "--json").stdout)
    guard case .list(let samples) = json, case .list(let epochs)? = samples[0]["epochs"] else {
      return #expect(Bool(false), "\(json)")
    }
    #expect(samples.count == 10 && epochs.count == 4)
    #expect(samples[0]["class"] == .string("5") && samples[3]["training_sample"] == .integer(3))
  }

  /// Ten samples in a row each: as they are, and in four epochs.
  @Test func aSheetOfPixels() throws {
    let outcome = try here.run("data", "turned.yaml", "--augmented", "--output", "seen/here")
    #expect(outcome.status == 0, "\(outcome.stderr)")
    let (image, _) = try ImageFile.read(here.path + "/seen/here/augmented.png")
    #expect(image.width == 5 * 116 + 4 && image.height == 10 * 116 + 4)
    // Nothing is changed without a draw.
    try here.write("extends: tiny.yaml\naugmentation: [random_rotation: 0]\n", to: "still.yaml")
    #expect(try here.run("data", "still.yaml", "--augmented", "--output", "still").status == 0)
    let (still, _) = try ImageFile.read(here.path + "/still/augmented.png")
    func tile(_ image: GrayImage, _ column: Int) -> [UInt8] {
      (0..<112).flatMap { row in (0..<112).map { image.pixels[(4 + row) * image.width + 4 + column * 116 + $0] } }
    }
    #expect(tile(image, 0) == tile(still, 0))
    #expect((1...4).allSatisfy { tile(still, $0) == tile(still, 0) && tile(image, $0) != tile(image, 0) })
  }

  @Test func aDrawingWithItsWords() throws {
    #expect(try here.run("data", "turned.yaml", "--augmented", "--pictures", "seen.svg").status == 0)
    let drawing = try here.read("seen.svg")
    #expect(drawing.matches(of: #/<image /#).count == 50)
    #expect(drawing.matches(of: #/>epoch [1-4]</#).count == 40 && drawing.contains("Sample 0: random_rotation 36.0°"))
  }

  @Test func numbersHaveNoPictures() throws {
    try here.write((0..<40).map { "\($0),\($0 % 2)\n" }.reduce("x,y\n", +), to: "t.csv")
    try here.write(
      """
      dataset: {csv: t.csv, target: y, split: {test: 0.2}}
      augmentation: [gaussian_noise: 0.1, mix_up]
      layers: [dense: {units: 1, activation: sigmoid}]
      loss: binary_crossentropy

      """, to: "table.yaml")
    let outcome = try here.run("data", "table.yaml", "--augmented")
    #expect(outcome.status == 0 && outcome.stdout.contains("gaussian_noise, mix_up with"), "\(outcome)")
    let refused = try here.run("data", "table.yaml", "--augmented", "--output", "o")
    #expect(refused.status == 66 && refused.stdout == "")
    #expect(refused.stderr == "error: --output o: the samples are no pictures; leave --output out\n")
    #expect(try here.run("run", "table.yaml", "--quiet").status == 0)
  }

  @Test func whatDoesNotWork() throws {
    #expect(
      try here.run("data", "tiny.yaml", "--augmented").stderr
        == "error: --augmented: tiny.yaml has no augmentation; write one, as in augmentation: [random_rotation: 0.1]\n")
    try here.write("extends: tiny.yaml\naugmentation: [random_crop: {height: 40, width: 8}]\n", to: "large.yaml")
    let message = """
      large.yaml:2:38: error: augmentation[0].random_crop.height: height 40 does not fit a picture of 28
        augmentation: [random_crop: {height: 40, width: 8}]
                                             ^~ write at most 28, or a padding of at least 6

      """
    let outcome = try here.run("data", "large.yaml", "--augmented")
    #expect(outcome.status == 65 && outcome.stdout == "" && outcome.stderr == message)
    #expect(try here.run("validate", "large.yaml").stderr == message)
  }

  @Test func theReportShowsThem() throws {
    #expect(try here.run("run", "turned.yaml", "--quiet").status == 0)
    let page = try here.read("results/report.html")
    #expect(page.contains("turned: training samples in four epochs"))
    #expect(page.contains("Sample 9: random_rotation 36.0°"))
    #expect(try here.run("run", "tiny.yaml", "--quiet", "--results", "other").status == 0)
    #expect(!(try here.read("other/report.html").contains("training samples in four epochs")))
  }

  /// A crop is the model's input, and for predictions its middle.
  @Test func aCutModelAnswersForWholePictures() throws {
    try here.write("extends: tiny.yaml\naugmentation: [random_crop: {height: 20, width: 22}]\n", to: "cut.yaml")
    #expect(try here.run("summary", "cut.yaml").stdout.contains("[20, 22, 1]"))
    #expect(try here.run("run", "cut.yaml", "--quiet").status == 0)
    #expect(try here.run("evaluate", "cut").status == 0)
    #expect(try here.run("predict", "cut", "--test", "0-3").status == 0)
    #expect(try here.run("verify", "cut", "--threads", "1").status == 0)
  }
}
