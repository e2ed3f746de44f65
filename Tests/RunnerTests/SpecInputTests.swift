import Testing
import Text

/// Specs that are not in files, and what `validate` prints about sweeps and folders.
struct SpecInputTests {
  let here = Workspace()
  private let valid = "valid (6,810 parameters, 2 epochs of mnist)\n"
  private let grid = "sweep: {grid: {batch_size: [16, 32], epochs: [1, 2, 3]}}\n"

  init() throws { try here.write(tiny, to: "tiny.yaml") }

  private func invalid(_ spec: String, to name: String) throws {
    try here.write(spec.replacing("epochs: 2", with: "epochs: 1_0"), to: name)
  }

  // MARK: Pipes

  @Test(arguments: [
    ("cat tiny.yaml | \"$RUNNER\" validate -", "-"), ("\"$RUNNER\" validate - <tiny.yaml", "-"),
    ("cat tiny.yaml | \"$RUNNER\" validate /dev/stdin", "/dev/stdin"),
    ("(sleep 0.3; cat tiny.yaml) | \"$RUNNER\" validate -", "-"),
    ("mkfifo p; (sleep 0.3; cat tiny.yaml >p) & \"$RUNNER\" validate p", "p"),
    ("bash -c '\"$RUNNER\" validate <(cat tiny.yaml)'", "/dev/fd/63"),
  ])
  func aSpecIsReadFromAPipe(line: String, name: String) throws {
    let outcome = try here.shell(line)
    #expect(outcome.stderr.isEmpty)
    #expect(outcome.stdout == "\(name): \(valid)")
  }

  @Test func aPipeThatNobodyWritesIntoIsEmpty() throws {
    let outcome = try here.shell("mkfifo p; timeout 60 \"$RUNNER\" validate p")
    #expect(outcome.status == 65)
    #expect(outcome.stderr.hasPrefix("p:1:1: error: an empty file\n"))
  }

  @Test func aPipeWithoutEndIsTooLarge() throws {
    let outcome = try here.shell("yes | \"$RUNNER\" validate -")
    #expect(outcome.status == 65)
    #expect(outcome.stderr == "<stdin>: error: the file is larger than 1 MB\n  is this the right file?\n")
  }

  @Test func aMistakeInAPipeHasItsPlace() throws {
    let outcome = try here.shell("sed 's/epochs: 2/epochs: 1_0/' tiny.yaml | \"$RUNNER\" run -")
    #expect(outcome.status == 65)
    #expect(outcome.stderr.hasPrefix("<stdin>:14:9: error: epochs: '1_0' is not a whole number\n"))
  }

