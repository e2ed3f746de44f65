import Foundation
import Testing
import Text

/// Data sets whose classes have names.
@Suite struct ClassNameTests {
  let here = Workspace()

  private static let names = [
    "T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot",
  ]

  init() throws {
    // Once in the folder of a data set of clothes, and once in a folder of any images.
    for folder in ["data/fashion-mnist", "other"] { try here.writeImages(to: folder) }
    try here.write(
      """
      dataset: fashion_mnist
      layers: [flatten, {dense: {units: 10, activation: softmax}}]
      loss: categorical_crossentropy

      """, to: "clothes.yaml")
    try #require(try here.run("clothes.yaml", "--data", "data", "-q").status == 0)
  }

  @Test func aModelNamesThemWithoutItsData() throws {
    try here.remove("data")
    try here.write("P2\n6 6\n255\n" + String(repeating: "0 0 9 200 0 0\n", count: 6), to: "one.pgm")
    let outcome = try here.run("predict", "clothes", "one.pgm")
    #expect(outcome.status == 0)
    let lines = outcome.stdout.split(separator: "\n").map(String.init)
    #expect(Self.names.indices.contains { lines[0].hasSuffix("): \($0) \(Self.names[$0])") }, "\(lines)")
    for (label, name) in Self.names.enumerated() {
      #expect(lines.contains { $0.contains("  \(label) \(name.padding(toLength: 11, withPad: " ", startingAt: 0))  ") })
    }
    let record = try JSONValue(text: here.read("results/clothes/preprocessing.json"))
    #expect(record["target"] == .object([.init("classes", .list(Self.names.map(JSONValue.string)))]))
  }

  @Test func otherClassesAreSaid() throws {
    let outcome = try here.run("evaluate", "clothes", "--set", "dataset.idx=other")
    #expect(outcome.status == 0)
    #expect(
      outcome.stderr == "warning: clothes was trained on other classes: \(Self.names.joined(separator: ", ")); "
        + "here they are 0, 1, 2, 3, 4, 5, 6, 7, 8, 9\n")
    #expect(try here.run("evaluate", "clothes").stderr.isEmpty)
  }
}
