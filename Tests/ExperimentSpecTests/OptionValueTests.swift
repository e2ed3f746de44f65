import Catalog
import Diagnostics
import ExperimentSpec
import SpecMutations
import Testing

/// Values that are made of others, tested with a construct of the tests' own.
@Suite("A value that is made of others")
struct OptionValueTests {
  private let folder = try! Folder()  // Without its folder a test can't run.

  private func read(_ text: String, overrides: [String] = []) throws -> Shelf {
    try ExperimentLoader.read(Shelf(), from: folder.write("spec.yaml", text), overrides: overrides)
  }

  private func messages(_ text: String, overrides: [String] = []) -> [String] {
    do {
      _ = try read(text, overrides: overrides)
      return []
    } catch {
      return ((error as? DiagnosticList)?.diagnostics ?? []).map { "\($0.path): \($0.problem); \($0.hint ?? "")" }
    }
  }

  private static let full = """
    place: {train: a.csv, test: b.csv}
    titles: [x, 7, "true"]
    sizes: [3, 4]
    authors: [x]
    binding: {x: thin, "a b": thick}
    marks: {x: {color: red}, y: none}
    order: {share: 12, by: x, isReverse: true}

    """

  @Test("is read, and recorded as it is read again")
  func isRead() throws {
    let shelf = try read(Self.full)
    #expect(shelf.place["train"] == "a.csv" && shelf.place["test"] == "b.csv" && shelf.place["validation"] == nil)
    #expect(shelf.titles == ["x", "7", "true"] && shelf.sizes == [3, 4] && shelf.authors?.all == ["x"])
    #expect(shelf.binding?["x"] == .thin && shelf.binding?["a b"] == .thick && shelf.binding?["y"] == nil)
    #expect(shelf.marks?.values == ["x": .colored("red"), "y": .absent])
    #expect(shelf.order == Order(share: 12, by: .one("x"), isReverse: true))
    #expect(
      shelf.optionValues.yaml() == """
        place: {train: a.csv, test: b.csv}
        titles: [x, "7", "true"]
        sizes: [3, 4]
        authors: [x]
        binding: {"a b": thick, x: thin}
        marks: {x: {color: red}, "y": none}
        order: {share: 12.0, by: x, isReverse: true}

        """)
    #expect(Shelf().reading(shelf.optionValues) == shelf)
    #expect(try read("place: a.csv\nbinding: thin\nauthors: me\n").binding?["anything"] == .thin)
  }

  @Test("has no key in what is recorded where there is none")
  func isLeftOut() throws {
    let shelf = try read("titles: null\norder: null\n")
    #expect(shelf == Shelf())
    #expect(shelf.optionValues.yaml() == "place: p\n")
    #expect(Shelf().reading(shelf.optionValues) == shelf)
  }

  @Test("merges if both are mappings, and is replaced otherwise")
  func isInherited() throws {
    try folder.write("parent.yaml", Self.full)
    let child = "extends: parent.yaml\n"
    #expect(try read(child + "place: {test: c.csv}\n").place == .parts(["train": "a.csv", "test": "c.csv"]))
    #expect(try read(child + "place: c.csv\n").place == .path("c.csv"))
    #expect(try read(child + "titles: [z]\n").titles == ["z"])
    #expect(try read(child + "binding: thick\n").binding == .all(.thick))
    #expect(try read(child + "binding: {y: thin}\n").binding?.columns == ["a b", "x", "y"])
    #expect(try read(child + "order: {share: 0.5}\n").order == Order(share: 0.5, by: .one("x"), isReverse: true))
    #expect(try read(child + "order: null\n").order == nil)
    #expect(try read(child + "marks: {x: {color: blue}}\n").marks?.values["x"] == .colored("blue"))
  }

  @Test("is reached by overrides")
  func isReached() throws {
    #expect(try read("place: a.csv\n", overrides: ["place=b: c.csv"]).place == .path("b: c.csv"))
    #expect(try read(Self.full, overrides: ["place.train=7.csv"]).place["train"] == "7.csv")
    #expect(try read(Self.full, overrides: ["place={train: z.csv}"]).place["train"] == "z.csv")
    #expect(try read(Self.full, overrides: ["titles=[p, q]"]).titles == ["p", "q"])
    #expect(try read(Self.full, overrides: ["titles[1]=q"]).titles == ["x", "q", "true"])
    #expect(try read(Self.full, overrides: ["binding.x=thick"]).binding?["x"] == .thick)
    #expect(try read(Self.full, overrides: ["binding=thin"]).binding == .all(.thin))
    #expect(try read(Self.full, overrides: ["order.share=0.25"]).order?.share == 0.25)
    #expect(try read("place: a\n", overrides: ["order.by=[x, y]"]).order?.by == .more(["x", "y"]))
    #expect(try read(Self.full, overrides: ["order=null"]).order == nil)
  }

  @Test("what is wrong is said at its place")
  func isHelpedWith() {
    #expect(messages("place: {tran: a.csv}\n") == ["place: unknown key 'tran'; did you mean 'train'?"])
    #expect(
      messages("place: {test: a.csv}\n") == [
        "place: missing key 'train'; write place: a path, or {train: …, validation: …, test: …}"
      ])
    #expect(messages("place: ''\n") == ["place: an empty path; write the path, or remove the key"])
    #expect(
      messages("place: [a]\n") == [
        "place: expected a path, or {train: …, validation: …, test: …}, found a list; "
          + "write place: a path, or {train: …, validation: …, test: …}"
      ])
    #expect(messages("titles: x\n") == ["titles: expected a list, found 'x'; write titles: a list of texts"])
    #expect(messages("titles: []\n") == ["titles: an empty list; write titles: a list of texts"])
    #expect(messages("titles: [x, [y]]\n") == ["titles[1]: expected text, found a list; "])
    #expect(messages("sizes: [0]\n") == ["sizes[0]: 0 is out of range; write a whole number from 1 to 1048576"])
    #expect(messages("binding: thn\n") == ["binding: unknown binding 'thn'; did you mean 'thin'?"])
    #expect(messages("binding: {x: thn}\n") == ["binding.x: unknown binding 'thn'; did you mean 'thin'?"])
    #expect(messages("marks: {x: {colour: red}}\n").first == "marks.x: unknown key 'colour'; did you mean 'color'?")
    #expect(
      messages("marks: none\n") == [
        "marks: expected none, or {color: …} for each column, found 'none'; "
          + "write marks: none, or {color: …} for each column"
      ])
    #expect(messages("order: {shar: 1}\n") == ["order: unknown key 'shar'; did you mean 'share'?"])
    #expect(messages("order: x\n") == ["order: expected a mapping, found 'x'; "])
    #expect(
      messages("order: {share: 1.5}\n") == [
        "order.share: 1.5 is out of range; write a number above 0 and below 1, or a whole number of rows"
      ])
    #expect(messages("order: {isReverse: yes}\n") == ["order.isReverse: 'yes' is neither true nor false; write true"])
  }

  @Test("its paths are found and changed, each under its place")
  func hasPaths() throws {
    let option = try #require(try read(Self.full).optionDescriptions.first)
    var places: [String] = []
    let changed = option.kind.mappingPaths(in: option.value, at: option.key) { place, path in
      places.append("\(place) \(path)")
      return "/" + path
    }
    #expect(places == ["place.train a.csv", "place.test b.csv"])
    #expect(changed == ["train": "/a.csv", "test": "/b.csv"])
  }

  @Test("is described, for tables and editors")
  func isDescribed() {
    let options = Shelf().optionDescriptions
    #expect(
      options.map(\.kind.words) == [
        "a path, or {train: …, validation: …, test: …}", "a list of texts", "a list of whole numbers",
        "text, or a list of texts",
        "thin or thick, or thin or thick for each column", "none, or {color: …} for each column",
        "{share: …, by: …, isReverse: …}",
      ])
    #expect(options.map { $0.defaultText ?? "required" } == ["p", "none", "none", "none", "none", "none", "none"])
    #expect(
      options[4].schema == [
        "anyOf": [
          [
            "anyOf": [
              ["enum": ["thin", "thick"]],
              ["type": "object", "additionalProperties": ["enum": ["thin", "thick"]]],
            ]
          ],
          ["type": "null"],
        ], "description": "how thick",
      ])
    #expect(options[6].schema.flow.contains("share: {anyOf: [{type: number, exclusiveMinimum: 0.0"))
  }

  @Test("random ones are read as they were written")
  func areDrawn() throws {
    for seed in 1...300 {
      let shelf = RandomOptions.filled(Shelf(), seed: UInt64(seed))
      let yaml = shelf.optionValues.yaml()
      #expect(try read(yaml) == shelf, "\(yaml)")
      #expect(Shelf().reading(shelf.optionValues) == shelf, "\(yaml)")
    }
  }
}