  /// Its paths are relative to the working directory, and its results need a name.
  @Test func aRunFromAPipe() throws {
    try here.write(tiny, to: "base/b.yaml")
    let outcome = try here.shell("echo 'extends: base/b.yaml' | \"$RUNNER\" run -")
    #expect(outcome.status == 65)
    #expect(
      outcome.stderr == """
        <stdin>:1:1: error: name: there is no file here whose name the results could take
          extends: base/b.yaml
          ^ write name: NAME into the spec, or --set name=NAME

        """)
    let named = try here.shell("echo 'extends: base/b.yaml' | \"$RUNNER\" run - --set name=piped --set epochs=1")
    #expect(named.status == 0)
    #expect(named.stderr.hasPrefix("piped (<stdin>): 6,810 parameters"))
    #expect(try JSONValue(text: here.read("results/piped/environment.json"))["spec_file"] == .null)
    #expect(try here.run("verify", "piped").status == 0)
    try here.remove("results/piped/weights.safetensors")
    let evaluation = try here.run("evaluate", "piped")
    #expect(evaluation.status == 66)
    #expect(evaluation.stderr.contains("runner run SPEC"), "\(evaluation.stderr)")
  }

  @Test func aSweepFromAPipeHasAPlanOnly() throws {
    try here.write("extends: tiny.yaml\n" + grid, to: "grid.yaml")
    let outcome = try here.shell("\"$RUNNER\" sweep - <grid.yaml")
    #expect(outcome.status == 64)
    #expect(
      outcome.stderr
        == "error: -: each run of a sweep reads it again, in a process of its own: save it in a file first, "
        + "or look at its plan with --dry-run\n")
    #expect(try here.shell("\"$RUNNER\" sweep - --dry-run <grid.yaml").stdout.contains("\nstdin: 6 runs, 6 to train"))
  }

  @Test func aSpecThatIsExtendedIsAFile() throws {
    try here.write("extends: p\n", to: "a.yaml")
    let outcome = try here.shell("mkfifo p; timeout 60 \"$RUNNER\" validate a.yaml")
    #expect(outcome.status == 65)
    #expect(outcome.stderr.hasPrefix("a.yaml:1:10: error: extends: 'p' can't be read: this is no regular file\n"))
  }

  // MARK: Sweeps and folders

  @Test func allCombinationsOfASweepAreChecked() throws {
    try here.write("extends: tiny.yaml\n" + grid, to: "grid.yaml")
    #expect(try here.run("validate", "grid.yaml").stdout == "grid.yaml: valid sweep (6 runs)\n")
    // Only the last one doesn't fit.
    try here.write(
      "extends: tiny.yaml\nsweep: {grid: {\"layers[0].conv2d.kernel_size\": [3, 5, 29]}}\n", to: "sizes.yaml")
    let outcome = try here.run("validate", "sizes.yaml", "grid.yaml")
    #expect(outcome.status == 65)
    #expect(outcome.stdout == "grid.yaml: valid sweep (6 runs)\n")
    #expect(outcome.stderr.hasPrefix("sizes.yaml:2:55: error: layers[0].conv2d.kernel_size: "), "\(outcome.stderr)")
    // The sweep may be in the file that a spec extends.
    try here.write("extends: grid.yaml\nseed: 3\n", to: "child.yaml")
    #expect(try here.run("validate", "child.yaml").stdout == "child.yaml: valid sweep (6 runs)\n")
  }

  @Test func aFolderIsAllItsFiles() throws {
    try here.write(tiny, to: "d/b.yml")
    try here.write("extends: ../tiny.yaml\n" + grid, to: "d/a.yaml")
    try here.write("notes", to: "d/notes.txt")
    let outcome = try here.run("validate", "d", "tiny.yaml")
    #expect(outcome.status == 0)
    #expect(outcome.stdout == "d/a.yaml: valid sweep (6 runs)\nd/b.yml: \(valid)tiny.yaml: \(valid)")
    try invalid(tiny, to: "d/c.yaml")
    let mistaken = try here.run("validate", "d/")
    #expect(mistaken.status == 65)
    #expect(mistaken.stderr.hasPrefix("d/c.yaml:14:9: error: epochs: "))
    try here.write("", to: "empty/notes.txt")
    let empty = try here.run("validate", "empty")
    #expect(empty.status == 66)
    #expect(empty.stderr == "empty: error: there is no .yaml file in this folder; check the path\n")
  }

  @Test func programsGetADocument() throws {
    try here.write("extends: tiny.yaml\n" + grid, to: "grid.yaml")
    try invalid(tiny, to: "bad.yaml")
    let outcome = try here.run("validate", "tiny.yaml", "grid.yaml", "bad.yaml", "gone.yaml", "--json")
    #expect(outcome.status == 65)
    #expect(outcome.stderr.isEmpty)
    #expect(
      outcome.stdout == """
        {
          "valid": false,
          "files": [
            {"file": "tiny.yaml", "valid": true, "kind": "experiment", "name": "tiny", "parameters": 6810, \
        "epochs": 2, "dataset": "mnist", "diagnostics": []},
            {"file": "grid.yaml", "valid": true, "kind": "sweep", "name": "grid", "runs": 6, "diagnostics": []},
            {
              "file": "bad.yaml",
              "valid": false,
              "kind": null,
              "diagnostics": [
                {"severity": "error", "file": "bad.yaml", "line": 14, "column": 9, "path": "epochs", \
        "message": "'1_0' is not a whole number", "hint": "write 10"}
              ]
            },
            {
              "file": "gone.yaml",
              "valid": false,
              "kind": null,
              "diagnostics": [
                {"severity": "error", "file": "gone.yaml", "message": "No such file or directory", "hint": "check the path"}
              ]
            }
          ]
        }

        """)
    let fine = try here.run("validate", "tiny.yaml", "--json", "--quiet")
    #expect(fine.status == 0)
    #expect(try JSONValue(text: fine.stdout)["valid"] == .bool(true))
  }
}
