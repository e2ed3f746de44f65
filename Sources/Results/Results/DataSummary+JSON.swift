import Catalog
import Records
import Text

extension DataSummary {
  var json: JSONValue {
    let files = files.map { file in
      let count = file.count.map { [JSONValue.Member("count", .integer($0))] } ?? []
      return JSONValue.object([.init("file", .string(file.name))] + count + [.init("sha256", .string(file.sha256))])
    }
    var members: [JSONValue.Member] = [
      .init("dataset", .string(dataset)),
      .init("training_" + kind.plural, .integer(trainingCount)),
      .init("validation_" + kind.plural, .integer(validationCount)),
      .init("test_" + kind.plural, .integer(testCount)),
    ]
    if let target { members.append(.init(target.key, .list(target.names.map(JSONValue.string)))) }
    members.append(.init("files", .list(files)))
    if let details { members += details.members }
    if let testRowsHash { members.append(.init("test_rows_sha256", .string(testRowsHash))) }
    if let initialWeightsHash { members.append(.init("initial_weights_sha256", .string(initialWeightsHash))) }
    return .object(members)
  }

  init(_ object: ObjectReader) throws(SummaryProblem) {
    var object = object
    let dataset = try object.string("dataset")
    let kind: SampleKind = object.has("training_samples") ? .sample : .image
    let counts = try (
      training: object.integer("training_" + kind.plural), validation: object.integer("validation_" + kind.plural),
      test: object.integer("test_" + kind.plural)
    )
    let target = try DataInterface.Target(&object)
    var files: [File] = []
    for (index, value) in try object.list("files").enumerated() {
      var file = try ObjectReader(value, path: "data.files[\(index)]")
      files.append(
        File(
          name: try file.string("file"), sha256: try file.string("sha256"),
          count: file.has("count") ? try file.integer("count") : nil))
      try file.finish()
    }
    let details = object.has("source") ? try Details(&object) : nil
    let testRowsHash = try object.text("test_rows_sha256")
    let initialWeightsHash = try object.text("initial_weights_sha256")
    try object.finish()
    self.init(
      dataset: dataset, kind: kind, trainingCount: counts.training, validationCount: counts.validation,
      testCount: counts.test, target: target, files: files, testRowsHash: testRowsHash, details: details,
      initialWeightsHash: initialWeightsHash)
  }
}

extension DataSummary.Details {
  fileprivate var members: [JSONValue.Member] {
    let names = features.isEmpty ? [] : [JSONValue.Member("features", .list(features.map(JSONValue.string)))]
    return [.init("source", .string(source))] + names + [
      .init("preprocessing_sha256", .string(preprocessingHash)), .init("tensors_sha256", .string(tensorsHash)),
    ]
  }

  fileprivate init(_ object: inout ObjectReader) throws(SummaryProblem) {
    self.init(
      source: try object.name("source"), features: try object.words("features") ?? [],
      preprocessingHash: try object.string("preprocessing_sha256"), tensorsHash: try object.string("tensors_sha256"))
  }
}

extension DataInterface.Target {
  fileprivate var key: String {
    switch self {
    case .classes: "class_names"
    case .values: "target_names"
    }
  }

  fileprivate init?(_ object: inout ObjectReader) throws(SummaryProblem) {
    if let names = try object.words("class_names") {
      self = .classes(names)
    } else if let names = try object.words("target_names") {
      self = .values(names)
    } else {
      return nil
    }
  }
}

extension ObjectReader {
  /// Nil if there is no such key.
  fileprivate mutating func text(_ key: String) throws(SummaryProblem) -> String? {
    has(key) ? try string(key) : nil
  }

  /// A list of at least one text; nil if there is no such key.
  fileprivate mutating func words(_ key: String) throws(SummaryProblem) -> [String]? {
    guard has(key) else { return nil }
    let list = try list(key)
    let words = list.compactMap { if case .string(let word) = $0 { word } else { nil } }
    guard !list.isEmpty, words.count == list.count else {
      throw SummaryProblem(place: "data." + key, problem: "a list of names is expected")
    }
    return words
  }
}
