import Datasets
import Testing

/// `runner data --pictures`: one test image of each class, with its label.
@Suite struct DataPictureTests {
  let here = Workspace()

  init() throws { try here.write(tiny, to: "tiny.yaml") }

  @Test func tenDigitsWithTheirLabels() throws {
    let outcome = try here.run("data", "tiny.yaml", "--pictures", "digits.svg")
    #expect(outcome.status == 0 && outcome.stderr == "")
    #expect(outcome.stdout == (try here.run("data", "tiny.yaml").stdout))
    let drawing = try here.read("digits.svg")
    #expect(drawing.matches(of: #/<image /#).count == 10)
    #expect(
      drawing.matches(of: #/>(label [0-9])</#).map { String($0.1) } == (0..<10).map { "label \($0)" })
    #expect(drawing.contains("<title id=\"picture-title\">mnist: the first test image of each class</title>"))
    #expect(drawing.contains(">Label 0: test image 3. Label 1: test image 2. Label 2: test image 1. "))
  }

  /// If a data set's classes have names, these are the labels.
  @Test func classesHaveTheirNames() throws {
    for part in ["train", "t10k"] { try here.writeImages("fashion-mnist/\(part)", [9, 1, 9, 0]) }
    try here.write(tiny.replacing(/dataset: .*/, with: "dataset: fashion_mnist"), to: "clothes.yaml")
    let outcome = try here.run("data", "clothes.yaml", "--data", ".", "--json", "--pictures", "clothes.svg")
    #expect(outcome.status == 0, "\(outcome.stderr)")
    let drawing = try here.read("clothes.svg")
    #expect(drawing.contains(">label 9</text>") && drawing.contains(">ankle boot</text>"))
    #expect(
      drawing.contains(
        ">Label 0, T-shirt/top: test image 3. Label 1, trouser: test image 1. Label 9, ankle boot: test image 0.</desc>"
      ))
  }

  /// Also in capitals. A file that the user names is replaced.
  @Test func paintedForAnotherEnding() throws {
    guard try here.shell("command -v rsvg-convert").status == 0 else {
      print("skipped: paintedForAnotherEnding: there is no rsvg-convert; install librsvg2-bin")
      return
    }
    try here.write("a file of the user's", to: "DIGITS.PNG")
    let outcome = try here.run("data", "tiny.yaml", "--pictures", "DIGITS.PNG")
    #expect(outcome.status == 0, "\(outcome.stderr)")
    let (image, _) = try ImageFile.read(here.path + "/DIGITS.PNG")
    // Twice 432 + 2 · 16.
    #expect(image.width == 928 && image.pixels.first == 255 && Set(image.pixels).count > 3)
  }

  @Test func withoutAPainterThereIsAWayOut() throws {
    let outcome = try here.run("data", "tiny.yaml", "--pictures", "out.png", environment: ["PATH": "/nowhere"])
    #expect(outcome.status == 66 && outcome.stdout == "")
    #expect(
      outcome.stderr
        == "error: --pictures out.png: rsvg-convert, which paints the pictures, cannot be started: "
        + "No such file or directory; install it (librsvg2-bin on Debian and Ubuntu), or name a file that ends in .svg\n"
    )
    #expect(
      try here.run("data", "tiny.yaml", "--pictures", "out.svg", environment: ["PATH": "/nowhere"]).status == 0)
  }

  @Test(arguments: ["digits", "digits.pdf", "digitssvg", "folder.svg/", "-"])
  func anotherEndingIsAMistake(file: String) throws {
    let outcome = try here.run("data", "gone.yaml", "--pictures", file)
    #expect(outcome.status == 64)
    #expect(
      outcome.stderr.hasPrefix(
        "Error: --pictures \(file): the name must end in .svg or .png, as in --pictures digits.svg.\n"),
      "\(outcome.stderr)")
  }

  @Test func whatCannotBeWrittenIsNamed() throws {
    try here.write("", to: "folder.svg/file")
    for (file, finding) in [
      ("nowhere/digits.svg", "create failed: No such file or directory"),
      ("folder.svg", "rename failed: Is a directory"),
    ] {
      let outcome = try here.run("data", "tiny.yaml", "--pictures", file)
      #expect(outcome.status == 74 && outcome.stdout == "")
      #expect(outcome.stderr == "error: \(file): \(finding)\n")
    }
    let full = try here.shell("ln -s /dev/full full.svg; \"$RUNNER\" data tiny.yaml --pictures full.svg")
    #expect(full.status == 74)
    #expect(full.stderr == "error: full.svg: write failed: No space left on device\n")
  }

  @Test func resultsAreNoPlace() throws {
    try here.write("", to: "results/dense.json")
    let outcome = try here.run("data", "tiny.yaml", "--pictures", "results/digits.svg")
    #expect(outcome.status == 64)
    #expect(
      outcome.stderr == "error: --pictures results/digits.svg: results holds the results as runs have written them; "
        + "choose a place outside it\n")
  }
}
