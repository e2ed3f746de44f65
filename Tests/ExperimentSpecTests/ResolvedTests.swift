import Catalog
import Testing
import Text

@Suite("The resolved spec")
struct ResolvedTests {
  static let everything = """
    name: everything
    description: "quotes \\", a line\\nbreak, tab\\t, \\e, é, 日本, \\u2028 and #: -"
    dataset: {idx: "my data/*", train_limit: 100, test_limit: 50}
    seed: 18446744073709551615
    layers:
      - conv2d: {filters: 4, kernel_size: [5, 3], strides: [2, 1], padding: same, activation: {leaky_relu: {negative_slope: 0.3}}}
      - max_pooling2d: {pool_size: [3, 2], strides: 2}
      - average_pooling2d: {padding: same}
      - conv2d: {filters: 3, kernel_size: 1, use_bias: false, kernel_initializer: lecun_normal}
      - activation: {elu: {alpha: 0.7}}
      - activation: {gelu: {approximate: true}}
      - global_average_pooling2d
      - flatten
      - dropout: {rate: 0.123456789012345678}
      - dense: {units: 7, activation: silu, bias_initializer: he_uniform}
      - dense: {units: 10}
    optimizer: {rmsprop: {learning_rate: 1e-7, rho: 0.8, momentum: 0.1, epsilon: 1e-30, centered: true}}
    loss: {categorical_crossentropy: {from_logits: true}}
    metrics: [top_k_categorical_accuracy: {k: 3}, accuracy]
    batch_size: 7
    epochs: 3
    shuffle: false
    validation_split: 0.1
    initial_weights: "~"
    log_steps: true
    """

  @Test("what is read back is what was written: a sweep compares its specs with those of its records at every step")
  func readBack() throws {
    let spec = try load(Self.everything).resolved()
    #expect(JSONValue(spec).config == spec)
    let dense = try load(try packageFile("experiments/dense.yaml")).resolved()
    #expect(JSONValue(dense).config == dense)
    #expect(ConfigValue.integer(-1) != .unsigned(.max))
  }

  @Test("dense.yaml with every default written out")
  func dense() throws {
    let spec = try load(try packageFile("experiments/dense.yaml"))
    #expect(
      spec.resolved().yaml() == """
        name: dense
        description: null
        dataset: {name: mnist, train_limit: null, test_limit: null}
        seed: 1
        layers:
          - flatten
          - dense: {units: 512, activation: relu, use_bias: true, kernel_initializer: glorot_uniform, bias_initializer: zeros}
          - dense: {units: 64, activation: relu, use_bias: true, kernel_initializer: glorot_uniform, bias_initializer: zeros}
          - dense: {units: 32, activation: relu, use_bias: true, kernel_initializer: glorot_uniform, bias_initializer: zeros}
          - dense: {units: 16, activation: relu, use_bias: true, kernel_initializer: glorot_uniform, bias_initializer: zeros}
          - dense: {units: 10, activation: softmax, use_bias: true, kernel_initializer: glorot_uniform, bias_initializer: zeros}
        optimizer: {adam: {learning_rate: 0.001, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7}}
        loss: {categorical_crossentropy: {from_logits: false}}
        metrics: [accuracy]
        batch_size: 500
        epochs: 10
        shuffle: true
        validation_split: 0.0
        initial_weights: null
        log_steps: false

        """)
  }

  @Test("written as YAML it loads as an equal spec")
  func roundTrip() throws {
    let optimizers = ["sgd", "adam", "adamw", "nadam", "adamax", "rmsprop", "adagrad", "adadelta", "lion"].map {
      complete + "optimizer: \($0)"
    }
    let experiments = try ["experiments/dense.yaml", "experiments/conv.yaml"].map(packageFile)
    for text in experiments + optimizers + [complete, Self.everything] {
      let spec = try load(text)
      let yaml = spec.resolved().yaml()
      #expect(try load(yaml) == spec)
      #expect(try load(yaml).resolved() == spec.resolved())
    }
  }

  @Test("a text that looks like something else is quoted")
  func quoting() {
    func yaml(_ text: String) -> String { ConfigValue.string(text).yaml() }
    #expect(yaml("dense-2.a/b_c") == "dense-2.a/b_c\n")
    for text in ["", "010", "1e3", "null", "True", "yes", "-", "a b", "a: b", "#", "*a", "~", ".inf", "日本"] {
      #expect(yaml(text) == "\"\(text)\"\n")
    }
    #expect(yaml("\u{1B}\"\\\n\u{2028}\u{FEFF}") == "\"\\x1B\\\"\\\\\\n\\u2028\\uFEFF\"\n")
  }

  @Test("numbers are written with the fewest digits that read back the same")
  func numbers() {
    let written: [(Double, String)] = [
      (0.001, "0.001"), (1e-7, "1e-7"), (1.5e-10, "1.5e-10"), (0, "0.0"), (1, "1.0"),
      (0.1 + 0.2, "0.30000000000000004"),
      (1e300, "1e+300"), (-2.5e-5, "-2.5e-5"),
    ]
    for (value, text) in written { #expect(ConfigValue.number(value).yaml() == text + "\n") }
  }

  @Test("empty collections and nesting")
  func shapes() {
    #expect(
      (["a": [:], "b": [], "c": [["d": ["e": ["f": "g"]]]]] as ConfigValue).yaml()
        == "a: {}\nb: []\nc:\n  - d: {e: {f: g}}\n")
  }
}
