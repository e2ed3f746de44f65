import Catalog
import Diagnostics
import ExperimentSpec
import SpecMutations
import Testing

/// Options that may be left out, and families whose members contain members, tested with constructs of the tests' own.
@Suite("An option that may be left out")
struct OptionalFamilyTests {
  private let folder = try! Folder()  // Without its folder a test can't run.

  private func read(_ text: String, overrides: [String] = []) throws -> Recipe {
    try ExperimentLoader.read(Recipe(), from: folder.write("spec.yaml", text), overrides: overrides)
  }

  private func messages(_ text: String, overrides: [String] = []) -> [String] {
    do {
      _ = try read(text, overrides: overrides)
      return []
    } catch {
      return ((error as? DiagnosticList)?.diagnostics ?? []).map { "\($0.path): \($0.problem); \($0.hint ?? "")" }
    }
  }

  @Test("is read, and recorded where it is written")
  func isRead() throws {
    let recipe = try read("pause: {long: {steps: 3}}\npauses: [short, long]\n")
    #expect(recipe.pause == .long(steps: 3) && recipe.pauses == [.short, .long(steps: 1)])
    #expect(
      recipe.optionValues.yaml() == """
        size: 1
        pause: {long: {steps: 3}}
        pauses:
          - short
          - long: {steps: 1}
        blocks: [leaf]
        speed: 1.0
        calm: 1.0

        """)
    #expect(Recipe().reading(recipe.optionValues) == recipe)
  }

  @Test("has no key in what is recorded where there is none", arguments: ["size: 1\n", "pause: null\npauses: []\n"])
  func isLeftOut(text: String) throws {
    let recipe = try read(text)
    #expect(recipe == Recipe())
    #expect(recipe.optionValues.yaml() == "size: 1\nblocks: [leaf]\nspeed: 1.0\ncalm: 1.0\n")
    #expect(Recipe().reading(recipe.optionValues) == recipe)
  }

  @Test("is inherited, changed and taken back")
  func isInherited() throws {
    try folder.write("parent.yaml", "pause: {long: {steps: 3}}\npauses: [short]\n")
    let child = "extends: parent.yaml\n"
    #expect(try read(child).pause == .long(steps: 3))
    #expect(try read(child + "pause: long\n").pause == .long(steps: 3))
    #expect(try read(child + "pause: null\npauses: []\n") == Recipe())
    #expect(try read(child, overrides: ["pause.long.steps=5", "pauses[0]=long"]).pauses == [.long(steps: 1)])
    #expect(try read(child, overrides: ["pause.long.steps=5"]).pause == .long(steps: 5))
    #expect(try read(child, overrides: ["pause=null"]).pause == nil)
    #expect(try read("size: 2\n", overrides: ["pause=short", "pauses=[long]"]).pauses == [.long(steps: 1)])
  }

  @Test("has the hints of any other")
  func isHelpedWith() {
    #expect(messages("pauze: short\n") == [": unknown key 'pauze'; did you mean 'pause'?"])
    #expect(messages("pause: shrt\n") == ["pause: unknown pause 'shrt'; did you mean 'short'?"])
    #expect(messages("pause: {type: long, steps: 2}\n") == ["pause: unknown pause 'type'; write long: {steps: 2}"])
    #expect(messages("Long: {steps: 2}\n") == [": unknown key 'Long'; write pauses: [long: {steps: 2}]"])
    #expect(messages("short:\n") == [": unknown key 'short'; write pauses: [short]"])
    #expect(
      messages("steps: 2\n") == [
        ": unknown key 'steps'; write it within an entry of pauses, as in long: {steps: 2}"
      ])
    #expect(messages("pauses: short\n") == ["pauses: expected a list, found 'short'; write pauses: [short]"])
    #expect(messages("pauses: [short, short]\n") == ["pauses[1]: 'short' is listed twice; keep one of them"])
    #expect(
      messages("size: 1\n", overrides: ["pause.long.stebs=5"])
        == ["pause.long: unknown key 'stebs'; did you mean 'steps'?"])
  }

  @Test("is not there before its family has a member")
  func isAbsent() {
    #expect(Recipe().optionDescriptions.map(\.key) == ["size", "pause", "pauses", "blocks", "speed", "calm", "limit"])
    #expect(
      messages("dream: deep\n") == [": unknown key 'dream'; known: size, pause, pauses, blocks, speed, calm, limit"])
    #expect(
      messages("dreams: []\n") == [": unknown key 'dreams'; known: size, pause, pauses, blocks, speed, calm, limit"])
    #expect(messages("size: 1\n", overrides: ["dreams=[deep]"]) != [])
  }

  @Test("is described, for tables and editors")
  func isDescribed() throws {
    let options = Recipe().optionDescriptions
    #expect(options.map { $0.defaultText ?? "required" } == ["1", "none", "[]", "[leaf]", "1", "1", "none"])
    #expect(
      options[1...].map(\.kind.words) == [
        "a pause", "a list of pauses", "a list of blocks", "a number above 0, or a pause", "a number above 0",
        "a number from 0",
      ])
    #expect(
      options[1].schema
        == [
          "anyOf": [["$ref": "#/$defs/pause"], ["type": "null"]], "description": "before each step",
        ])
    #expect(
      options[2].schema
        == [
          "type": "array", "items": ["$ref": "#/$defs/pause"], "minItems": .integer(0), "maxItems": .integer(4),
          "uniqueItems": true, "description": "after each step", "default": [],
        ])
    #expect(options[4].schema.flow.contains("#/$defs/pause") && options[4].schema.flow.contains("exclusiveMinimum"))
    #expect(!options[5].schema.flow.contains("$ref"))
    let family = FamilyDescription(Pause.family.table, key: "pauses", isListed: true)
    #expect(family.title == "pauses" && family.example(of: family.members[1]) == "pauses: [{long: {steps: 1}}]")
  }

  @Test("what Keras has and this family has not is refused by name")
  func isRefused() {
    #expect(messages("pause: {Coffee: {}}\n") == ["pause: unknown pause 'Coffee'; write long"])
    #expect(messages("pause: {long: {hours: 1}}\n") == ["pause.long: unknown key 'hours'; write steps"])
    #expect(
      messages("blocks: [leaf: {hours: 1}]\n") == ["blocks[0].leaf: unknown key 'hours'; it has no options"])
  }

  @Test("may be a number")
  func isNumber() throws {
    let recipe = try read("limit: 0.5\n")
    #expect(recipe.limit == 0.5 && recipe.optionValues.yaml().hasSuffix("calm: 1.0\nlimit: 0.5\n"))
    #expect(Recipe().reading(recipe.optionValues) == recipe)
    #expect(try read("limit: 0.5\n", overrides: ["limit=null"]) == Recipe())
    #expect(messages("limit: -1\n") == ["limit: -1 is out of range; write a number from 0"])
  }

  // MARK: A number or a member

  @Test("a number may be a member of a family, however it is written")
  func isNumberOrMember() throws {
    #expect(try read("speed: 2\n").speed == 2)
    #expect(try read("speed: short\n").speed == .member(.short))
    let recipe = try read("speed: {long: {steps: 4}}\n")
    #expect(recipe.speed == .member(.long(steps: 4)) && Recipe().reading(recipe.optionValues) == recipe)
    #expect(recipe.optionValues.yaml().contains("speed: {long: {steps: 4}}\n"))
    try folder.write("parent.yaml", "speed: {long: {steps: 4}}\n")
    let child = "extends: parent.yaml\n"
    #expect(try read(child + "speed: long\n").speed == .member(.long(steps: 4)))
    #expect(try read(child + "speed: 0.5\n").speed == 0.5)
    #expect(try read(child, overrides: ["speed.long.steps=6"]).speed == .member(.long(steps: 6)))
    #expect(try read(child, overrides: ["speed=short"]).speed == .member(.short))
    #expect(try read(child, overrides: ["speed=3"]).speed == 3)
    #expect(messages("speed: slow\n") == ["speed: 'slow' is not a number; write a number above 0"])
    #expect(messages("speed: {lnog: {}}\n") == ["speed: unknown pause 'lnog'; did you mean 'long'?"])
    #expect(messages("calm: {long: {}}\n") == ["calm: expected a number above 0, found a mapping; "])
  }

  // MARK: Members that hold members

  private static let nested = """
    blocks:
      - repeat:
          times: 2
          blocks:
            - leaf
            - repeat: {times: 3, blocks: [leaf, leaf], rest: [repeat: {blocks: [leaf]}]}

    """

  @Test("a member may hold members of its own family")
  func areNested() throws {
    let recipe = try read(Self.nested)
    let inner = Block.repeated(
      times: 3, blocks: [.leaf, .leaf], rest: [.repeated(times: 1, blocks: [.leaf], rest: [])])
    #expect(recipe.blocks == [.repeated(times: 2, blocks: [.leaf, inner], rest: [])])
    #expect(Recipe().reading(recipe.optionValues) == recipe)
    let again = recipe.optionValues.yaml()
    #expect(try read(again) == recipe, "\(again)")
  }

  @Test("an override reaches the innermost")
  func areReached() throws {
    let path = "blocks[0].repeat.blocks[1].repeat"
    var recipe = try read(Self.nested, overrides: ["\(path).times=7", "\(path).rest[0]=leaf"])
    let inner = Block.repeated(times: 7, blocks: [.leaf, .leaf], rest: [.leaf])
    #expect(recipe.blocks == [.repeated(times: 2, blocks: [.leaf, inner], rest: [])])
    recipe = try read(Self.nested, overrides: ["blocks[0].repeat.blocks=[leaf]"])
    #expect(recipe.blocks == [.repeated(times: 2, blocks: [.leaf], rest: [])])
    #expect(
      messages(Self.nested, overrides: ["\(path).tines=7"])
        == ["\(path): unknown key 'tines'; did you mean 'times'?"])
  }

  @Test("random ones end, and are read as they were written")
  func areDrawn() throws {
    for seed in 1...200 {
      let recipe = RandomOptions.filled(Recipe(), seed: UInt64(seed))
      let yaml = recipe.optionValues.yaml()
      #expect(try read(yaml) == recipe, "\(yaml)")
      #expect(Recipe().reading(recipe.optionValues) == recipe, "\(yaml)")
    }
  }
}

