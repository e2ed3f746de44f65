import Catalog
import Testing

@Suite("--set overrides values of a spec")
struct OverrideTests {
  private let spec = """
    dataset: mnist
    layers:
      - flatten
      - dense: {units: 3, activation: relu}
    optimizer: adam
    loss: mse
    """

  private func messages(_ overrides: String...) throws -> String {
    let folder = try Folder()
    try folder.write("spec.yaml", spec)
    return ExperimentSpecTests.messages("spec.yaml", in: folder, overrides: overrides)
  }

  @Test("keys, options below bare names, entries of lists, whole collections")
  func values() throws {
    let loaded = try load(
      spec,
      overrides: [
        "epochs=3", "optimizer.adam.learning_rate=1e-2", "optimizer.adam.epsilon=0", "dataset.train_limit=60",
        "layers[1].dense.units=64", "layers[1].dense.activation.leaky_relu.negative_slope=0.5", "name=other",
        "metrics=[top_k_categorical_accuracy: {k: 3}]", "description=a=b", "layers[0]=dropout: {rate: 0.5}",
      ])
    var dense = DenseSpec(units: 64)
    dense.activation = .leakyRelu(negativeSlope: 0.5)
    var adam = Adam()
    adam.learningRate = 0.01
    adam.epsilon = 0
    #expect(loaded.layers == [LayerSpec(DropoutSpec(rate: 0.5)), LayerSpec(dense)])
    #expect(loaded.optimizer == OptimizerSpec(adam))
    #expect(loaded.dataset == DatasetSpec(source: .mnist, trainLimit: 60))
    #expect(loaded.metrics == [MetricSpec(TopKCategoricalAccuracy(k: 3))])
    #expect((loaded.epochs, loaded.name, loaded.description) == (3, "other", "a=b"))
  }

  @Test("another optimizer replaces, and the last value wins")
  func replacing() throws {
    let loaded = try load(spec, overrides: ["optimizer.sgd.momentum=0.9", "epochs=x", "epochs=2"])
    var sgd = SGD()
    sgd.momentum = 0.9
    #expect(loaded.optimizer == OptimizerSpec(sgd))
    #expect(loaded.epochs == 2)
    #expect(try load(spec, overrides: ["optimizer=adagrad"]).optimizer == OptimizerSpec(Adagrad()))
  }

