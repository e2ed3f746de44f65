import Catalog
import ExperimentSpec
import Testing

@Suite("A spec extends another")
struct ExtendsTests {
  private static let base = """
    name: base
    description: the base
    dataset: mnist
    layers: [flatten, dense: {units: 10, activation: softmax}]
    optimizer: {adam: {learning_rate: 1e-2, beta_1: 0.8}}
    loss: mse
    metrics: [accuracy]
    epochs: 3
    """

  private func load(_ child: String, base: String = base) throws -> ExperimentSpec {
    let folder = try Folder()
    try folder.write("base.yaml", base)
    try folder.write("inner/child.yaml", "extends: ../base.yaml\n" + child)
    return try ExperimentLoader.load(folder.path + "/inner/child.yaml").spec
  }

  @Test("mappings merge deeply, lists and scalars are replaced")
  func merging() throws {
    let spec = try load(
      """
      dataset: {train_limit: 6000}
      optimizer: {adam: {epsilon: 0}}
      metrics: []
      epochs: 4
      """)
    var adam = Adam()
    adam.learningRate = 0.01
    adam.beta1 = 0.8
    adam.epsilon = 0
    #expect(spec.dataset == DatasetSpec(source: .mnist, trainLimit: 6000))
    #expect(spec.optimizer == OptimizerSpec(adam))
    #expect(spec.metrics.isEmpty)
    #expect((spec.epochs, spec.layers.count) == (4, 2))
    #expect(spec.description == "the base")
  }

  @Test("bare names merge as the mappings that they are short for")
  func bareNames() throws {
    let bare = Self.base.replacing("{adam: {learning_rate: 1e-2, beta_1: 0.8}}", with: "adam")
    #expect(try load("optimizer: {adam: {learning_rate: 1e-2}}", base: bare).optimizer.learningRate == 0.01)
    #expect(try load("optimizer: adam").optimizer.learningRate == 0.01)
    #expect(try load("optimizer: {adam: }").optimizer.learningRate == 0.01)
    let limited = Self.base.replacing("dataset: mnist", with: "dataset: {name: mnist, train_limit: 10}")
    #expect(
      try load("dataset: fashion_mnist", base: limited).dataset == DatasetSpec(source: .fashionMNIST, trainLimit: 10))
  }

  @Test("another construct replaces")
  func otherKind() throws {
    #expect(try load("optimizer: sgd").optimizer == OptimizerSpec(SGD()))
    #expect(try load("loss: categorical_crossentropy").loss == LossSpec(CategoricalCrossentropy()))
    #expect(try load("dataset: {idx: data}").dataset == DatasetSpec(source: .idx(folder: "data")))
    let idx = Self.base.replacing("dataset: mnist", with: "dataset: {idx: data}")
    #expect(try load("dataset: mnist", base: idx).dataset == DatasetSpec(source: .mnist))
  }

  @Test("null removes an optional value")
  func null() throws {
    let limited = Self.base.replacing("dataset: mnist", with: "dataset: {name: mnist, train_limit: 10}")
    #expect(try load("dataset: {train_limit: null}\ndescription:", base: limited).dataset.trainLimit == nil)
    #expect(try load("description:").description == nil)
  }

  @Test("the name is the child's own")
  func name() throws {
    #expect(try load("").name == "child")
    #expect(try load("name: other").name == "other")
  }

  @Test("a chain of files, each path relative to the file that wrote it")
  func chain() throws {
    let folder = try Folder()
    try folder.write("a/base.yaml", complete + "initial_weights: w.safetensors")
    try folder.write("b/middle.yaml", "extends: ../a/base.yaml\nepochs: 2")
    let path = try folder.write("child.yml", "extends: b/middle.yaml\nbatch_size: 7")
    let loaded = try ExperimentLoader.load(path)
    #expect((loaded.spec.name, loaded.spec.epochs, loaded.spec.batchSize) == ("child", 2, 7))
    #expect(loaded.spec.initialWeights == "w.safetensors")
    #expect(loaded.initialWeightsPath == folder.path + "/b/../a/w.safetensors")
    #expect(loaded.dataset == loaded.spec.dataset)

    let idx = try folder.write("idx.yaml", "extends: b/middle.yaml\ndataset: {idx: data}\ninitial_weights: /w")
    #expect(try ExperimentLoader.load(idx).dataset.source == .idx(folder: folder.path + "/data"))
    #expect(try ExperimentLoader.load(idx).initialWeightsPath == "/w")
    let set = try ExperimentLoader.load(path, overrides: ["initial_weights=here", "dataset={idx: there}"])
    #expect(set.initialWeightsPath == "here")
    #expect(set.dataset.source == .idx(folder: "there"))
  }

  @Test("problems of all files are reported together, each at its own place")
  func problems() throws {
    let folder = try Folder()
    try folder.write("base.yaml", "dataset: mnist\nlayers: [flatten]\nloss: mes\nepochs: 0")
    try folder.write("child.yaml", "extends: base.yaml\nseed: x\nepochs: 1")
    #expect(
      messages("child.yaml", in: folder) == """
        base.yaml:3:7: error: loss: unknown loss 'mes'
          loss: mes
                ^~~ did you mean 'mse'?
        child.yaml:2:7: error: seed: 'x' is not a whole number
          seed: x
                ^ write a whole number from 0 to 18446744073709551615
        """)
  }

  @Test("a file that can't be extended is an error at the line that names it")
  func broken() throws {
    let folder = try Folder()
    try folder.write("missing.yaml", "extends: none.yaml\nseed: x")
    #expect(
      messages("missing.yaml", in: folder)
        == """
        missing.yaml:1:10: error: extends: 'none.yaml' can't be read: No such file or directory
          extends: none.yaml
                   ^~~~~~~~~ the path starts at this file
        missing.yaml:2:7: error: seed: 'x' is not a whole number
          seed: x
                ^ write a whole number from 0 to 18446744073709551615
        """)
    try folder.write("self.yaml", "extends: ./self.yaml")
    #expect(
      messages("self.yaml", in: folder) == """
        self.yaml:1:10: error: extends: './self.yaml' extends itself in the end
          extends: ./self.yaml
                   ^~~~~~~~~~~ break the circle
        """)
    try folder.write("a.yaml", "extends: b.yaml")
    try folder.write("b.yaml", "extends: a.yaml")
    #expect(
      messages("a.yaml", in: folder) == """
        b.yaml:1:10: error: extends: 'a.yaml' extends itself in the end
          extends: a.yaml
                   ^~~~~~ break the circle
        """)
    try folder.write("list.yaml", "extends: [a, b]")
    #expect(
      messages("list.yaml", in: folder) == """
        list.yaml:1:1: error: extends: expected a path
          extends: [a, b]
          ^~~~~~~ write extends: FILE.yaml
        """)
  }

  @Test("sixteen files, and no more")
  func depth() throws {
    let folder = try Folder()
    try folder.write("0.yaml", complete)
    for index in 1...16 { try folder.write("\(index).yaml", "extends: \(index - 1).yaml") }
    #expect(messages("15.yaml", in: folder).isEmpty)
    #expect(
      messages("16.yaml", in: folder) == """
        1.yaml:1:10: error: extends: more than 16 files extend one another
          extends: 0.yaml
                   ^~~~~~ merge some of them
        """)
  }
}
