import Catalog
import Datasets
import Results
import Text

extension SavedModel {
  /// Whether its answers are rows: about a table, an array, or samples that are no pictures.
  package func answersInRows(_ files: [String]) -> Bool {
    interface.table != nil || interface.sampleKind == .sample || files.contains(where: PreparedArray.isArray)
  }

  /// A table with the columns of the one that it was trained on, in any order.
  ///
  /// - Parameter needsTargets: whether its target has to be there, because the answers are to be judged.
  func table(_ path: String, needsTargets: Bool, _ terminal: any Terminal) throws -> PreparedTable {
    guard let preparation = interface.table else {
      throw Failure(
        .missingInput, "error: \(path): '\(result.summary.name)' was trained on no table; name a folder of its data set"
      )
    }
    let table = try PreparedTable(path, preparation, interface, needsTargets: needsTargets)
    for note in table.notes { terminal.note("note: \(path): \(note)") }
    return table
  }

  /// Its answers for each row of a table or sample of an array, or for rows of its test set.
  package func predictions(
    _ files: [String], _ test: [IndexRange], _ terminal: any Terminal
  ) throws -> CSVTable {
    guard files.count + (test.isEmpty ? 0 : 1) == 1 else {
      let one = interface.table != nil ? "table" : "array (.npy)"
      throw Failure(.usage, "error: predict: name one \(one), or rows of the test set with --test 0-9")
    }
    if let file = files.first, interface.table == nil {
      let samples = try PreparedArray.samples(file, interface)
      return .answers(answer(samples), interface.target, "row", Array(1...samples.count))
    }
    if let file = files.first {
      let table = try table(file, needsTargets: false, terminal)
      return .answers(answer(table.samples), interface.target, "row", Array(table.rows))
    }
    let questions = try Question.all(test, of: testSamples(terminal))
    let samples = Samples(interface, inputs: [.joined(questions.map(\.input))], targets: targets(questions))
    return .answers(answer(samples), interface.target, "index", test.flatMap(\.indices))
  }
}
