import Diagnostics
import ExperimentSpec
import Glibc
import Testing

@Suite("Spec files")
struct FileTests {
  @Test("a file that can't be read is not a problem of a spec")
  func unreadable() throws {
    let folder = try Folder()
    #expect(throws: UnreadableFile(path: folder.path + "/none.yaml", reason: "No such file or directory")) {
      try ExperimentLoader.load(folder.path + "/none.yaml")
    }
    #expect(throws: UnreadableFile(path: folder.path, reason: "this is a folder")) {
      try ExperimentLoader.load(folder.path)
    }
    // A file named on the command line may be a pipe or a device; one that a spec extends may not.
    let error = #expect(throws: DiagnosticList.self) { try ExperimentLoader.load("/dev/zero") }
    #expect(error?.description == "/dev/zero: error: the file is larger than 1 MB\n  is this the right file?")
    mkfifo(folder.path + "/fifo", 0o600)
    for path in ["fifo", "/dev/zero"] {
      try folder.write("a.yaml", "extends: \(path)")
      #expect(messages("a.yaml", in: folder).contains(" can't be read: this is no regular file\n"))
    }
    #expect(messages("none.yaml", in: folder) == "none.yaml: error: No such file or directory")
  }

  @Test("1 MB is read, more is refused")
  func size() throws {
    let folder = try Folder()
    let filler = String(repeating: "#", count: 1_000_000 - complete.utf8.count)
    try folder.write("a.yaml", complete + filler)
    #expect(messages("a.yaml", in: folder).isEmpty)
    try folder.write("b.yaml", complete + filler + "#")
    #expect(messages("b.yaml", in: folder) == "b.yaml: error: the file is larger than 1 MB\n  is this the right file?")
  }

  @Test("empty files", arguments: ["", "# nothing\n", "---\n", "null"])
  func empty(text: String) throws {
    let folder = try Folder()
    try folder.write("a.yaml", text)
    let message = messages("a.yaml", in: folder)
    #expect(message.hasPrefix("a.yaml:1:1: error: an empty file\n"))
    #expect(message.hasSuffix("^ write at least dataset, layers and loss"))
  }

  @Test("not a mapping", arguments: ["hello", "- a\n- b"])
  func noMapping(text: String) throws {
    let folder = try Folder()
    try folder.write("a.yaml", text)
    #expect(messages("a.yaml", in: folder).hasPrefix("a.yaml:1:1: error: expected keys and values\n"))
  }

  @Test("the file's base name is the run's name, with .yaml and .yml")
  func defaultName() throws {
    let folder = try Folder()
    for (file, name) in [("a.yaml", "a"), ("b.yml", "b"), ("c-1.2.yaml", "c-1.2"), ("d", "d")] {
      #expect(try ExperimentLoader.load(try folder.write(file, complete)).spec.name == name)
    }
    try folder.write("my run.yaml", complete)
    #expect(
      messages("my run.yaml", in: folder) == """
        my run.yaml:1:1: error: name: 'my run' can't name files, and it is this file's name
          dataset: mnist
          ^ write name: with letters and digits of any script, '.', '_' and '-'
        """)
    try folder.write("my run.yaml", complete + "name: x")
    #expect(messages("my run.yaml", in: folder).isEmpty)
  }

  @Test("names that can't name files", arguments: ["../x", "-x", ".x", "a b", "🙂", "comparison", "a/b", "''"])
  func names(name: String) throws {
    #expect(throws: DiagnosticList.self) { try load(complete + "name: \(name)") }
  }

  @Test("names that can", arguments: ["_x", "0", "010", "a.b-c_D", String(repeating: "x", count: 100), "true"])
  func goodNames(name: String) throws {
    #expect(try load(complete + "name: \(name)").name == name)
  }

  @Test("a later stage's problem points at its key in the spec, or at the nearest ancestor that is written")
  func laterProblems() throws {
    let folder = try Folder()
    let path = try folder.write(
      "a.yaml",
      """
      dataset: mnist
      layers:
        - conv2d: {filters: 3, kernel_size: 5}
        - flatten
        - activation: relu
      loss: mse
      """)
    let loaded = try ExperimentLoader.load(path, overrides: ["epochs=3"])
    func place(_ path: String) -> String {
      let diagnostic = loaded.diagnostic(at: path, "found", hint: "do that")
      let mark = diagnostic.mark
      return "\(diagnostic.file.replacing(folder.path + "/", with: "")):\(mark?.line ?? 0):\(mark?.column ?? 0)"
    }
    #expect(place("layers[0].conv2d.kernel_size") == "a.yaml:3:39")
    #expect(place("layers[0].conv2d.strides") == "a.yaml:3:5")
    #expect(place("layers[0].conv2d") == "a.yaml:3:5")
    #expect(place("layers[0]") == "a.yaml:3:5")
    #expect(place("layers[1].flatten") == "a.yaml:4:5")
    #expect(place("layers[2].activation.relu") == "a.yaml:5:17")
    #expect(place("layers[7]") == "a.yaml:2:1")
    #expect(place("layers") == "a.yaml:2:1")
    #expect(place("optimizer.adam") == "a.yaml:1:1")
    #expect(place("epochs") == "--set:1:8")
    #expect(place("") == "a.yaml:1:1")
    #expect(
      loaded.diagnostic(at: "layers[0].conv2d.kernel_size", "kernel_size 5 does not fit", hint: "make it smaller")
        .description.replacing(folder.path + "/", with: "") == """
          a.yaml:3:39: error: layers[0].conv2d.kernel_size: kernel_size 5 does not fit
              - conv2d: {filters: 3, kernel_size: 5}
                                                  ^ make it smaller
          """)
  }

  @Test("a hint may depend on whether what it is about is written")
  func hintsWithout() throws {
    let folder = try Folder()
    func hint(_ residual: String) throws -> String? {
      let path = try folder.write(
        "spec.yaml", complete.replacing("flatten", with: "flatten, {residual: \(residual)}"))
      return try ExperimentLoader.load(path).diagnostic(
        at: "layers[1].residual", "different shapes", hint: "give it dense: 3",
        pointingAt: "layers[1].residual.shortcut",
        hintWithout: "write a shortcut"
      ).hint
    }
    #expect(try hint("{shortcut: [], layers: [dense: 3]}") == "give it dense: 3")
    #expect(try hint("[dense: 3]") == "write a shortcut")
  }

  @Test("two thousand mutations of specs end in a spec or in messages")
  func mutations() throws {
    let folder = try Folder()
    let seeds = [ResolvedTests.everything, try packageFile("experiments/conv.yaml")].map { Array($0.utf8) }
    let fragments = [
      "{", "}", "[", "]", ": ", "- ", "\n", "&a ", "*a", "!!x ", "<<: ", "\"", "'", "\t", "é", "? ", "|", "~",
    ]
    var random = Counter(state: 1)
    var refused = 0
    for round in 0..<2000 {
      var bytes = seeds[round % 2]
      for _ in 0...Int(random.next() % 4) {
        let place = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 4 {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(contentsOf: fragments[Int(random.next() % UInt64(fragments.count))].utf8, at: place)
        default: bytes.removeSubrange(place..<min(bytes.count, place + 20))
        }
      }
      // A new file each time: overwriting one file again and again is slow on disk.
      let path = try folder.write("a\(round).yaml", bytes)
      do {
        let spec = try ExperimentLoader.load(path).spec
        #expect(try load(spec.resolved().yaml()) == spec)
      } catch let list as DiagnosticList {
        refused += 1
        #expect(!list.description.isEmpty)
      }
    }
    #expect(refused > 1000)
    #expect(refused < 2000)
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014).
private struct Counter {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
