import Catalog
import Datasets
import Records
import Text

extension SavedModel {
  /// Whether it answers questions about the rows of a table.
  package var takesTables: Bool { interface.table != nil }

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

  /// Its answers for each row of a table, or for rows of its test set.
  package func predictions(
    _ files: [String], _ test: [IndexRange], _ terminal: any Terminal
  ) throws -> CSVTable {
    guard files.count + (test.isEmpty ? 0 : 1) == 1 else {
      throw Failure(.usage, "error: predict: name one table, or rows of the test set with --test 0-9")
    }
    if let file = files.first {
      let table = try table(file, needsTargets: false, terminal)
      return answers(for: table.samples, "row", Array(table.rows))
    }
    let questions = try Question.all(test, of: testSamples(terminal))
    let samples = Samples(interface, inputs: [.joined(questions.map(\.input))], targets: targets(questions))
    return answers(for: samples, "index", test.flatMap(\.indices))
  }

  /// `row,predicted,p_<class>…`, or `row,predicted` for a number.
  private func answers(for samples: Samples, _ title: String, _ numbers: [Int]) -> CSVTable {
    let answers = answer(samples)
    let names = interface.classNames
    guard case .values(let values) = interface.target else {
      return CSVTable(
        header: [title, "predicted"] + names.map { "p_\($0)" },
        rows: numbers.enumerated().map { index, number in
          let outputs = answers.outputs(of: index)
          // One output of two classes is the second one's.
          let probabilities = outputs.count < names.count ? outputs.map { 1 - $0 } + outputs : Array(outputs)
          return ["\(number)", names[Int(answers.predicted[index])]] + probabilities.map { "\($0)" }
        })
    }
    return CSVTable(
      header: [title] + (values.count == 1 ? ["predicted"] : values.map { "predicted_\($0)" }),
      rows: numbers.enumerated().map { index, number in
        ["\(number)"] + answers.outputs(of: index).map { "\($0)" }
      })
  }
}
