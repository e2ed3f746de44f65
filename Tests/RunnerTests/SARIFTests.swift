import Text
import Testing

/// `validate --sarif`, read by a model of SARIF 2.1.0.
@Suite struct SARIFTests {
  let here = Workspace()

  init() throws {
    try here.write(tiny, to: "specs/good.yaml")
    try here.write("extends: good.yaml\nname: bad\nepochs: 1_0\nlayers: [dense: {unit: 3}]\n", to: "specs/bad.yaml")
    try here.write(
      "extends: specs/good.yaml\nname: a\nlayers: [dense: {units: 10, activation: softmax}, flatten, dense: {units: 10, activation: softmax}]\n",
      to: "a:é.yaml")
  }

  private func results(_ document: JSONValue) throws -> [JSONValue] {
    guard case .list(let runs)? = document["runs"], runs.count == 1, case .list(let found)? = runs[0]["results"] else {
      throw Missing()
    }
    return found
  }

  private struct Missing: Error {}

  @Test func everyFindingHasItsRuleAndPlace() throws {
    let outcome = try here.run("validate", "specs", "a:é.yaml", "none.yaml", "--sarif")
    #expect(outcome.status == 65 && outcome.stderr.isEmpty)
    let document = try JSONValue(text: outcome.stdout)
    #expect(document["version"] == .string("2.1.0"))
    #expect(
      try results(document).map(\.line) == [
        ##"{"ruleId": "invalid-spec", "ruleIndex": 0, "level": "error", "message": {"text": "epochs: '1_0' is not a whole number; write 10"}, "locations": [{"physicalLocation": {"artifactLocation": {"uri": "specs/bad.yaml"}, "region": {"startLine": 3, "startColumn": 9}}, "logicalLocations": [{"fullyQualifiedName": "epochs"}]}]}"##,
        ##"{"ruleId": "invalid-spec", "ruleIndex": 0, "level": "error", "message": {"text": "layers[0].dense: unknown key 'unit'; did you mean 'units'?"}, "locations": [{"physicalLocation": {"artifactLocation": {"uri": "specs/bad.yaml"}, "region": {"startLine": 4, "startColumn": 18}}, "logicalLocations": [{"fullyQualifiedName": "layers[0].dense"}]}]}"##,
        ##"{"ruleId": "doubtful-spec", "ruleIndex": 2, "level": "warning", "message": {"text": "layers[0].dense: dense on [28, 28, 1] works on its last axis, at each of 784 positions; put flatten before it if that is not meant"}, "locations": [{"physicalLocation": {"artifactLocation": {"uri": "a%3A%C3%A9.yaml"}}}]}"##,
        ##"{"ruleId": "missing-file", "ruleIndex": 1, "level": "error", "message": {"text": "No such file or directory; check the path"}, "locations": [{"physicalLocation": {"artifactLocation": {"uri": "none.yaml"}}}]}"##,
      ])
  }

  @Test func nothingFoundIsADocumentToo() throws {
    let outcome = try here.run("validate", "specs/good.yaml", "--sarif", "--quiet")
    #expect(outcome.status == 0 && outcome.stderr.isEmpty)
    #expect(try results(JSONValue(text: outcome.stdout)).isEmpty)
    let both = try here.run("validate", "specs/good.yaml", "--sarif", "--json")
    #expect(both.status == 64 && both.stderr.hasPrefix("Error: --json and --sarif: one of them at a time."))
  }

  @Test func itIsSARIF() throws {
    guard let python = try PythonTools.interpreter(with: "sarif_pydantic") else { return }
    let check = try here.shell(
      """
      "$RUNNER" validate specs 'a:é.yaml' none.yaml --sarif > findings.sarif
      '\(python)' -c 'import sarif_pydantic, sys; print(len(sarif_pydantic.Sarif.model_validate_json(sys.stdin.read()).runs[0].results))' \
        < findings.sarif
      """)
    #expect(check.stdout == "4\n", "\(check.stderr)")
  }
}
