import Datasets
import Foundation
import Testing

/// The pictures as files, as shown by programs other than browsers.
@Suite struct PictureViewerTests {
  let here = Workspace()

  init() throws {
    try here.write(
      tiny.replacing("name: tiny\n", with: "") + "sweep: {grid: {batch_size: [100, 600]}}\n", to: "sizes.yaml")
    try here.run("sweep", "sizes.yaml", "--quiet")
    try here.write(tiny, to: "tiny.yaml")
    try here.run("tiny.yaml", "--set", "epochs=1", "--quiet")
    try here.run("data", "tiny.yaml", "--pictures", "digits.svg")
  }

  private func files() throws -> [String] {
    let files = try here.shell("find results digits.svg -name '*.svg' | LC_ALL=C sort").stdout.split(separator: "\n")
    return files.map(String.init)
  }

  @Test func noFileNeedsAStyleSheet() throws {
    let files = try files()
    #expect(files.count >= 10)
    for file in files {
      let text = try here.read(file)
      for word in ["var(", "@media", "<style", "class=", "currentColor"] {
        #expect(!text.contains(word), "\(file): \(word)")
      }
    }
  }

  @Test func librsvgShowsThem() throws {
    guard try isThere("rsvg-convert", package: "librsvg2-bin") else { return }
    for file in try files() {
      let outcome = try here.shell("rsvg-convert '\(file)' --output picture.png")
      #expect(outcome.status == 0, "\(file): \(outcome.stderr)")
      try expectDrawing("picture.png", of: file)
    }
  }

  @Test func libreOfficeShowsThem() throws {
    guard try isThere("soffice", package: "libreoffice-draw") else { return }
    for (index, file) in try files().enumerated() { try here.write(here.bytes(file), to: "in/\(index).svg") }
    let outcome = try here.shell(
      "soffice -env:UserInstallation=file://$PWD/profile --headless --convert-to png --outdir out in/*.svg")
    #expect(outcome.status == 0, "\(outcome.stderr)")
    for (index, file) in try files().enumerated() { try expectDrawing("out/\(index).png", of: file) }
  }

  private func isThere(_ program: String, package: String) throws -> Bool {
    if try here.shell("command -v \(program)").status == 0 { return true }
    print("skipped: there is no \(program); install \(package)")
    return false
  }

  /// More than ink on paper: white in the corner, dark somewhere, and greys or hues between them.
  private func expectDrawing(_ picture: String, of file: String) throws {
    let (image, _) = try ImageFile.read(here.path + "/" + picture)
    #expect(image.pixels.first == 255, "\(file): the paper is not white")
    #expect(image.pixels.count { $0 == 255 } * 3 > image.pixels.count, "\(file): hardly any paper")
    #expect(Set(image.pixels).count > 3 && image.pixels.contains { $0 < 64 }, "\(file): nothing is drawn")
  }
}
