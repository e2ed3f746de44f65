import Foundation
import Hashing
import Testing
import Text

/// A person's own table, from its first run to answers about later rows.
@Suite struct TableTests {
  private let here = Workspace()

  /// Two kinds, told apart by a length, with a gap and a column of words.
  private static func table(last: String = "9.0,north,b,1.8") -> String {
    let rows = (0..<59).map { row in
      let length = row == 7 ? "" : "\(row % 2 == 0 ? 1 : 5).\(row % 10)"
      return "\(length),\(row % 3 == 0 ? "north" : "south"),\(row % 2 == 0 ? "a" : "b"),\(Double(row % 10) / 5)\n"
    }
    return "length,side,kind,price\n" + rows.joined() + last + "\n"
  }

  private static let spec = """
    dataset:
      csv: own table.csv
      target: kind
      features: {exclude: [price]}
      missing: {length: median}
      split: {test: 12, validation: 0.2, shuffle: false}
    layers: [dense: {units: 4, activation: relu}, dense: {units: 2, activation: softmax}]
    loss: categorical_crossentropy
    optimizer: {adam: {learning_rate: 0.1}}
    batch_size: 8
    epochs: 5
    """

  init() throws {
    try here.write(Self.table(), to: "own table.csv")
    try here.write(Self.spec, to: "own.yaml")
    let outcome = try here.run("own.yaml", "-q")
    try #require(outcome.status == 0, "\(outcome.stderr)")
  }

  private func hash(_ key: String, of result: String = "own") throws -> String {
    let line = try here.read("results/\(result).json").split(separator: "\n").first { $0.contains("\"\(key)\"") }
    return try #require(line).split(separator: "\"").map(String.init)[3]
  }