private struct Recipe: Construct {
  var size = 1
  var pause: Pause?
  var pauses: [Pause] = []
  var dream: Dream?
  var dreams: [Dream] = []
  var blocks: [Block] = [.leaf]
  var speed: NumberOrMember<Pause> = 1
  var calm: NumberOrMember<Dream> = 1
  var limit: Double?

  mutating func options(_ visitor: any OptionVisitor) {
    visitor.integer("size", &size, 1...9, "how large")
    visitor.optionalMember("pause", &pause, "before each step")
    visitor.optionalMembers(
      "pauses", &pauses, upTo: 4, mayRepeat: false, "after each step")
    visitor.optionalMember("dream", &dream, "of what")
    visitor.optionalMembers("dreams", &dreams, upTo: 4, mayRepeat: true, "of what else")
    visitor.members("blocks", &blocks, ListRules(counts: 1...4, mayRepeat: true, example: "blocks: [leaf]"), "of what")
    visitor.numberOrMember("speed", &speed, .positive, "how fast")
    visitor.numberOrMember("calm", &calm, .positive, "how slow")
    visitor.number("limit", &limit, .notNegative, "at most")
  }
}

private enum Pause: FamilyMember {
  case short
  case long(steps: Int)

  static let kind = "pause"
  static let family = Family<Pause>([.short, .long(steps: 1)], advice: NameAdvice(remarks: ["coffee": "write long"]))

