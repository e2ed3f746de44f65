import Datasets
import Foundation
import Testing

/// Folders that hold no data set, or hold it elsewhere than expected.
@Suite struct DatasetFolderTests {
  private let all = "\(trainImages), \(trainLabels), \(testImages), \(testLabels)"

  @Test func anEmptyFolderHoldsNone() throws {
    let folder = try TemporaryFolder()
    let problem = problem(folder.path)
    #expect(problem?.kind == .missing)
    #expect(
      problem?.description
        == "\(folder.path): holds none of \(all); name the folder with the four files, with or without .gz")
  }

  @Test(arguments: ["nowhere", "a/b/c", "file/below"])
  func aFolderThatIsNotThereIsSaid(_ name: String) throws {
    let folder = try TemporaryFolder()
    try folder.write([1], "file")
    let problem = problem(folder.path + "/" + name)
    #expect(problem?.kind == .missing)
    #expect(
      problem?.description == "\(folder.path)/\(name): is not there: there is no such folder; "
        + "check the path; a relative one starts at the spec")
  }

  @Test(arguments: ["~/data", "~nobody/data", "specs/~/data", "$HOME/data", "${HOME}/data"])
  func whatOnlyAShellKnowsIsSaid(_ path: String) {
    #expect(
      problem(path)?.description == "\(path): is not there: there is no such folder; "
        + "write the path in full: only a shell knows ~ and $HOME")
  }

  @Test func aFileIsNoFolder() throws {
    let tiny = try TinyDataset()
    let path = tiny.path + "/" + trainImages
    #expect(
      problem(path)?.description == "\(path): is a file, not a folder; name the folder with the four files in it")
  }

  @Test func otherNamesAreListed() throws {
    let tiny = try TinyDataset()
    try tiny.folder.shell("for f in *idx*; do mv $f my$f; done; touch readme.txt")
    #expect(
      problem(tiny.path)?.description == "\(tiny.path): holds none of \(all), but my\(testImages), "
        + "my\(testLabels), my\(trainImages), my\(trainLabels); give the four files these names")
    try tiny.folder.shell("touch mya.idx3 myb.idx3")
    #expect(problem(tiny.path)?.problem.hasSuffix(", my\(testLabels) and 2 more") == true)
  }

  @Test func aFolderBelowIsProposed() throws {
    let tiny = try TinyDataset()
    try tiny.folder.shell("mkdir raw; mv *idx* raw")
    #expect(problem(tiny.path)?.hint == "did you mean '\(tiny.path)/raw'?")
  }

  /// Some programs unpack a file into a folder of the same name.
  @Test(arguments: ["mkdir F", "mkfifo F.gz", "ln -s /dev/null F", "ln -s nowhere F", "mkdir F.gz; mkfifo F"])
  func whatIsNoFileStandsNotInTheWay(_ command: String) throws {
    let tiny = try TinyDataset()
    let plain = try tiny.load()
    for file in [trainImages, testLabels] {
      let dotted = file.replacingOccurrences(of: "-idx", with: ".idx")
      try tiny.folder.shell("mv \(file) \(dotted); " + command.replacingOccurrences(of: "F", with: file))
    }
    #expect(try tiny.load().training == plain.training)
  }

  @Test(arguments: [
    ("mkdir F", "", "a folder", "move the file within it up, beside the others"),
    ("mkfifo F.gz", ".gz", "a named pipe", "put the file itself there"),
    ("ln -s /dev/null F", "", "a device", "put the file itself there"),
  ])
  func withoutTheFileItIsNamed(_ command: String, _ suffix: String, _ kind: String, _ hint: String) throws {
    let tiny = try TinyDataset()
    try tiny.folder.shell("rm F; \(command)".replacingOccurrences(of: "F", with: testLabels))
    #expect(tiny.refusal() == "\(testLabels)\(suffix): is \(kind), not a file; \(hint)")
    // The same where nothing else of the data set is there.
    for other in [trainImages, trainLabels, testImages] { try tiny.folder.remove(other) }
    #expect(tiny.refusal() == "\(testLabels)\(suffix): is \(kind), not a file; \(hint)")
  }

  private func problem(_ path: String) -> DatasetProblem? {
    #expect(throws: DatasetProblem.self) {
      _ = try DatasetLoader.load(.idx(folder: path), dataDirectory: nil, trainLimit: nil, testLimit: nil)
    }
  }
}
