import Foundation
import Reporting
import Runs
import Synchronization

/// Keeps what the program prints.
package final class RecordedTerminal: Terminal {
  private let said = Mutex<[(event: ProgressEvent, text: String?)]>([])
  private let printed = Mutex("")
  package let isInteractive: Bool

  package init(isInteractive: Bool = false) { self.isInteractive = isInteractive }

  package var speaksJSON: Bool { true }
  package var width: Int { 80 }
  package func say(_ event: ProgressEvent, _ text: String?) { said.withLock { $0.append((event, text)) } }
  package func redraw(_ text: String) { printed.withLock { $0 += text } }
  package func print(_ text: String) { printed.withLock { $0 += text } }

  package var events: [ProgressEvent] { said.withLock { $0.map(\.event) } }
  package var words: [String] { events.map(\.kind.rawValue) }
}

/// A folder of a test's own, removed after it.
package final class TestFolder {
  package let path: String

  package init() {
    var template = Array("/tmp/runs-tests-XXXXXX".utf8CString)
    mkdtemp(&template)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// - Returns: the file's path.
  package func write(_ text: String, to name: String) throws -> String {
    let file = path + "/" + name
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    return file
  }
}

/// A spec that trains in a moment.
package let tiny = """
  dataset: {name: mnist, train_limit: 200, test_limit: 100}
  layers: [flatten, dense: {units: 10, activation: softmax}]
  loss: categorical_crossentropy
  epochs: 2

  """