  var words: ConstructWords {
    switch self {
    case .short: ConstructWords("short", "a moment")
    case .long: ConstructWords("long", "so many steps", refused: ["hours": "write steps"])
    }
  }

  mutating func options(_ visitor: any OptionVisitor) {
    guard case .long(var steps) = self else { return }
    visitor.integer("steps", &steps, 1...9, "how many")
    self = .long(steps: steps)
  }
}

/// A family without members.
private enum Dream: FamilyMember {
  static let kind = "dream"
  static let family = Family<Dream>([])

  var words: ConstructWords { switch self {} }
  mutating func options(_ visitor: any OptionVisitor) { switch self {} }
}

private indirect enum Block: FamilyMember {
  case leaf
  case repeated(times: Int, blocks: [Block], rest: [Block])

  static let kind = "block"
  static let family = Family<Block>([.leaf, .repeated(times: 1, blocks: [], rest: [])])

  var words: ConstructWords {
    switch self {
    case .leaf: ConstructWords("leaf", "the end")
    case .repeated: ConstructWords("repeat", "blocks several times", example: "repeat: {blocks: [leaf]}")
    }
  }

  mutating func options(_ visitor: any OptionVisitor) {
    guard case .repeated(var times, var blocks, var rest) = self else { return }
    visitor.integer("times", &times, 1...9, "how often")
    visitor.members(
      .required("blocks"), &blocks, ListRules(counts: 1...3, mayRepeat: true, example: "blocks: [leaf]"), "which")
    visitor.optionalMembers("rest", &rest, upTo: 3, mayRepeat: true, "what follows")
    self = .repeated(times: times, blocks: blocks, rest: rest)
  }
}
