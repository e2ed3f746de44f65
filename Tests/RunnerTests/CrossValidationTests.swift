import Testing

/// `cross_validation` from a table to the answers for its rows.
@Suite struct CrossValidationTests {
  private let here = Workspace()

  init() throws {
    let rows = (0..<41).map { "\($0 % 2 == 0 ? 1 : 5).\($0 % 10),\($0 % 2 == 0 ? "a" : "b")\n" }
    try here.write("length,kind\n" + rows.joined(), to: "own.csv")
    try here.write(
      """
      dataset: {csv: own.csv, target: kind}
      layers: [dense: {units: 2, activation: softmax}]
      loss: categorical_crossentropy
      optimizer: {adam: {learning_rate: 0.1}}
      batch_size: 8
      epochs: 5

      """, to: "own.yaml")
    try here.write("extends: own.yaml\ncross_validation: {folds: 4, stratify: true, repeats: 2}\n", to: "folds.yaml")
  }

  private func rows(_ table: String) -> [[String]] {
    table.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
  }

  @Test func everyRowIsAnsweredWhereItWasHeldOut() throws {
    let outcome = try here.run("sweep", "folds.yaml", "--progress", "none")
    #expect(outcome.status == 0 && outcome.stderr.isEmpty, "\(outcome)")
    #expect(outcome.stdout.contains("\nOver 8 folds: test accuracy "))
    #expect(
      outcome.stdout.contains(
        """
        \nAll folds together: 82 right of 82 answers for 41 samples, each tested 2 times, by models not trained on it.
        Each fold trains on rows that others test, so their scores are not independent: the deviation understates the uncertainty.

        """), "\(outcome.stdout)")
    let table = rows(try here.read("results/folds/predictions.csv"))
    #expect(table[0] == ["index", "run", "row", "label", "predicted", "p_a", "p_b"])
    for repetition in 1...2 {
      let own = table.dropFirst().filter { $0[1].hasPrefix("repeat-\(repetition)-fold-") }
      #expect(own.map { Int($0[2]) } == Array(1...41))
      #expect(own.map { $0[3] } == (0..<41).map { $0 % 2 == 0 ? "a" : "b" })
      for row in own {
        let line = row.dropFirst(2).joined(separator: ",")
        #expect(try here.read("results/folds/\(row[1])/predictions.csv").contains("," + line + "\n"), "\(row)")
      }
    }
    #expect(try here.run("export", "folds", "--output", "out").status == 0)
    #expect(try here.read("out/folds/predictions.csv") == here.read("results/folds/predictions.csv"))
    let compared = try here.run("compare", "folds")
    #expect(compared.stdout.contains("All folds together: 82 right of 82"))
    #expect(try here.run("remove", "folds").status == 0)
    #expect(!here.exists("results/folds"))
  }

  @Test func twoCrossValidationsAreCompared() throws {
    // A length that says little.
    let rows = (0..<41).map { "\($0 * 7 % 10 + $0 % 2),\($0 % 2 == 0 ? "a" : "b")\n" }
    try here.write("length,kind\n" + rows.joined(), to: "own.csv")
    try here.write(
      """
      extends: own.yaml
      cross_validation: {folds: 4}
      sweep: {grid: {epochs: [1, 5]}}

      """, to: "both.yaml")
    #expect(try here.run("sweep", "both.yaml", "-q").status == 0)
    let compared = try here.run("compare", "both")
    #expect(
      compared.stdout.contains(
        #/test accuracy(, which is within the noise of| over) 4 folds \(paired t-test corrected for shared training rows, p /#
      ),
      "\(compared.stdout)")
    #expect(compared.stdout.hasSuffix("the deviation understates the uncertainty.\n"))
  }

  @Test func dataThatComeWithATestSetHaveNoFolds() throws {
    try here.write(tiny + "cross_validation: {folds: 3}\n", to: "mnist.yaml")
    #expect(
      try here.run("validate", "mnist.yaml").stderr.hasPrefix(
        """
        mnist.yaml:17:1: error: cross_validation: 'mnist' comes with its own test set, and can't be divided into folds
          cross_validation: {folds: 3}
          ^~~~~~~~~~~~~~~~ use data of your own: 
        """))
  }

  @Test func moreFoldsThanRows() throws {
    try here.write("extends: own.yaml\ncross_validation: {folds: 50}\n", to: "many.yaml")
    #expect(try here.run("validate", "many.yaml").stderr.contains("has 41 rows, too few for 50 folds"))
  }
}
