import Statistics
import Files
import Foundation
import Records
import Results
import Testing

/// Results from untrusted sources: bytes that no runner has written are refused or taken at their word; nothing ends
/// the process.
@Suite struct DamageTests {
  /// The format has no checksum for weights: the summary's `weights_sha256` is theirs. The header says what they are.
  @Test func aFlippedBitOfASafetensorsHeaderNamesOtherTensors() throws {
    let tensors = SafetensorsTests.tensors
    let whole = Safetensors.encode(tensors)
    let header = whole.count - tensors.reduce(0) { $0 + 4 * $1.values.count }
    var read = 0
    for bit in 0..<header * 8 {
      var bytes = whole
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      guard let decoded = try? Safetensors.decode(bytes) else { continue }
      read += 1
      // The model asks for its tensors by name and shape.
      let isAnother = zip(decoded, tensors).contains { $0.name != $1.name || $0.shape != $1.shape }
      #expect(isAnother || decoded == tensors, "bit \(bit)")
    }
    print(
      "of \(header * 8) flipped bits \(read) gave a tensor another name, or one without values another shape; the others were refused"
    )
  }

  @Test func aSummaryCutAnywhereIsRefused() {
    let text = exampleSummary().json.text
    for length in 0..<text.utf8.count - 1 {
      let cut = String(decoding: text.utf8.prefix(length), as: UTF8.self)
      #expect(throws: SummaryProblem.self, "\(length) bytes") { try RunSummary(text: cut) }
    }
  }

  /// A summary has no checksum, so a changed digit is another result. Whatever has been read must not trap in a
  /// comparison.
  @Test func aSummaryOfOtherNumbersIsRefusedOrCompared() throws {
    let text = exampleSummary().json.text
    let other = exampleSummary(name: "other", misclassified: [1, 2])
    let values = [
      "9223372036854775807", "9223372036854775808", "288230376151711744", "288230376151711745", "-1", "0", "1", "1e999",
      "1e-999",
      "null", "1.5", "[]", "\"x\"", "18446744073709551615",
    ]
    var (compared, refused) = (0, 0)
    for range in text.ranges(of: /-?[0-9]+(\.[0-9]+)?(e-?[0-9]+)?/) {
      for value in values {
        do {
          let summary = try RunSummary(text: text.replacingCharacters(in: range, with: value))
          let comparison = Comparison([summary, other])
          _ = comparison.table.text + comparison.json.text + summary.json.text
          _ = comparison.configurations
          let sweep = SweepSummary(name: "sweep", rankBy: nil, runs: [summary, other])
          _ = sweep.json.text + sweep.table.text
          compared += 1
        } catch { refused += 1 }
      }
    }
    #expect(compared > 0 && refused > 0)
    print("of \(compared + refused) summaries with another number \(refused) were refused, the others compared")
  }

  @Test func aFlippedBitOfASummaryIsRefusedOrReadAsItSays() throws {
    let bytes = Array(exampleSummary().json.text.utf8)
    for bit in 0..<bytes.count * 8 {
      var flipped = bytes
      flipped[bit / 8] ^= 1 << UInt8(bit % 8)
      guard let text = String(validating: flipped, as: UTF8.self), let read = try? RunSummary(text: text) else {
        continue
      }
      // Nothing is left out: what was read is as it was written, except for white space and other ways to write the
      // same number.
      #expect(try RunSummary(text: read.json.text).json == read.json, "bit \(bit)")
    }
  }

  @Test(arguments: [
    ("\"epoch\": 2", "\"epoch\": 3", "history[1].epoch: 2 is expected"),
    ("\"test_images\": 10", "\"test_images\": 5", "test.misclassified: image 5, but there are only 5, counted from 0"),
    (
      "\"parameters\": 7850", "\"parameters\": 9223372036854775807",
      "parameters: a whole number is expected"
    ),
    ("\"name\": \"dense\"", "\"name\": \"\\u+123\"", "line 3: four hexadecimal digits are expected"),
  ])
  func numbersThatDisagree(_ old: String, _ new: String, _ message: String) {
    let text = exampleSummary().json.text.replacing(old, with: new, maxReplacements: 1)
    do {
      _ = try RunSummary(text: text)
      Issue.record("nothing was refused")
    } catch { #expect("\(error)" == message) }
  }

  @Test(arguments: ["nan", "inf", "-1", "1e300", "1e999", ""])
  func timesThatAreNone(_ text: String) {
    #expect(SavedTiming("epoch,seconds,milliseconds_per_step,images_per_second\n1,0.5,2,100\n")?.seconds == 0.5)
    #expect(SavedTiming("epoch,seconds,milliseconds_per_step,images_per_second\n1,\(text),2,100\n") == nil)
  }

  @Test func predictionsOfMoreClassesThanThereAre() {
    let columns = (0...1000).map { "p\($0)" }.joined(separator: ",")
    do {
      _ = try SavedPredictions(Array("index,label,predicted,\(columns)\n0,999,1,\n".utf8))
      Issue.record("nothing was refused")
    } catch { #expect("\(error)" == "line 1: 1001 classes, where 1000 are the most") }
  }

  @Test(arguments: [
    ("ln -s /dev/zero F", "No such device"), ("mkdir F", "Is a directory"),
  ])
  func whatIsNoFileIsNotWaitedFor(_ command: String, _ reason: String) throws {
    let folder = NSTemporaryDirectory() + "runner-damage-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-ec", "cd '\(folder)'; \(command)"]
    try process.run()
    process.waitUntilExit()
    do {
      _ = try AtomicFile.read(folder + "/F")
      Issue.record("something was read")
    } catch { #expect("\(error)" == "\(folder)/F: read failed: \(reason)") }
  }

  @Test func aFIFOThatNobodyWritesToIsEmpty() throws {
    let path = NSTemporaryDirectory() + "runner-damage-" + UUID().uuidString
    #expect(mkfifo(path, 0o600) == 0)
    defer { unlink(path) }
    #expect(try AtomicFile.read(path) == [])
  }
}
