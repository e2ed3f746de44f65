import Catalog
import ExperimentSpec
import Testing

@Suite("Layers that contain layers")
struct BlockSpecTests {
  private func layers(_ text: String, _ others: String = "") throws -> [LayerSpec] {
    try load("dataset: mnist\nloss: mse\n\(others)layers: \(text)\n").layers
  }

  private let dense = LayerSpec(DenseSpec(units: 3))
  private let flatten = LayerSpec(FlattenSpec())

  @Test func blocks() throws {
    var projected = ResidualSpec([dense])
    projected.shortcut = [flatten]
    let written = try layers(
      """
      [residual: [dense: 3], residual: {layers: [dense: 3], shortcut: [flatten]},
       add: {1x1: [dense: 3], so-far: []}, repeat: {times: 4, layers: [flatten]}, select: [age, class]]
      """)
    #expect(
      written == [
        LayerSpec(ResidualSpec([dense])), LayerSpec(projected),
        LayerSpec(MergeSpec<AddRule>([Branch("1x1", [dense]), Branch("so-far", [])])),
        LayerSpec(RepeatSpec(times: 4, [flatten])), LayerSpec(SelectSpec(["age", "class"])),
      ])
  }

  @Test("what a resolved spec has is read again, and short forms are written out") func resolved() throws {
    let spec = try load(
      """
      dataset: mnist
      loss: mse
      layers: [residual: [dense: 3], maximum: {a: [], b: [residual: {shortcut: [dense: 3], layers: [dense: 3]}]},
        repeat: {times: 2, layers: [flatten]}]
      """)
    let flow = spec.resolved().yaml()
    #expect(flow.contains("- residual:") && flow.contains("times: 2") && !flow.contains("shortcut: []"))
    #expect(try load(flow) == spec)
    #expect(ExperimentSpec(recorded: spec.resolved()) == spec)
  }

  @Test("options of `layer_defaults` are under every layer of the word, in blocks as well") func defaults() throws {
    let spec = try load(
      """
      dataset: mnist
      loss: mse
      layer_defaults: {conv2d: {kernel_size: 5, padding: same, activation: relu}, batch_normalization: {momentum: 0.9}}
      layers:
        - conv2d: 4
        - batch_normalization
        - residual: {shortcut: [{conv2d: {filters: 4, kernel_size: 1}}], layers: [conv2d: {filters: 4, activation: linear}]}
        - add: {a: [repeat: {times: 2, layers: [conv2d: 4]}], b: []}
      """)
    func conv(_ change: (inout Conv2DSpec) -> Void = { _ in }) -> LayerSpec {
      var conv = Conv2DSpec(filters: 4, kernelSize: .init(5, 5))
      (conv.padding, conv.activation) = (.same, .relu)
      change(&conv)
      return LayerSpec(conv)
    }
    var normalization = BatchNormalizationSpec()
    normalization.momentum = 0.9
    var residual = ResidualSpec([conv { $0.activation = .linear }])
    residual.shortcut = [conv { $0.kernelSize = .init(1, 1) }]
    #expect(
      spec.layers == [
        conv(), LayerSpec(normalization), LayerSpec(residual),
        LayerSpec(MergeSpec<AddRule>([Branch("a", [LayerSpec(RepeatSpec(times: 2, [conv()]))]), Branch("b", [])])),
      ])
    #expect(!spec.resolved().yaml().contains("layer_defaults"))
  }

  @Test("defaults are inherited, and set from the command line") func inheritedDefaults() throws {
    let folder = try Folder()
    try folder.write("base.yaml", complete + "layer_defaults: {dense: {activation: relu, use_bias: false}}\n")
    try folder.write(
      "spec.yaml", "extends: base.yaml\nlayer_defaults: {dense: {activation: tanh}}\nlayers: [dense: 3]\n")
    func dense(_ overrides: [String] = []) throws -> DenseSpec? {
      let path = folder.path + "/spec.yaml"
      return try ExperimentLoader.load(path, overrides: overrides).spec.layers[0].construct as? DenseSpec
    }
    #expect(try dense()?.activation == .tanh && dense()?.useBias == false)
    #expect(try dense(["layer_defaults.dense.activation=selu"])?.activation == .selu)
    #expect(try dense(["layers[0].dense.activation=elu"])?.activation == .elu())
  }

  @Test("paths go through blocks, short forms as if long") func paths() throws {
    let text = """
      dataset: mnist
      loss: mse
      layers:
        - repeat: {times: 3, layers: [residual: [dense: 3]]}
        - concatenate: {wide: [], deep: [flatten, dense: 4]}
      """
    let spec = try load(
      text,
      overrides: [
        "layers[0].repeat.times=5", "layers[0].repeat.layers[0].residual.layers[0].dense.units=7",
        "layers[1].concatenate.deep[1].dense.units=9",
      ])
    let residual = LayerSpec(ResidualSpec([LayerSpec(DenseSpec(units: 7))]))
    #expect(
      spec.layers == [
        LayerSpec(RepeatSpec(times: 5, [residual])),
        LayerSpec(
          MergeSpec<ConcatenateRule>([Branch("wide", []), Branch("deep", [flatten, LayerSpec(DenseSpec(units: 9))])])),
      ])
  }

  /// `↓` on a line of its own marks the place of the only problem.
  private func expectMistake(
    _ layers: String, _ problem: String, _ hint: String, before: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let text = "dataset: mnist\nloss: mse\n\(before)layers:\n\(layers)"
    let lines = text.split(separator: "\n").map(String.init)
    let marks = lines.enumerated().compactMap { line, text in
      text.firstIndex(of: "↓").map { (line + 1, text.distance(from: text.startIndex, to: $0) + 1) }
    }
    let folder = try Folder()
    try folder.write("spec.yaml", lines.filter { !$0.contains("↓") }.joined(separator: "\n") + "\n")
    let found = messages("spec.yaml", in: folder)
    let places = marks.map { "spec.yaml:\($0.0):\($0.1): error: " }
    #expect(places.count == 1 && found.hasPrefix(places[0]), "\(found)", sourceLocation: sourceLocation)
    #expect(found.split(separator: "\n").count == 3, "\(found)", sourceLocation: sourceLocation)
    #expect(found.contains(": \(problem)\n"), "\(found)", sourceLocation: sourceLocation)
    #expect(found.hasSuffix("~ \(hint)") || found.hasSuffix("^ \(hint)"), "\(found)", sourceLocation: sourceLocation)
  }

  @Test("every mistake has its place and a next step") func mistakes() throws {
    try expectMistake(
      "    ↓\n  - concatenate: {one: [flatten]}", "one branch, but a concatenate needs at least two",
      "add a branch; NAME: [] is the input itself")
    try expectMistake(
      "    ↓\n  - add: {}", "no branches, but an add needs at least two", "add a branch; NAME: [] is the input itself")
    try expectMistake(
      "          ↓\n  - add: {a b: [flatten], b: []}", "'a b' can't be a branch's name",
      "a name has letters, digits, '_' and '-', 40 at most")
    try expectMistake(
      "             ↓\n  - add: {a: flatten, b: []}", "expected a list, found 'flatten'",
      "write a: [dense: 16], or a: []")
    try expectMistake(
      "         ↓\n  - add: [flatten]", "expected branches with names, found a list",
      "write add: {a: [dense: 16], b: [dense: 16]}")
    try expectMistake(
      "                    ↓\n  - repeat: {times: 0, layers: [flatten]}", "0 is out of range",
      "write a whole number from 1 to 1000")
    try expectMistake("              ↓\n  - residual: []", "an empty list", "write layers: [dense: 64]")
    try expectMistake(
      "    ↓\n  - from: stem", "unknown layer 'from'",
      "branches of a block are the only edges yet: write residual, or concatenate, add and their kin")
  }

  @Test("blocks within blocks, and copies of copies, have limits") func limits() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "{residual: [", count: depth) + "flatten" + String(repeating: "]}", count: depth)
    }
    #expect(try layers("[\(nested(6))]").count == 1)
    try expectMistake(
      String(repeating: " ", count: 4 + 6 * "{residual: [".count + 1) + "↓\n  - \(nested(7))",
      "blocks within blocks, 7 deep", "at most 6 are possible")
    let copies = "{repeat: {times: 40, layers: [{repeat: {times: 25, layers: [flatten]}}]}}"
    #expect(try layers("[\(copies)]").count == 1)
    try expectMistake(
      "  - \(copies)\n  - flatten", "1001 layers with all copies", "at most 1000 are possible: repeat less often",
      before: "↓\n")
  }

  @Test("mistakes in defaults are reported once, where they are") func wrongDefaults() throws {
    func expectDefault(_ text: String, _ problem: String, _ hint: String) throws {
      try expectMistake("  - dense: 3\n  - dense: 4", problem, hint, before: text)
    }
    try expectDefault(
      "                         ↓\nlayer_defaults: {dense: {activatoin: relu}}\n", "unknown key 'activatoin'",
      "did you mean 'activation'?")
    try expectDefault(
      String(repeating: " ", count: 35) + "↓\nlayer_defaults: {dense: {use_bias: maybe}}\n",
      "'maybe' is neither true nor false", "write true or false")
    try expectDefault(
      "                 ↓\nlayer_defaults: {residual: {}}\n", "'residual' has no options of its own",
      "name the layers within it, as in conv2d")
    try expectDefault(
      "                 ↓\nlayer_defaults: {dens: {}}\n", "unknown layer 'dens'", "did you mean 'dense'?")
  }
}
