import Foundation
import Testing

/// A folder of results may come from an untrusted source. Whatever links it contains, nothing outside it is changed.
struct PlantedLinkTests {
  let here = Workspace()
  /// The user's files elsewhere, with names that a run might write, move or remove.
  private static let own = [
    "notes.txt", "lock", "weights.safetensors", "history.csv", "tiny.csv", "checkpoint", "learning-curves.svg",
    ".weights.safetensors.runner-1-1.tmp", "previous/notes.txt", ".unfinished/tiny/notes.txt", "tiny/notes.txt",
  ]
  private static let advice = "this is a symbolic link, and results are not written through one; remove it"

  init() throws {
    try here.write(
      tiny.replacing("train_limit: 600, test_limit: 200", with: "train_limit: 60, test_limit: 20")
        .replacing("epochs: 2", with: "epochs: 1"), to: "tiny.yaml")
    for name in Self.own { try here.write("mine: \(name)", to: "outside/" + name) }
  }

  private func plant(_ link: String, to target: String) throws {
    let folder = URL(fileURLWithPath: here.path + "/" + link).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try? here.remove(link)
    try FileManager.default.createSymbolicLink(
      atPath: here.path + "/" + link, withDestinationPath: here.path + "/" + target)
  }

  private func requireNothingChangedOutside(_ place: String) throws {
    for name in Self.own { #expect(try here.read("outside/" + name) == "mine: \(name)", "\(place)") }
    let names = try FileManager.default.subpathsOfDirectory(atPath: here.path + "/outside")
    #expect(names.filter { here.isFile("outside/" + $0) }.sorted() == Self.own.sorted(), "\(place)")
  }

  @Test(arguments: [
    ("results/tiny/lock", "outside/notes.txt"), ("results/tiny/lock", "outside/missing"), ("results/tiny", "outside"),
  ])
  func aRunIsNotWrittenThroughALink(link: String, target: String) throws {
    try plant(link, to: target)
    let outcome = try here.run("tiny.yaml")
    #expect(outcome.status == 74)
    #expect(outcome.stderr == "error: \(link): \(Self.advice)\n")
    try requireNothingChangedOutside(link)
  }

  /// An earlier result of another spec should be kept aside.
  @Test(arguments: [
    "results/tiny/previous", "results/tiny/previous/.unfinished", "results/tiny/previous/.unfinished/tiny",
  ])
  func nothingIsMovedOrRemovedThroughALink(link: String) throws {
    #expect(try here.run("tiny.yaml", "--quiet").status == 0)
    let earlier = try here.read("results/tiny.json")
    try plant(link, to: link.hasSuffix("/tiny") ? "outside/tiny" : "outside")
    let outcome = try here.run("tiny.yaml", "--quiet", "--set", "seed=7")
    #expect(outcome.status == 74)
    #expect(outcome.stderr == "error: \(link): \(Self.advice)\n")
    #expect(try here.read("results/tiny.json") == earlier)
    try requireNothingChangedOutside(link)
  }

  @Test(arguments: ["results/seeds", "results/seeds/seed-1"])
  func aSweepIsNotWrittenThroughALink(link: String) throws {
    for seed in 1...2 { try here.write("extends: ../tiny.yaml\nseed: \(seed)\n", to: "seeds/seed-\(seed).yaml") }
    try plant(link, to: "outside")
    let outcome = try here.run("sweep", "seeds", "--progress", "plain")
    // If one run's place is taken by a link, the others are trained nevertheless.
    #expect(outcome.status == (link == "results/seeds" ? 74 : 1))
    #expect(outcome.stderr.contains("error: \(link): \(Self.advice)"), "\(outcome.stderr)")
    try requireNothingChangedOutside(link)
  }

  @Test func picturesAreNotWrittenThroughALink() throws {
    #expect(try here.run("tiny.yaml", "--quiet").status == 0)
    try plant("results/tiny", to: "outside")
    let outcome = try here.run("report")
    #expect(outcome.status == 74)
    #expect(outcome.stderr == "error: results/tiny: \(Self.advice)\n")
    try requireNothingChangedOutside("report")
  }

  @Test func picturesAreNotExportedThroughALink() throws {
    #expect(try here.run("tiny.yaml", "--quiet").status == 0)
    try plant("figures/tiny", to: "outside")
    let outcome = try here.run("report", "--pictures", "figures")
    #expect(outcome.status == 74)
    #expect(outcome.stderr == "error: figures/tiny: \(Self.advice)\n")
    try requireNothingChangedOutside("report --pictures")
  }

  @Test func aTableIsNotExportedThroughALink() throws {
    try here.write("extends: ../tiny.yaml\n", to: "seeds/one.yaml")
    #expect(try here.run("sweep", "seeds", "--quiet").status == 0)
    try plant("tables/seeds", to: "outside")
    let outcome = try here.run("export", "--output", "tables")
    #expect(outcome.status == 74)
    #expect(outcome.stderr == "error: tables/seeds: \(Self.advice)\n")
    try requireNothingChangedOutside("export")
  }

  /// A file that is written takes the link's place.
  @Test func aLinkWhereAFileBelongsIsReplaced() throws {
    let files = [
      "results/tiny.csv", "results/tiny/weights.safetensors", "results/tiny/resolved.yaml", "results/tiny/timing.csv",
      "results/tiny/checkpoint", "results/tiny/checkpoint.previous",
    ]
    // A page or a picture that the program has not written stays as it is.
    for file in files + ["results/tiny/learning-curves.svg", "results/report.html"] {
      try plant(file, to: "outside/notes.txt")
    }
    try plant("results/tiny.json", to: "outside/missing")
    let outcome = try here.run("tiny.yaml", "--quiet", "--checkpoint-every", "0")
    #expect(outcome.status == 0, "\(outcome.stderr)")
    for file in files + ["results/tiny.json"] { #expect(!here.isLink(file), "\(file)") }
    try requireNothingChangedOutside("files")
  }

  /// Many people keep results on a larger disk.
  @Test(arguments: ["results", "elsewhere"])
  func theFolderOfAllResultsMayBeALink(folder: String) throws {
    try here.write("", to: "disk/kept")
    try plant(folder, to: "disk")
    for _ in 1...2 { #expect(try here.run("tiny.yaml", "--quiet", "--results", folder).status == 0) }
    #expect(try here.run("tiny.yaml", "--quiet", "--results", folder + "/", "--set", "seed=7").status == 0)
    #expect(here.exists("disk/tiny/previous/1/tiny.json") && here.exists("disk/report.html"))
    #expect(here.isLink(folder))
  }

  // MARK: Locks

  @Test(arguments: ["mkfifo", "mkdir"])
  func aLockIsARegularFile(command: String) throws {
    let outcome = try here.shell(
      "mkdir -p results/tiny; \(command) results/tiny/lock; timeout 20 \"$RUNNER\" tiny.yaml")
    #expect(outcome.status == 74)
    #expect(outcome.stderr == "error: results/tiny/lock: this is no regular file, where a lock should be; remove it\n")
  }

  /// A hard link looks like any other file, but its contents are left alone.
  @Test func aSecondNameOfAnotherFileIsNoLock() throws {
    try FileManager.default.createDirectory(atPath: here.path + "/results/tiny", withIntermediateDirectories: true)
    try FileManager.default.linkItem(
      atPath: here.path + "/outside/notes.txt", toPath: here.path + "/results/tiny/lock")
    let outcome = try here.run("tiny.yaml")
    #expect(outcome.status == 74)
    #expect(
      outcome.stderr == "error: results/tiny/lock: this is no lock of runner's, and is left as it is; "
        + "move it away, or choose another --results\n")
    try requireNothingChangedOutside("lock")
  }

  @Test(arguments: ["12345\n", ""])
  func aLockWithASecondNameIsHeldAndNotWritten(text: String) throws {
    try here.write(text, to: "outside.pid")
    try FileManager.default.createDirectory(atPath: here.path + "/results/tiny", withIntermediateDirectories: true)
    try FileManager.default.linkItem(atPath: here.path + "/outside.pid", toPath: here.path + "/results/tiny/lock")
    #expect(try here.run("tiny.yaml", "--quiet").status == 0)
    #expect(try here.read("outside.pid") == text)
  }

  @Test func aUsersOwnFileIsNoLock() throws {
    try here.write("the key is under the mat\n", to: "results/tiny/lock")
    #expect(try here.run("tiny.yaml").status == 74)
    #expect(try here.read("results/tiny/lock") == "the key is under the mat\n")
  }

  // MARK: Names

  /// The name in a result's JSON becomes a path: a name that a spec may not have, a result may not have either.
  @Test(arguments: [#"../../x"#, #"\u001b[2Jx"#, "/tmp/x", "", ".hidden", "comparison"])
  func aNameInJSONIsCheckedAsASpecsIs(name: String) throws {
    #expect(try here.run("tiny.yaml", "--quiet").status == 0)
    let text = try here.read("results/tiny.json")
    try here.write(text.replacing(#""name": "tiny""#, with: #""name": "\#(name)""#), to: "results/tiny.json")
    for command in [["compare", "tiny", "tiny"], ["export", "--output", "tables"], ["report"], ["verify", "tiny"]] {
      let outcome = try here.run(command)
      #expect(outcome.status == 74, "\(command)")
      #expect(outcome.stderr.hasPrefix("error: results/tiny.json: name: "), "\(outcome.stderr)")
      #expect(!(outcome.stderr + outcome.stdout).contains("\u{1B}"))
    }
    #expect(!here.exists("x.csv"))
  }
}

extension Workspace {
  fileprivate func isFile(_ name: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path + "/" + name, isDirectory: &isFolder) && !isFolder.boolValue
  }

  fileprivate func isLink(_ name: String) -> Bool {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: path + "/" + name)) != nil
  }

  fileprivate func run(_ words: [String]) throws -> Outcome {
    try shell("\"$RUNNER\" " + words.joined(separator: " "))
  }
}
