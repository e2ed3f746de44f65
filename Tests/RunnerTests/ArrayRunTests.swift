import ArrayFixtures
import Foundation
import Testing

/// A person's own arrays, from their first run to answers about later samples.
@Suite struct ArrayRunTests {
  private let here = Workspace()

  private static let spec = """
    dataset: {npz: own data.npz, split: {test: 8, stratify: true}}
    layers: [dense: {units: 4, activation: relu}, dense: {units: 2, activation: softmax}]
    loss: categorical_crossentropy
    optimizer: {adam: {learning_rate: 0.1}}
    epochs: 5
    """

  /// Two kinds of rows, told apart by their first number.
  private static func rows(_ count: Int) -> [Float] {
    (0..<count).flatMap { (row: Int) -> [Float] in [Float(row % 2 * 4) + Float(row % 5) / 10, 1] }
  }

  init() throws {
    let x = NPYFixture("<f4", [40, 2], floats: Self.rows(40))
    let y = NPYFixture("|u1", [40], (0..<40).map { UInt8($0 % 2) })
    try here.write(ZipFixture(["x.npy": x.bytes, "y.npy": y.bytes]).bytes, to: "own data.npz")
    try here.write(Self.spec, to: "own.yaml")
    let outcome = try here.run("own.yaml", "-q")
    try #require(outcome.status == 0, "\(outcome.stderr)")
  }

  @Test func theResultSaysWhatTheNetworkSaw() throws {
    let summary = try here.read("results/own.json")
    for words in [#""source": "npz""#, #""class_names": ["0", "1"]"#, #""test_samples": 8"#, #""tensors_sha256""#] {
      #expect(summary.contains(words), "\(summary)")
    }
    #expect(try here.read("results/own/predictions.csv").hasPrefix("index,row,label,predicted,p_0,p_1\n0,"))
    let verified = try here.run("verify", "own")
    #expect(verified.status == 0, "\(verified)")
    #expect(try here.run("evaluate", "own").status == 0)
    #expect(try here.run("report", "own").status == 0)
    #expect(try here.run("data", "own.yaml").stdout.contains("own data.npz"))
  }

  @Test func samplesWithoutTargetsGetAnswers() throws {
    try here.write(NPYFixture("<f8", [3, 2], doubles: [0.1, 1, 4.2, 1, 0.3, 1]).bytes, to: "new.npy")
    try here.remove("own data.npz")
    let outcome = try here.run("predict", "own", "new.npy")
    let rows = outcome.stdout.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    #expect(rows.map { $0[0] } == ["row", "1", "2", "3"] && rows[0] == ["row", "predicted", "p_0", "p_1"])
    #expect(rows.dropFirst().map { $0[1] } == ["0", "1", "0"])
    #expect(outcome.stderr == "")
  }

  @Test func laterSamplesAreATest() throws {
    let x = NPYFixture("<f4", [6, 2], floats: Self.rows(6))
    let later = ZipFixture(["x.npy": x.bytes, "y.npy": NPYFixture("|u1", [6], [0, 1, 0, 1, 1, 1]).bytes])
    try here.write(later.bytes, to: "later.npz")
    let outcome = try here.run("evaluate", "own", "--data", "later.npz")
    #expect(outcome.stdout.contains("(1 error in 6)"), "\(outcome)")
    let odd = ZipFixture(["x.npy": x.bytes, "y.npy": NPYFixture("|u1", [6], [0, 1, 0, 1, 2, 1]).bytes])
    try here.write(odd.bytes, to: "odd.npz")
    #expect(
      try here.run("evaluate", "own", "--data", "odd.npz").stderr
        == "error: odd.npz: 'y' has label 2 at sample 4, which no training sample has; use arrays that belong together\n"
    )
    try here.write(ZipFixture(["x.npy": x.bytes]).bytes, to: "half.npz")
    #expect(
      try here.run("evaluate", "own", "--data", "half.npz").stderr
        == "error: half.npz: has no x and y; its arrays are 'x'; name them so: np.savez(\"later.npz\", x=…, y=…)\n")
  }

  @Test func arraysThatDoNotFitAreRefused() throws {
    try here.write(NPYFixture("<f4", [1, 3], floats: [1, 2, 3]).bytes, to: "wide.npy")
    #expect(
      try here.run("predict", "own", "wide.npy").stderr
        == "error: wide.npy: has the shape (1, 3), and the model takes samples of the shape [2]; "
        + "save an array of samples: (samples, 2)\n")
    #expect(
      try here.run("predict", "own", "wide.npy", "wide.npy").stderr
        == "error: predict: name one array (.npy), or rows of the test set with --test 0-9\n")
    try here.write("a,b\n1,2\n", to: "t.csv")
    #expect(
      try here.run("predict", "own", "t.csv").stderr
        == "error: t.csv: is a table as text (CSV), not a NumPy array (.npy); write csv: FILE and target: COLUMN\n")
  }
}