private struct Shelf: Construct {
  var place = PathOrParts<TrainingParts>.path("p")
  var titles: [String]?
  var sizes: [Int]?
  var authors: OneOrMore<String>?
  var binding: OneOrByColumn<Binding>?
  var marks: ByColumn<Mark>?
  var order: Order?

  mutating func options(_ visitor: any OptionVisitor) {
    visitor.value("place", &place, "where")
    visitor.value("titles", &titles, "which")
    visitor.value("sizes", &sizes, "how large")
    visitor.value("authors", &authors, "whose")
    visitor.value("binding", &binding, "how thick")
    visitor.value("marks", &marks, "with what")
    visitor.record("order", &order, from: Order(), "in what order")
  }
}

private struct Order: Construct {
  var share: Double?
  var by: OneOrMore<String>?
  var isReverse = false

  mutating func options(_ visitor: any OptionVisitor) {
    visitor.number("share", &share, .portion, "how many")
    visitor.value("by", &by, "by what")
    visitor.boolean("isReverse", &isReverse, "from the end")
  }
}

private enum Binding: String, OptionWord, OptionValue {
  case thin, thick
  static let kind = "binding"
  var summary: String { rawValue }
}

private enum Mark: OptionValue {
  case absent
  case colored(String)

  static let form = ValueForm.either([
    .word(of: "mark", ["none"]), .record([.init("color", .text(.free), isRequired: true)]),
  ])

  init?(_ config: ConfigValue) {
    switch config {
    case "none": self = .absent
    case .mapping(let entries):
      guard entries.count == 1, case ("color", .string(let color)) = entries[0] else { return nil }
      self = .colored(color)
    default: return nil
    }
  }

  var config: ConfigValue {
    switch self {
    case .absent: "none"
    case .colored(let color): ["color": .string(color)]
    }
  }
}
