import Testing

/// Data of `embedding`: a mistake in them is found before training.
@Suite struct WholeNumberTests {
  private let here = Workspace()

  /// The hint and the place of the only message about a table whose 12th row has `cell`, and the last row `last`.
  private func message(
    _ cell: String, last: String = "1", layers: String = "embedding: {input_dim: 5, output_dim: 2}"
  )
    throws -> String
  {
    let rows = (0..<20).map { row in
      "\(row % 5),\(row == 11 ? cell : row == 19 ? last : "3"),\(row % 2 == 0 ? "a" : "b")"
    }
    try here.write((["x,y,kind"] + rows).joined(separator: "\n") + "\n", to: "words.csv")
    try here.write(
      """
      dataset: {csv: words.csv, target: kind, columns: {x: numeric, y: numeric}, scaling: none, split: {test: 4, shuffle: false}}
      layers: [\(layers), flatten, dense: {units: 2, activation: softmax}]
      loss: categorical_crossentropy
      """, to: "words.yaml")
    let outcome = try here.run("validate", "words.yaml")
    #expect(outcome.status == (outcome.stderr.isEmpty ? 0 : 65))
    return outcome.stderr
  }

  @Test func numbersOfRowsAreRead() throws { #expect(try message("4") == "") }

  @Test func othersAreRefused() throws {
    let place = "words.yaml:2:10: error: layers[0].embedding: "
    #expect(
      try message("7") == """
        \(place)training sample 11 has the number 7.0, which is not a whole number from 0 to 4
          layers: [embedding: {input_dim: 5, output_dim: 2}, flatten, dense: {units: 2, activation: softmax}]
                   ^~~~~~~~~ write input_dim: 8 or more, or correct the data

        """)
    #expect(
      try message("0.5").contains("training sample 11 has the number 0.5, which is not a whole number from 0 to 4"))
    #expect(try message("0.5").hasSuffix("^~~~~~~~~ use data that are numbers of rows\n"))
    #expect(try message("-1").hasSuffix("^~~~~~~~~ use data that are numbers of rows\n"))
    #expect(try message("1", last: "5").contains("\(place)test sample 3 has the number 5.0"))
  }

  @Test func aReshapeMayComeBeforeButNoOtherLayer() throws {
    #expect(try message("1", layers: "reshape: [2], embedding: {input_dim: 5, output_dim: 2}") == "")
    #expect(
      try message("1", layers: "rescaling: 2, embedding: {input_dim: 5, output_dim: 2}").contains(
        "layers[1].embedding: embedding looks the samples' numbers up: other layers can't come before it"))
  }
}
