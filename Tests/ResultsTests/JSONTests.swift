import Catalog
import Records
import Results
import Testing
import Text

@Suite struct JSONTests {
  @Test func aSummaryIsReadableAndInOrder() {
    #expect(
      exampleSummary().json.text == """
        {
          "status": "completed",
          "name": "dense",
          "spec": {
            "name": "dense",
            "seed": 1,
            "layers": [
              "flatten",
              {"dense": {"units": 10}}
            ],
            "optimizer": {"adam": {"learning_rate": 0.001, "epsilon": 1e-07}},
            "metrics": ["accuracy"],
            "batch_size": 500,
            "shuffle": true
          },
          "data": {
            "dataset": "mnist",
            "training_images": 60,
            "validation_images": 0,
            "test_images": 10,
            "files": [
              {"file": "train-images", "sha256": "train-images-hash"},
              {"file": "train-labels", "sha256": "train-labels-hash"},
              {"file": "t10k-images", "sha256": "t10k-images-hash"},
              {"file": "t10k-labels", "sha256": "t10k-labels-hash"}
            ]
          },
          "parameters": 7850,
          "multiply_adds": 7840,
          "history": [
            {"epoch": 1, "loss": 0.5, "accuracy": 0.85, "learning_rate": 0.001},
            {"epoch": 2, "loss": 0.1105, "accuracy": 0.9676, "learning_rate": 0.001}
          ],
          "test": {"loss": 0.0724, "accuracy": 0.8, "errors": 2, "misclassified": [2, 5]},
          "weights_sha256": "abc123",
          "numerics_version": 1
        }

        """)
  }

  @Test func aDivergedRunHasNulls() throws {
    var summary = exampleSummary()
    summary.status = .diverged
    summary.divergence = Divergence(epoch: 2, step: 137)
    summary.history.removeLast()
    summary.history[0].training.loss = .nan
    summary.test = nil
    summary.weightsHash = nil
    let text = summary.json.text
    #expect(text.hasPrefix("{\n  \"status\": \"diverged\",\n  \"name\": \"dense\",\n"))
    #expect(text.contains("  \"diverged_at\": {\"epoch\": 2, \"step\": 137, \"loss\": null},\n"))
    #expect(text.contains("    {\"epoch\": 1, \"loss\": null, \"accuracy\": 0.85, \"learning_rate\": 0.001}\n"))
    #expect(text.hasSuffix("  \"test\": null,\n  \"weights_sha256\": null,\n  \"numerics_version\": 1\n}\n"))
    let read = try RunSummary(text: text)
    #expect(read.divergence == Divergence(epoch: 2, step: 137))
    #expect(read.json.text == text)
  }

  @Test func whatWasWrittenReadsBackTheSame() throws {
    var summary = exampleSummary()
    summary.data.initialWeightsHash = "def"
    summary.data.validationCount = 6
    for index in summary.history.indices { summary.history[index].validation = Scores(loss: 0.3, metrics: [1e-9]) }
    let read = try RunSummary(text: summary.json.text)
    #expect(read.json.text == summary.json.text)
    #expect(read.test == summary.test)
    #expect(read.history == summary.history)
    #expect(read.data == summary.data)
  }

  @Test func whereARuleHasEndedItIsRecorded() throws {
    var summary = exampleSummary()
    (summary.stop, summary.savedEpoch) = (Stop(epoch: 2, by: "early_stopping"), 1)
    summary.best = BestEpoch(epoch: 2, value: 0.96, weightsHash: "def456")
    let text = summary.json.text
    #expect(
      text.contains(
        "  \"stopped\": {\"epoch\": 2, \"by\": \"early_stopping\"},\n  \"saved_epoch\": 1,\n  "
          + "\"best\": {\"epoch\": 2, \"value\": 0.96, \"weights_sha256\": \"def456\"},\n  \"test\""))
    let read = try RunSummary(text: text)
    #expect(read.best == summary.best)
    #expect(read.stop == summary.stop && read.savedRecord == summary.history[0] && read.json.text == text)
    for (part, wrong, message) in [
      ("\"epoch\": 2, \"by\"", "\"epoch\": 0, \"by\"", "stopped.epoch: 0, but there are 2 epochs"),
      ("\"epoch\": 2, \"by\"", "\"epoch\": 3, \"by\"", "stopped.epoch: 3, but there are 2 epochs"),
      ("\"saved_epoch\": 1", "\"saved_epoch\": 7", "saved_epoch: 7, but there are 2 epochs"),
      ("{\"epoch\": 2, \"value\"", "{\"epoch\": 9, \"value\"", "best.epoch: 9, but there are 2 epochs"),
      ("\"value\": 0.96", "\"value\": true", "best.value: a number or null is expected"),
      ("\"value\": 0.96", "\"score\": 0.96", "best: the key 'value' is missing"),
    ] {
      let problem = #expect(throws: SummaryProblem.self) {
        try RunSummary(text: text.replacing(part, with: wrong))
      }
      #expect(problem?.description == message)
    }
  }

  @Test(arguments: [
    ("\"status\": \"completed\"", "\"status\": \"done\"", "status: 'completed' or 'diverged' is expected"),
    ("\"parameters\": 7850", "\"parameters\": -1", "parameters: a whole number is expected"),
    ("\"parameters\": 7850", "\"parameter\": 7850", "the key 'parameters' is missing"),
    (
      "\"weights_sha256\": \"abc123\"", "\"weights_sha256\": \"abc123\",\n  \"extra\": 1",
      "extra: an unknown key; a newer runner may have written it"
    ),
    ("\"errors\": 2", "\"errors\": 3", "test.errors: 3 errors, but 2 misclassified images are listed"),
    ("[2, 5]", "[5, 2]", "test.misclassified: ascending indices are expected"),
    ("\"loss\": 0.1105", "\"loss\": \"low\"", "history[1].loss: a number or null is expected"),
    ("\"accuracy\": 0.9676, ", "", "history[1]: the key 'accuracy' is missing"),
    ("\"seed\": 1,", "\"seed\": 1", "line 7: ',' or '}' is expected"),
    ("\"seed\": 1,", "\"seed\": 01,", "line 6: a value is expected"),
    ("\"seed\": 1,", "\"name\": 1,", "line 6: the key 'name' stands twice"),
  ])
  func aSummaryOfAnotherFormIsRefused(part: String, replacement: String, message: String) throws {
    let text = exampleSummary().json.text
    let range = try #require(text.firstRange(of: part))
    let problem = #expect(throws: SummaryProblem.self) {
      try RunSummary(text: text.replacingCharacters(in: range, with: replacement))
    }
    #expect(problem?.description == message)
  }

  @Test(arguments: [
    "", "{", "[1,]", "[1] 2", "{\"a\" 1}", "\"\\x\"", "\"\\ud800\"", "\"a", "1.", "-", "1e", "nul", "NaN", "'a'",
    "[1 2]",
    "\"\u{1}\"",
  ])
  func whatIsNotJSONIsRefused(text: String) {
    #expect(throws: JSONProblem.self) { try JSONValue(text: text) }
  }

  @Test func deepNestingIsRefusedBeforeTheStackEnds() {
    let problem = #expect(throws: JSONProblem.self) { try JSONValue(text: String(repeating: "[", count: 100_000)) }
    #expect(problem?.problem == "nested deeper than 64")
  }

  @Test func stringsSurviveEscaping() throws {
    let text = "quote \" backslash \\ newline \n tab \t bell \u{7} é 😀"
    let value = JSONValue.object([.init("a", .string(text))])
    #expect(try JSONValue(text: value.line) == value)
    #expect(try JSONValue(text: "\"\\ud83d\\ude00\\u00e9\\/\"") == .string("😀é/"))
  }

  @Test func aSpecsTreeSurvives() throws {
    let config = ConfigValue.mapping([
      ("seed", .unsigned(.max)), ("units", .integer(-3)), ("rate", .number(1)), ("on", .bool(false)), ("none", .null),
      ("list", .list([.string("010"), .number(0.1)])),
    ])
    #expect(try JSONValue(text: JSONValue(config).line).config == config)
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
    self[..<range.lowerBound] + text + self[range.upperBound...]
  }
}
