import Catalog
import Datasets
import Records
import Reporting
import Results
import Text

/// A model's answers about samples of its test set, pictures, and rows of a table.
extension SavedModel {
  /// Whether its answers are rows: about a table, an array, or samples that are no pictures.
  package func answersInRows(_ files: [String]) -> Bool {
    interface.table != nil || interface.sampleKind == .sample || files.contains(where: PreparedArray.isArray)
  }

  /// Whether its answers are numbers.
  package var answersWithNumbers: Bool { if case .values = interface.target { true } else { false } }

  /// Which class each sample of the test set, and then each picture, is said to be.
  package func reports(
    _ test: [IndexRange], _ pictures: [Question], _ terminal: any Terminal
  ) throws -> [PredictionReport] {
    let (indices, tested) = try testSamples(test, terminal)
    let noun = interface.sampleKind.noun
    let asked = samples(pictures)
    return reports(tested, hasLabels: true) { ("test \(noun) \(indices[$0])", nil, []) }
      + reports(asked, hasLabels: false) { (pictures[$0].image, pictures[$0].remark, pictures[$0].notes) }
  }

  private func reports(
    _ samples: Samples, hasLabels: Bool, _ words: (Int) -> (image: String, remark: String?, notes: [String])
  ) -> [PredictionReport] {
    guard samples.count > 0 else { return [] }
    let (answers, drawn) = (answer(samples), SamplePictures(samples))
    return (0..<samples.count).map { index in
      let (image, remark, notes) = words(index)
      let picture = drawn?.greyThumbnail(of: index, side: Self.drawnSide)
      return PredictionReport(
        image: image, remark: remark, notes: notes, outputs: answers.classOutputs(of: index),
        predicted: Int(answers.predicted[index]), label: hasLabels ? Int(samples.labels[index]) : nil,
        classNames: interface.classNames, hasNames: result.summary.data.target != nil,
        pixels: picture?.pixels[...] ?? [], width: picture?.width ?? 0)
    }
  }

  /// The longest side of a picture in characters.
  private static let drawnSide = 40

  /// The numbers that it predicts for samples of its test set, and then for pictures.
  package func numbers(_ test: [IndexRange], _ pictures: [Question], _ terminal: any Terminal) throws -> Answers {
    let (indices, tested) = try testSamples(test, terminal)
    let noun = interface.sampleKind.noun
    return Answers(answer(tested), interface.target, noun, indices.map { .string("test \(noun) \($0)") })
      + Answers(answer(samples(pictures)), interface.target, noun, pictures.map { .string($0.image) })
  }

  /// Its answers for each row of a table or sample of an array, or for rows of its test set.
  package func predictions(_ files: [String], _ test: [IndexRange], _ terminal: any Terminal) throws -> Answers {
    guard files.count + (test.isEmpty ? 0 : 1) == 1 else {
      let one = interface.table != nil ? "table" : "array (.npy)"
      throw Failure(.usage, "error: predict: name one \(one), or rows of the test set with --test 0-9")
    }
    if let file = files.first, interface.table == nil {
      let samples = try PreparedArray.samples(file, interface)
      return Answers(answer(samples), interface.target, "row", (1...samples.count).map(JSONValue.integer))
    }
    if let file = files.first {
      let table = try table(file, needsTargets: false, terminal)
      return Answers(answer(table.samples), interface.target, "row", table.rows.map(JSONValue.integer))
    }
    let (indices, samples) = try testSamples(test, terminal)
    return Answers(answer(samples), interface.target, "index", indices.map(JSONValue.integer))
  }

  /// A table with the columns of the one that it was trained on, in any order.
  ///
  /// - Parameter needsTargets: whether its target has to be there, because the answers are to be judged.
  func table(_ path: String, needsTargets: Bool, _ terminal: any Terminal) throws -> PreparedTable {
    guard var preparation = interface.table else {
      throw Failure(
        .missingInput, "error: \(path): '\(result.summary.name)' was trained on no table; name a folder of its data set"
      )
    }
    // As recorded, or as --set says of this table.
    if let spec = loaded.spec.dataset.source.construct as? CSV {
      (preparation.dialect, preparation.unknown) = (spec.dialect, spec.unknown)
    }
    let table = try PreparedTable(path, preparation, interface, needsTargets: needsTargets)
    for note in table.notes { terminal.note("note: \(path): \(note)") }
    return table
  }

  /// Those of the test set that a command line names; none without reading it if there are none.
  private func testSamples(_ test: [IndexRange], _ terminal: any Terminal) throws -> ([Int], Samples) {
    guard !test.isEmpty else { return ([], samples([])) }
    let samples = try testSamples(terminal)
    if let range = test.first(where: { $0.indices.upperBound >= samples.count }) {
      throw Failure(
        .usage,
        "error: --test \(max(range.indices.lowerBound, samples.count)): the test set's \(interface.sampleKind.plural) are 0 to "
          + "\(samples.count - 1)")
    }
    let indices = test.flatMap(\.indices)
    return (indices, samples.selected(indices))
  }

  /// The inputs of pictures, with targets that nobody looks at.
  private func samples(_ pictures: [Question]) -> Samples {
    let targets: Samples.Targets =
      switch interface.target {
      case .classes: .classes(pictures.map { _ in 0 })
      case .values(let names): .values(Array(repeating: 0, count: pictures.count * names.count))
      }
    let inputs = interface.inputs.map { Samples.Values.joined(pictures.map(\.input), like: $0.element) }
    return Samples(interface, inputs: inputs, targets: targets)
  }
}
