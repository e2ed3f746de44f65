import Catalog
import Datasets
import Diagnostics
import ExperimentSpec
import Files
import Glibc
import Text

/// What `runner init` is asked for.
package struct FirstSpecRequest {
  /// A table, a folder of pictures or an archive of arrays.
  package var data: String?
  /// The name of an example instead.
  package var example: String?
  package var target: String?
  /// Where the spec is written; by default beside the work, named after the data.
  package var output: String?

  package init(data: String?, example: String?, target: String?, output: String?) {
    (self.data, self.example, self.target, self.output) = (data, example, target, output)
  }

  package static var exampleNames: [String] { FirstSpec.examples.map(\.name) }
  private static var exampleList: String { exampleNames.joined(separator: ", ") }
}

// MARK: - Asking

extension FirstSpecRequest {
  /// Asks for what is missing.
  ///
  /// - Parameter ask: shows a question and returns the answer's line; nil at the end of input.
  package mutating func complete(_ ask: (_ question: String) throws -> String?) throws {
    guard data == nil, example == nil else { return }
    let question = """
      Which data? A table (CSV), a folder with a folder of pictures for each class, an .npz file,
      or one of these for MNIST's digits: \(Self.exampleList)
      > 
      """
    let answer = try Self.answer(question, ask)
    if FirstSpec.examples.contains(where: { $0.name == answer }) { example = answer } else { data = answer }
    guard target == nil, let data, Self.isTable(data) else { return }
    // What is no table is reported when the spec is written.
    guard let sketch = try? TableSketch(data) else { return }
    let names = sketch.columns.map(\.name).joined(separator: ", ")
    let reply = try ask("Which column is to be predicted? \(names)\n[\(sketch.likelyTarget)]> ")
    if let reply, !reply.isEmpty { target = reply }
  }

  private static func answer(_ question: String, _ ask: (String) throws -> String?) throws -> String {
    while let answer = try ask(question) {
      if !answer.isEmpty { return answer }
    }
    throw missing
  }

  package static var missing: Failure {
    Failure(
      .usage,
      "error: no data are named; write: runner init DATA, with a table, a folder of pictures or an .npz file, or "
        + "runner init --like EXAMPLE, with one of \(exampleList)")
  }

  private static func isTable(_ path: String) -> Bool { !isFolder(path) && !path.hasSuffix(".npz") }
}

// MARK: - Writing

extension FirstSpecRequest {
  /// Writes the spec, even if the data cannot be read as it says: then a person has a place to mend.
  ///
  /// - Returns: where it is, and why the data cannot be read.
  package func write() throws -> (file: String, failure: Failure?) {
    let file = output ?? Self.fileName(for: example ?? data ?? "first")
    guard access(file, F_OK) != 0 || Self.isUnfinished(file) else {
      throw Failure(.usage, "error: \(file): there is such a file; remove it, or name another: --output FILE")
    }
    let (spec, failure) = try spec(at: file)
    let text = spec.text(named: file, schema: BundledFiles.schema)
    // At its end, so that the lines that the failure names stay where they are.
    try AtomicFile.write(text + (failure == nil ? "" : Self.unfinished), to: file)
    return (file, failure.flatMap { Failure($0) })
  }

  private static let unfinished =
    "# Unfinished, because its data could not be read: runner init writes it anew once they can.\n"

  /// Whether an earlier call could not read the data, so that the file says little.
  private static func isUnfinished(_ file: String) -> Bool {
    (try? AtomicFile.read(file)).map { String(decoding: $0, as: UTF8.self).hasSuffix(unfinished) } ?? false
  }

  private func spec(at file: String) throws -> (FirstSpec, failure: (any Error)?) {
    if let example {
      guard target == nil else { throw Failure(.usage, "error: --target: an example has one; leave it out") }
      if let known = FirstSpec.examples.first(where: { $0.name == example }) { return (known.spec, nil) }
      let advice = suggestion(for: example, among: Self.exampleNames).map { "did you mean '\($0)'?" }
      throw Failure(
        .usage,
        "error: --like \(example): there is no such example; \(advice ?? "the examples are \(Self.exampleList)")")
    }
    guard let data = data.map(withoutSlash) else { throw Self.missing }
    guard access(data, F_OK) == 0 else {
      throw Failure(.missingInput, "error: \(data): there is no such file or folder; check the path")
    }
    guard target == nil || Self.isTable(data) else {
      throw Failure(.usage, "error: --target \(target ?? ""): only a table has columns; leave it out")
    }
    let here = folder(of: file) == folder(of: "spec") ? data : absolute(data)
    var reader = try ExperimentReader(overrides: [], dataFolder: nil)
    do {
      return try FirstSpec.fitted(to: here, target: target) { spec in
        try reader.readData(text: spec.text(named: file, schema: BundledFiles.schema), called: file)
      }
    } catch let problem as DatasetProblem {
      throw Failure(ExitStatus(problem.kind), "error: \(problem.finding); \(problem.hint)")
    }
  }

  /// A name that results can take as well.
  private static func fileName(for data: String) -> String {
    let name = lastComponent(of: withoutSlash(data)).split(separator: ".").first.map(String.init) ?? ""
    let fitting = String(name.map { nameProblem("a\($0)") == nil ? $0 : "-" })
    return (nameProblem(fitting) == nil ? fitting : "first") + ".yaml"
  }
}