  @Test func theResultSaysWhatTheNetworkSaw() throws {
    let summary = try here.read("results/own.json")
    #expect(
      summary.contains(
        """
            "training_samples": 36,
            "validation_samples": 12,
            "test_samples": 12,
        """))
    #expect(summary.contains(#""class_names": ["a", "b"]"#))
    #expect(summary.contains(#""features": ["length", "side=north", "side=south"]"#))
    #expect(try hash("preprocessing_sha256") == SHA256.hash(here.bytes("results/own/preprocessing.json")).hex)
    let predictions = try here.read("results/own/predictions.csv").split(separator: "\n")
    #expect(predictions[0] == "index,row,label,predicted,p_a,p_b")
    #expect(predictions[1].hasPrefix("0,49,") && predictions.last?.hasPrefix("11,60,") == true)
    #expect(try here.read("results/own.csv").hasPrefix("epoch,loss,accuracy,val_loss,val_accuracy,learning_rate\n"))
    let verified = try here.run("verify", "own")
    #expect(verified.status == 0 && verified.stdout.hasPrefix("own: verified: 5 epochs"))
    #expect(try here.run("report", "own").status == 0)
  }

  @Test func theDataAreShownAsTheNetworkSeesThem() throws {
    let shown = try here.run("data", "own.yaml", "--output", "encoded")
    #expect(
      shown.stdout.contains(
        """
        column  missing  values   becomes
        ──────  ───────  ───────  ──────────────────────────────────────
        length        1  1 to 9   (x − 3.308) / 2.048; 1.8 where missing
        side          0  2 words  0 or 1 each: north, south
        kind          0  2 words  the class to predict

        feature          row 1      row 2       row 3
        """), "\(shown.stdout)")
    let training = try here.read("encoded/training.csv").split(separator: "\n")
    #expect(training.count == 37 && training[0] == "length,side=north,side=south,kind")
    #expect(training[1].hasSuffix(",1.0,0.0,a"))
    #expect(try here.read("encoded/test.csv").split(separator: "\n").count == 13)
    let json = try here.run("data", "own.yaml", "--json").stdout
    #expect(json.contains(#"{"name": "side", "missing": 0, "minimum": null, "maximum": null, "values": 2, "#))
    try here.write(tiny, to: "tiny.yaml")
    #expect(
      try here.run("data", "tiny.yaml", "--output", "x").stderr
        == "error: --output x: the data are no table; leave --output out\n")
  }

  /// A bar chart of each column and of the classes: three columns here.
  @Test func theColumnsAreDrawn() throws {
    let outcome = try here.run("data", "own.yaml", "--pictures", "columns.svg")
    #expect(outcome.status == 0, "\(outcome.stderr)")
    let drawing = try here.read("columns.svg")
    #expect(drawing.contains(": the columns of 36 rows to train on</title>"))
    #expect(drawing.contains("side: north 12 times, south 24 times. kind: a 18 times, b 18 times.</desc>"))
    try here.run("report", "own", "--pictures", "pictures")
    #expect(try here.read("pictures/columns.svg") == drawing)
    #expect(try here.read("results/report.html").contains(">The data</h2>"))
  }

  @Test func aRowOfTheTestChangesNoWeight() throws {
    try here.write(Self.table(last: "1e6,north,a,1.8"), to: "own table.csv")
    try #require(try here.run("own.yaml", "-q", "--set", "name=other").status == 0)
    #expect(try hash("weights_sha256", of: "other") == hash("weights_sha256"))
    #expect(try hash("tensors_sha256", of: "other") != hash("tensors_sha256"))
    let verified = try here.run("verify", "own")
    #expect(verified.status == 1 && (verified.stdout + verified.stderr).contains("sha256"))
  }

  @Test func rowsWithoutATargetGetAnswers() throws {
    try here.write("why,side,length\n1,south,1.5\n2,north,5.5\n3,south,\n", to: "new.csv")
    let outcome = try here.run("predict", "own", "new.csv")
    let rows = outcome.stdout.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    #expect(rows.map { $0[0] } == ["row", "1", "2", "3"] && rows[0] == ["row", "predicted", "p_a", "p_b"])
    #expect(rows[1][1] == "a" && rows[2][1] == "b")
    for row in rows.dropFirst() {
      #expect(abs((Double(row[2]) ?? 0) + (Double(row[3]) ?? 0) - 1) < 1e-6)
    }
    #expect(outcome.stderr == "note: new.csv: not used, because the model was not trained on it: 'why'\n")
    // The model alone answers.
    try here.remove("own table.csv")
    #expect(try here.run("predict", "own", "new.csv").stdout == outcome.stdout)
  }

  /// Later rows may come from another program.
  @Test func anotherDialectIsSet() throws {
    try here.write("length,side\n5.5,south\n", to: "new.csv")
    try here.write("side;length\nsouth;5,5\n", to: "german.csv")
    let answer = try here.run("predict", "own", "new.csv").stdout
    #expect(try here.run("predict", "own", "german.csv").stderr.contains("did you mean separator: \";\"?"))
    let set = ["--set", "dataset.separator=;", "--set", "dataset.decimal=,"]
    let outcome = try here.run("predict", "own", "german.csv", set[0], set[1], set[2], set[3])
    #expect(outcome.stdout == answer && answer != "", "\(outcome)")
    try here.write("length,side\n5.5,west\n", to: "new.csv")
    #expect(try here.run("predict", "own", "new.csv").status != 0)
    #expect(try here.run("predict", "own", "new.csv", "--set", "dataset.unknown=zeros").status == 0)
  }

  /// The columns of the table of answers, as an object's keys.
  @Test func answersAreJSONIfAsked() throws {
    let table = try #require(try CSVTable(text: here.run("predict", "own", "--test", "0", "11").stdout))
    guard case .list(let rows) = try JSONValue(text: here.run("predict", "own", "--test", "0", "11", "--json").stdout)
    else { throw MissingRows() }
    #expect(rows.map { row in table.header.map { row[$0]?.cell } } == table.rows && rows.count == 2)
    #expect(rows[0]["index"] == .integer(0) && rows[1]["predicted"] == .string("b"))
    let refused = try here.run("predict", "own", "--test", "0", "--invert")
    #expect(refused.status == 64 && refused.stderr.contains("--invert is for pictures, but 'own' answers for rows"))
  }

  private struct MissingRows: Error {}

  @Test func rowsThatAreLeftOutAreCounted() throws {
    try here.write(Self.spec.replacing("{length: median}", with: "{length: drop_row}"), to: "less.yaml")
    #expect(try here.run("data", "less.yaml").stdout.contains("\n1 of 60 rows is left out: drop_row\n"))
    #expect(try !here.run("data", "own.yaml").stdout.contains("left out"))
  }

  @Test func rowsOfTheTestGetTheSameAnswers() throws {
    let outcome = try here.run("predict", "own", "--test", "0", "11")
    try here.write(
      Self.table().split(separator: "\n").enumerated().filter { [0, 49, 60].contains($0.0) }.map(\.1)
        .joined(separator: "\n"), to: "rows.csv")
    let rows = try here.run("predict", "own", "rows.csv")
    func answers(_ text: String) -> [Substring] { text.split(separator: "\n").map { $0.drop { $0 != "," } } }
    #expect(answers(outcome.stdout) == answers(rows.stdout) && answers(rows.stdout).count == 3)
    #expect(outcome.stdout.hasPrefix("index,predicted,p_a,p_b\n0,"))
  }

  @Test func tablesThatDoNotFitAreRefused() throws {
    try here.write("length\n1\n", to: "less.csv")
    let less = try here.run("predict", "own", "less.csv")
    #expect(less.status == 74)
    #expect(less.stderr == "error: less.csv: has no column 'side'; its columns are 'length'\n")
    try here.write("length,side\n1,east\n", to: "east.csv")
    #expect(
      try here.run("predict", "own", "east.csv").stderr
        == "error: east.csv:2: 'side' is 'east', which no row to train on has; they have 'north', 'south'; "
        + "write unknown: zeros into the dataset, or --set dataset.unknown=zeros, or correct the cell\n")
    #expect(
      try here.run("evaluate", "own", "--data", "east.csv").stderr
        == "error: east.csv: has no column 'kind'; its columns are 'length', 'side'\n")
    #expect(
      try here.run("predict", "own", "less.csv", "east.csv").stderr
        == "error: predict: name one table, or rows of the test set with --test 0-9\n")
    try here.write("length,side,kind\n1,north,c\n", to: "other.csv")
    #expect(
      try here.run("evaluate", "own", "--data", "other.csv").stderr
        == "error: other.csv:2: 'c' is no class of 'kind'; the classes are 'a', 'b'\n")
  }

  @Test func laterRowsAreATest() throws {
    let outcome = try here.run("evaluate", "own", "--data", "own table.csv")
    #expect(outcome.status == 0 && outcome.stdout.contains(" in 60)"))
    #expect(try here.run("evaluate", "own").stdout.contains(" in 12)"))
  }

  /// Processes that inherit the data set train as one that reads it.
  @Test func aSweepSharesTheTable() throws {
    try here.write(
      "extends: own.yaml\nsweep:\n  seeds: 2\n  grid: {loss: [categorical_crossentropy, mse]}\n", to: "s.yaml")
    let outcome = try here.run("sweep", "s.yaml", "-q", "--jobs", "2", "--set", "metrics=[]")
    #expect(outcome.status == 0, "\(outcome.stderr)")
    for result in try FileManager.default.contentsOfDirectory(atPath: here.path + "/results/s")
    where result.hasSuffix(".json") {
      let name = "s/" + result.dropLast(".json".count)
      #expect(try hash("tensors_sha256", of: name) == hash("tensors_sha256"))
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: here.path + "/results/s").filter {
      $0.hasSuffix(".json") && $0.contains("crossentropy") && $0.contains("seed-1")
    }
    #expect(names.count == 1)
    #expect(try hash("weights_sha256", of: "s/" + names[0].dropLast(".json".count)) == hash("weights_sha256"))
  }

  /// Whatever the model ends in, `p_` is a probability, and the answer the class with the larger one.
  @Test(arguments: [
    ("{categorical_crossentropy: {from_logits: true}}", "{units: 2}"),
    ("{binary_crossentropy: {from_logits: true}}", "{units: 1}"),
  ])
  func logitsAreAnsweredAsProbabilities(_ loss: String, _ last: String) throws {
    let settings = "--set 'loss=\(loss)' --set 'layers=[dense: \(last)]' --set name=logits"
    let run = try here.shell("$RUNNER own.yaml -q \(settings)")
    try #require(run.status == 0, "\(run)")
    let answers = try here.run("predict", "logits", "own table.csv").stdout
    let rows = answers.split(separator: "\n").dropFirst().map { $0.split(separator: ",").map(String.init) }
    try #require(rows.count == 60)
    #expect(Set(rows.map { $0[1] }) == ["a", "b"])
    for row in rows {
      let (a, b) = (try #require(Float(row[2])), try #require(Float(row[3])))
      #expect(abs(a + b - 1) < 1e-6 && a >= 0 && b >= 0 && (row[1] == "b") == (b > a), "\(row)")
    }
    let saved = try here.read("results/logits/predictions.csv").split(separator: "\n").dropFirst()
    for line in saved {
      let cells = line.split(separator: ",").map(String.init)
      let row = try #require(Int(cells[1]))
      #expect(rows.indices.contains(row - 1) && rows[row - 1].last == cells.last)
    }
  }

  /// A later table is weighed as the test rows were.
  @Test func weightsCountInALaterTable() throws {
    let rows = (0..<40).map { "\($0 % 7).5,\($0 % 3 == 0 ? "a" : "b"),\($0 % 4 + 1)\n" }
    try here.write("length,kind,weight\n" + rows.joined(), to: "weighed.csv")
    let spec = Self.spec.replacing("own table.csv", with: "weighed.csv")
      .replacing("features: {exclude: [price]}", with: "sample_weight: weight")
      .replacing("missing: {length: median}", with: "scaling: none")
    try here.write(spec, to: "weighed.yaml")
    let run = try here.run("weighed.yaml", "-q")
    try #require(run.status == 0, "\(run)")
    let tested = try here.run("evaluate", "weighed").stdout.split(separator: "\n")[0]
    try here.write("length,kind,weight\n" + rows[28...].joined(), to: "later.csv")
    #expect(try here.run("evaluate", "weighed", "--data", "later.csv").stdout.hasPrefix(tested + "\n"))
    let plain = rows[28...].map { $0.split(separator: ",")[..<2].joined(separator: ",") + "\n" }
    try here.write("length,kind\n" + plain.joined(), to: "plain.csv")
    let other = try here.run("evaluate", "weighed", "--data", "plain.csv")
    #expect(other.stderr == "note: plain.csv: has no weights 'weight': each row counts once\n")
    #expect(other.status == 0 && !other.stdout.hasPrefix(tested + "\n"))
  }

  /// A column of many different numbers is no column of classes for the report either.
  @Test func aReportReadsManyNumbers() throws {
    let rows = (0..<300).map { "\($0 % 17),\(Double($0 * 37 % 301) / 7)\n" }
    try here.write("x,y\n" + rows.joined(), to: "many.csv")
    try here.write(
      """
      dataset: {csv: many.csv, target: y, split: {test: 150}}
      layers: [dense: {units: 1}]
      loss: mse
      optimizer: adam
      epochs: 1
      """, to: "many.yaml")
    let run = try here.run("many.yaml", "-q")
    #expect(run.status == 0 && run.stderr.isEmpty, "\(run)")
    let page = try here.read("results/report.html")
    #expect(page.contains("many: errors on the test set") && page.contains("dense 1"))
    #expect(!page.contains("need the data set") && !page.contains("can't be laid out"))
  }

  @Test func severalAnswersOfYesOrNo() throws {
    let rows = (0..<60).map { "\($0 % 11),\($0 % 11 > 5 ? 1 : 0),\($0 % 2)\n" }
    try here.write("x,large,odd\n" + rows.joined(), to: "labels.csv")
    try here.write(
      """
      dataset: {csv: labels.csv, target: [large, odd], split: {test: 10}}
      layers: [dense: {units: 2, activation: sigmoid}]
      loss: binary_crossentropy
      metrics: [binary_accuracy]
      optimizer: adam
      epochs: 2
      """, to: "labels.yaml")
    let run = try here.run("labels.yaml", "-q")
    try #require(run.status == 0, "\(run)")
    let answers = try here.run("predict", "labels", "labels.csv").stdout.split(separator: "\n")
    #expect(answers.count == 61 && answers[0] == "row,predicted_large,predicted_odd")
    for answer in answers.dropFirst() {
      #expect(answer.split(separator: ",").dropFirst().allSatisfy { (0...1).contains(Float($0) ?? -1) })
    }
    #expect(
      try here.read("results/labels/predictions.csv").hasPrefix("index,row,large,odd,predicted_large,predicted_odd\n"))
    #expect(try here.run("evaluate", "labels").status == 0)
  }

  @Test func aNumberIsPredicted() throws {
    let spec =
      Self.spec.replacing("target: kind", with: "target: price")
      .replacing("exclude: [price]", with: "exclude: [kind]").replacing(
        "units: 2, activation: softmax", with: "units: 1"
      )
      .replacing("categorical_crossentropy", with: "mse") + "\nmetrics: []\n"
    try here.write(spec, to: "price.yaml")
    let run = try here.run("price.yaml", "-q")
    try #require(run.status == 0, "\(run.stderr)")
    try here.write("length,side\n1.5,south\n", to: "new.csv")
    let outcome = try here.run("predict", "price", "new.csv")
    let rows = outcome.stdout.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    #expect(rows.count == 2 && rows[0] == ["row", "predicted"] && Double(rows[1][1]) != nil)
    #expect(try here.run("predict", "price", "--test", "0").status == 0)
    #expect(try here.run("verify", "price").status == 0)
  }
}
