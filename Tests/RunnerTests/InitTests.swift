import Foundation
import Testing

@Suite struct InitTests {
  let here = Workspace()

  /// Each example trains at once.
  @Test(arguments: ["mnist-dense", "mnist-conv", "mnist-batch-normalization"]) func anExampleCanBeTrained(
    name: String
  ) throws {
    let outcome = try here.run("init", "--like", name)
    #expect(outcome.status == 0 && outcome.stderr == "")
    #expect(outcome.stdout == "\(name).yaml is written. Next: runner validate \(name).yaml, runner \(name).yaml\n")
    let trained = try here.run(
      "\(name).yaml", "--set", "epochs=1", "--set", "dataset.train_limit=500", "--set", "dataset.test_limit=100",
      "--quiet", "--no-report")
    #expect(trained.status == 0 && trained.stderr == "", "\(trained.stderr)")
  }

  @Test func aTableOfClasses() throws {
    var rows = "id,width,colour,kind\n"
    for row in 0..<90 { rows += "\(row),\(row % 7).5,\(row % 2 == 0 ? "red" : "blue"),\(["a", "b", "c"][row % 3])\n" }
    try here.write(rows, to: "things.csv")
    let outcome = try here.run("init", "things.csv")
    #expect(outcome.status == 0, "\(outcome.stderr)")
    let spec = try here.read("things.yaml")
    #expect(
      spec.hasSuffix(
        """
        # A first network for 'kind' of things.csv. Change it, then: runner validate things.yaml, runner things.yaml
        dataset:
          csv: things.csv
          target: kind
          features: {exclude: [id]}   # empty, constant, or different in every row
          split: {test: 0.2, validation: 0.1, stratify: true}
        layers:
          - dense: {units: 64, activation: relu}
          - dense: {units: 64, activation: relu}
          - dense: {units: 3, activation: softmax}
        optimizer: {adam: {learning_rate: 1e-3}}
        loss: categorical_crossentropy
        batch_size: 16
        epochs: 50

        """))
    try requireTraining("things")
  }

  /// Semicolons, decimal commas, missing cells and a column of names.
  @Test func aTableOfNumbersFromASpreadsheet() throws {
    var rows = "name;price;rooms;area\n"
    for row in 0..<60 {
      rows += "house \(row);\(100 + row),5;\(row % 5 == 0 ? "NA" : String(row % 4));\(row),25\n"
    }
    try here.write(rows, to: "houses.csv")
    #expect(try here.run("init", "houses.csv", "--target", "price", "--output", "price.yaml").status == 0)
    let spec = try here.read("price.yaml")
    for line in [
      #"  separator: ";""#, #"  decimal: ",""#,
      "  features: {exclude: [name]}   # empty, constant, or different in every row",
      "  missing_values: [NA]", "  missing: {rooms: median}", "  split: {test: 0.2, validation: 0.1}",
      "  - dense: {units: 1}", "loss: mse", "metrics: [mae]",
    ] { #expect(spec.contains(line + "\n"), "\(line) in \(spec)") }
    try requireTraining("price")
  }

  /// As Excel saves "CSV UTF-8".
  @Test func aByteOrderMarkIsNoPartOfAName() throws {
    let rows = (0..<60).map { "\(["Löwenzahn", "Gänseblümchen"][$0 % 2]);\($0 % 2 * 9),\($0)\r\n" }
    try here.write("\u{feff}Art;Höhe\r\n" + rows.joined(), to: "pflanzen.csv")
    let outcome = try here.run("init", "pflanzen.csv", "--target", "Art", "--output", "pflanzen.yaml")
    #expect(outcome.status == 0, "\(outcome)")
    try requireTraining("pflanzen")
  }

  /// Rows without a target are of no use; a gap elsewhere is filled all the same.
  @Test func gapsOfTheTargetLeaveNoOtherRowsOut() throws {
    let rows = (0..<60).map { "\($0 % 9 == 0 ? "" : "\($0).5"),\($0 % 7 == 0 ? "" : "\($0 * 2)")\n" }
    try here.write("size,price\n" + rows.joined(), to: "houses.csv")
    #expect(try here.run("init", "houses.csv", "--target", "price", "--output", "price.yaml").status == 0)
    #expect(try here.read("price.yaml").contains("  missing: {size: median, price: drop_row}\n"))
    #expect(try here.run("data", "price.yaml").stdout.contains("\n9 of 60 rows are left out: drop_row\n"))
    try requireTraining("price")
  }

  @Test func aColumnOfPartsDividesTheRows() throws {
    var rows = "x,height,part\n"
    for row in 0..<40 { rows += "\(row),\(row).5,\(row % 4 == 0 ? "test" : "train")\n" }
    try here.write(rows, to: "line.csv")
    #expect(try here.run("init", "line.csv").status == 0)
    let spec = try here.read("line.yaml")
    #expect(spec.contains("  target: height\n  split: {column: part}\n"), "\(spec)")
    try requireTraining("line")
  }

  @Test func aFolderOfPictures() throws {
    let experiments = URL(fileURLWithPath: #filePath).appending(path: "../../../experiments/data/shapes").standardized
    #expect(try here.run("init", experiments.path).status == 0)
    let spec = try here.read("shapes.yaml")
    #expect(spec.contains("  - conv2d: {filters: 16, kernel_size: 3, padding: same, activation: relu}\n"))
    #expect(spec.contains("  - dense: {units: 4, activation: softmax}\n"))
    try requireTraining("shapes")
  }

  private func requireTraining(_ name: String) throws {
    let outcome = try here.run("\(name).yaml", "--set", "epochs=1", "--quiet", "--no-report")
    #expect(outcome.status == 0 && outcome.stderr == "", "\(outcome.stderr)")
  }

  /// Columns that cannot be predicted are passed over, and a category that no row to train on has is no obstacle.
  @Test func theDefaultsAreWhatCanBeTrained() throws {
    var rows = "size,make,kind,name,source\n"
    for row in 0..<60 {
      rows += "\(row).5,make \(row % 40),\(row % 2 == 0 ? "a" : "b"),thing \(row),census\n"
    }
    try here.write(rows, to: "things.csv")
    #expect(try here.run("init", "things.csv").status == 0)
    let spec = try here.read("things.yaml")
    #expect(spec.contains("  target: kind\n"), "\(spec)")
    #expect(spec.contains("  unknown: zeros\n"), "\(spec)")
    try requireTraining("things")
  }

  /// Names from the data end neither a comment nor a value.
  @Test func aColumnsNameIsNoYAML() throws {
    let rows = (0..<40).map { "\($0).5,\($0 % 2 == 0 ? "a" : "b")\n" }
    try here.write("x,\"kind\nepochs: 7 # \"\n" + rows.joined(), to: "t.csv")
    try here.write("", to: "my specs/note.txt")
    let file = "my specs/kind.yaml"
    #expect(try here.run("init", "t.csv", "--output", file).stdout.hasSuffix("runner 'my specs/kind.yaml'\n"))
    let spec = try here.read(file)
    #expect(spec.split(separator: "\n").count(where: { $0.hasPrefix("epochs:") }) == 1, "\(spec)")
    let outcome = try here.run(file, "--set", "epochs=1", "--quiet", "--no-report")
    #expect(outcome.status == 0, "\(outcome.stderr)")
  }

  /// Through `script`, which gives a program a terminal.
  @Test func onATerminalItAsks() throws {
    let rows = (0..<40).map { "\($0).5,\($0 % 2 == 0 ? "a" : "b"),\($0)\n" }
    try here.write("x,kind,id\n" + rows.joined(), to: "t.csv")
    let outcome = try here.shell(#"printf '\nt.csv\n\n' | script -qec "$RUNNER init" /dev/null"#)
    #expect(outcome.stdout.contains("Which data? A table (CSV)"), "\(outcome)")
    #expect(outcome.stdout.contains("Which column is to be predicted? x, kind, id"))
    #expect(try here.read("t.yaml").contains("  target: kind\n"))
    let example = try here.shell(#"printf 'mnist-conv\n' | script -qec "$RUNNER init" /dev/null"#)
    #expect(example.stdout.contains("mnist-conv.yaml is written."))
  }

  /// What is written can be mended at the place that is named.
  @Test func whatCannotBeReadIsSaidInTheSpec() throws {
    try here.write("a,b\n1,x\n2,y\n", to: "t.csv")
    let outcome = try here.run("init", "t.csv")
    #expect(outcome.status == 65 || outcome.status == 74, "\(outcome)")
    #expect(outcome.stdout == "t.yaml is written, and its data cannot be read as it says yet:\n")
    #expect(outcome.stderr.contains("t.yaml:"))
    #expect(try here.run("validate", "t.yaml").stderr == outcome.stderr)
    // Once the data are mended, the same command writes it anew; a finished spec stays.
    try here.write("a,b\n" + (0..<40).map { "\($0),\($0 % 2 == 0 ? "x" : "y")\n" }.joined(), to: "t.csv")
    #expect(try here.run("init", "t.csv").stdout.hasPrefix("t.yaml is written. Next:"))
    #expect(try here.read("t.yaml").hasPrefix("# A first network for "))
    #expect(try here.run("init", "t.csv").status == 64)
  }

  @Test func nothingIsOverwritten() throws {
    try here.write("mine", to: "mnist-conv.yaml")
    let outcome = try here.run("init", "--like", "mnist-conv")
    #expect(outcome.status == 64)
    #expect(
      outcome.stderr
        == "error: mnist-conv.yaml: there is such a file; remove it, or name another: --output FILE\n")
    #expect(try here.read("mnist-conv.yaml") == "mine")
    #expect(try here.run("init", "--like", "mnist-conv", "--output", "other.yaml").status == 0)
  }

  @Test func mistakesHaveANextStep() throws {
    try here.write("a,b\n1,2\n", to: "t.csv")
    try here.write("a,b\n1,2\"3\n", to: "quote.csv")
    try here.write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13], to: "picture.csv")
    for (arguments, status, words) in [
      (["init"], 64, "no data are named; write: runner init DATA"),
      (["init", "--like", "mnist-cnn"], 64, "there is no such example; did you mean 'mnist-conv'?"),
      (["init", "nowhere.csv"], 66, "nowhere.csv: there is no such file or folder; check the path"),
      (
        ["init", "quote.csv"], 74,
        "error: quote.csv:2: a quote within a cell that does not begin with one; write quotes"
      ),
      (["init", "picture.csv"], 74, "error: picture.csv is a PNG, not a table as text (CSV); write images: FOLDER"),
      (["init", "t.csv", "--target", "B"], 66, "t.csv: there is no column 'B'; did you mean 'b'?"),
      (["init", "t.csv", "--like", "mnist-conv"], 64, "leave one of them out"),
      (["init", "--like", "mnist-conv", "--target", "b"], 64, "an example has one; leave it out"),
    ] {
      let outcome = try here.shell("\"$RUNNER\" " + arguments.joined(separator: " "))
      #expect(outcome.status == status && outcome.stderr.contains(words), "\(arguments): \(outcome.stderr)")
    }
  }
}