  @Test("an option without an optimizer's name is that of the optimizer in use")
  func optimizerInUse() throws {
    func rate(_ spec: String, _ overrides: String...) throws -> OptimizerSpec {
      try load(spec, overrides: overrides).optimizer
    }
    var adam = Adam()
    adam.learningRate = 0.1
    var sgd = SGD()
    (sgd.learningRate, sgd.momentum) = (0.1, 0.9)
    var rmsprop = RMSprop()
    rmsprop.momentum = 0.9
    #expect(try rate(spec, "optimizer.learning_rate=0.1") == OptimizerSpec(adam))
    #expect(
      try rate(spec, "optimizer.learning_rate=0.1", "optimizer=sgd", "optimizer.momentum=0.9") == OptimizerSpec(sgd))
    #expect(try rate(complete, "optimizer.momentum=0.9") == OptimizerSpec(rmsprop))
    #expect(
      try messages("optimizer.momentum=0.1") == """
        --set:1:11: error: optimizer.adam: unknown key 'momentum'
          optimizer.momentum=0.1
                    ^~~~~~~~ adam has none; sgd, rmsprop have momentum
        """)
    try expect(
      complete.replacing("loss", with: "            ↓\noptimizer: {learning_rate: 0.1}\nloss"),
      """
      spec.yaml:3:13: error: optimizer: unknown optimizer 'learning_rate'
        optimizer: {learning_rate: 0.1}
                    ^~~~~~~~~~~~~ did you mean 'adam: {learning_rate: …}'?
      """)
  }

  @Test("no override may undo another")
  func undone() throws {
    #expect(
      try messages("optimizer=sgd", "optimizer.adam.learning_rate=1e-2") == """
        --set:1:1: error: 'optimizer.adam.learning_rate' has nothing to set where optimizer is sgd
          optimizer.adam.learning_rate=1e-2
          ^~~~~~~~~~~~~~~~~~~~~~~~~~~~ write optimizer.learning_rate=1e-2
        """)
    #expect(
      try messages("optimizer.sgd.momentum=0.9", "optimizer.adam.beta_1=0.8") == """
        --set:1:1: error: 'optimizer.sgd.momentum' beside 'optimizer.adam.beta_1': one undoes the other
          optimizer.sgd.momentum=0.9
          ^~~~~~~~~~~~~~~~~~~~~~ keep one of them
        """)
    #expect(
      try messages("layers[1].dense.units=7", "layers=[flatten, dense: {units: 8}]") == """
        --set:1:1: error: 'layers[1].dense.units' lies within 'layers', which is set too
          layers[1].dense.units=7
          ^~~~~~~~~~~~~~~~~~~~~ keep one of them
        """)
    for pair in [
      ["optimizer.adam.learning_rate=1e-2", "optimizer=sgd"], ["dataset.idx=a", "dataset=fashion_mnist"],
      ["dataset.name=mnist", "dataset.idx=a"], ["optimizer.learning_rate=1", "optimizer.adam.learning_rate=2"],
      ["layers[1].dense.activation=tanh", "layers[1].dense.activation.elu.alpha=2"], ["epochs=3", "epochs.x=4"],
      ["optimizer={adam: {beta_1: 0.8}}", "optimizer.beta_1=0.7"],
    ] {
      #expect(try messages(pair[0], pair[1]) != "", "\(pair)")
    }
  }

  @Test("overrides that agree may stand side by side")
  func together() throws {
    for pair in [
      ["optimizer=adam", "optimizer.adam.learning_rate=1e-2"], ["optimizer.adam.learning_rate=1e-2", "optimizer=adam"],
      ["dataset=fashion_mnist", "dataset.train_limit=60"], ["dataset.train_limit=60", "dataset=fashion_mnist"],
      ["layers[1].dense.units=7", "layers[1]=dense"], ["layers[0]=dropout: {rate: 0.5}", "layers[0].dropout.rate=0.5"],
      ["loss.categorical_crossentropy.from_logits=true", "loss=categorical_crossentropy"],
    ] {
      #expect(try messages(pair[0], pair[1]) == "", "\(pair)")
    }
  }

  @Test("a problem points into the argument")
  func problems() throws {
    #expect(
      try messages("batch_size=abc", "optimzer.adam.beta_1=0.8") == """
        --set:1:1: error: unknown key 'optimzer'
          optimzer.adam.beta_1=0.8
          ^~~~~~~~ did you mean 'optimizer'?
        --set:1:12: error: batch_size: 'abc' is not a whole number
          batch_size=abc
                     ^~~ write a whole number from 1 to 16777216
        """)
    #expect(
      try messages("optimizer.learning_rat=0.1") == """
        --set:1:11: error: optimizer.adam: unknown key 'learning_rat'
          optimizer.learning_rat=0.1
                    ^~~~~~~~~~~~ did you mean 'learning_rate'?
        """)
    #expect(
      try messages("metrics=[accuracy") == """
        --set:1:9: error: '[' is never closed
          metrics=[accuracy
                  ^ add the ']'
        """)
  }

  @Test("list entries that don't exist, or are of another kind")
  func entries() throws {
    #expect(
      try messages("layers[2].dense.units=3") == """
        --set:1:7: error: layers has no entry [2]
          layers[2].dense.units=3
                ^~~ the entries are [0] to [1]
        """)
    #expect(
      try messages("layers[0].dense.units=3") == """
        --set:1:11: error: layers[0] is 'flatten'
          layers[0].dense.units=3
                    ^~~~~ name its options: layers[0].flatten.…
        """)
    #expect(
      try messages("layers.1.dense.units=3") == """
        --set:1:8: error: layers is a list
          layers.1.dense.units=3
                 ^ number its entries: layers[1]
        """)
    #expect(
      try messages("epochs[0]=3") == """
        --set:1:7: error: epochs is no list
          epochs[0]=3
                ^~~ only lists have numbered entries
        """)
  }

  @Test(
    "arguments that are not overrides",
    arguments: [
      (
        "epochs",
        """
        --set:1:1: error: no '=' between key and value
          epochs
          ^~~~~~ write KEY=VALUE, as in epochs=3
        """
      ),
      (
        "a..b=3",
        """
        --set:1:1: error: 'a..b' is no key
          a..b=3
          ^~~~ write a key as in optimizer.adam.beta_1
        """
      ),
      (
        "=3",
        """
        --set:1:1: error: '' is no key
          =3
          ^ write a key as in optimizer.adam.beta_1
        """
      ),
      (
        "extends=other.yaml",
        """
        --set:1:1: error: 'extends' can't be set
          extends=other.yaml
          ^~~~~~~ write it into the spec
        """
      ),
      (
        "epochs=",
        """
        --set:1:1: error: epochs: expected a whole number from 1 to 1000000, found nothing
          epochs=
          ^~~~~~
        """
      ),
    ])
  func malformed(override: String, message: String) throws {
    #expect(try messages(override) == message)
  }

  @Test(
    "where a key takes text, a name or a path, an argument is taken literally",
    arguments: [
      ("run #3", "run #3"), ("#3", "#3"), ("a: b", "a: b"), ("[draft] x", "[draft] x"), ("{a: b}", "{a: b}"),
      ("- a", "- a"), ("&x *y !z", "&x *y !z"), ("% @ `", "% @ `"), (" two  spaces ", " two  spaces "),
      ("a\nb", "a\nb"),
      ("| x", "| x"), ("\"a\" and \"b\"", "\"a\" and \"b\""), ("'tis", "'tis"), ("a \"b\"", "a \"b\""), ("\"", "\""),
      ("null # none", "null # none"), ("null", nil), ("~", nil), ("", nil), ("''", ""), ("'null'", "null"),
      ("'it''s'", "it's"), ("\"a\\n\\\"b\\\" \\u00e9\"", "a\n\"b\" é"), ("'a # b'", "a # b"),
    ] as [(String, String?)])
  func text(value: String, description: String?) throws {
    #expect(try load(spec, overrides: ["description=\(value)"]).description == description)
    if let description, !description.isEmpty {
      #expect(try load(spec, overrides: ["initial_weights=\(value)"]).initialWeights == description)
      #expect(try load(spec, overrides: ["dataset.npz=\(value)"]).dataset.source == DataSource(NPZ(file: description)))
    }
  }

  @Test("a name with a '#' is invalid, not cut at the '#'")
  func names() throws {
    #expect(
      try messages("name=wide #2") == """
        --set:1:6: error: name: 'wide #2' can't name files
          name=wide #2
               ^~~~~~~ use letters and digits of any script, '.', '_' and '-', beginning with a letter, a digit or '_'
        """)
    #expect(try load(spec, overrides: ["name='wide-2'"]).name == "wide-2")
  }

  @Test(
    "an argument has no comments: what YAML would skip is an error",
    arguments: [
      "dataset=mnist #2", "batch_size=#3", "batch_size=32 # more", "optimizer={adam: {}} # x", "layers=[flatten # x\n]",
      "epochs=\n# x\n3", "dataset={idx: my #2}",
    ])
  func comments(override: String) throws {
    let column = try #require(override.firstIndex(of: "#")).utf16Offset(in: override) + 1
    let message = try messages(override)
    #expect(message.contains("error: a comment\n"))
    if !override.contains("\n") { #expect(message.hasPrefix("--set:1:\(column): ")) }
    #expect(message.contains("an argument has none: text with '#' in it needs quotes"))
  }

  @Test("a '#' that does not begin a comment is read, and so is YAML on several lines")
  func noComments() throws {
    #expect(try messages("dataset=a#b").contains("unknown dataset 'a#b'"))
    #expect(try messages("dataset={name: 'a #b'}").contains("unknown dataset 'a #b'"))
    #expect(try load(spec, overrides: ["layers=\n- flatten\n- dense: {units: 3}\n"]).layers.count == 2)
    #expect(try load(spec, overrides: ["layers=[flatten, {dense: {units: 10}}]"]).layers.count == 2)
  }

  @Test(
    "several values make a sweep",
    arguments: [
      ("layers[1].dense.units=8,16", "{\"layers[1].dense.units\": [8, 16]}"),
      ("optimizer=adam,sgd", "{optimizer: [adam, sgd]}"),
      ("optimizer.adam.learning_rate=1e-3,1e-2", "{optimizer.adam.learning_rate: [1e-3, 1e-2]}"),
      ("seed=1,2,3", "{seed: [1, 2, 3]}"),
      ("layers[1].dense.kernel_initializer=zeros,ones", "{\"layers[1].dense.kernel_initializer\": [zeros, ones]}"),
    ])
  func several(override: String, grid: String) throws {
    #expect(
      try messages(override).hasSuffix(
        " several values make a sweep: write sweep: {grid: \(grid)} at the top of the spec"))
  }

  @Test(
    "no text of a key or a value makes the program trap",
    arguments: [
      "[", "]", "a[", "a[]", "a[-1]", "[0]", "a[99999999999999999999]", ".", "a.", "layers[0]", "layers[1].dense",
      "layers[1][0]", "dataset.name.x", "layers[0].flatten.x", "é[0].é",
    ])
  func odd(key: String) throws {
    for value in ["", "3", "{", "[a]", "{a: b}", "~", "*a", "\0", "a: b: c"] {
      _ = try messages("\(key)=\(value)")
    }
  }
}
