/// What mutants are made from, besides the repository's own specs.
enum Snippets {
  /// Whole texts modelled on the YAML test suite (https://github.com/yaml/yaml-test-suite), and specs that use every
  /// key there is.
  static let texts = [
    "- a\n- - b\n  - c\n-\n  - d\n", "a: b\nc:\n  - d\n  -   e: f\n      g: h\n", "? a\n: b\n? - c\n: - d\n",
    "{a: [b, {c: d}], ? e : f, g}\n", "a: |\n  literal\n   text\n\nb: >-\n  folded\n  text\n",
    "--- |1\n a\n...\n--- b\n",
    "a: &x 1\nb: *x\nc: !!int 2\n<<: *x\n", "%YAML 1.1\n---\na: 1\n", "'a''b': \"c\\n\\x41\\u263A\\\n  d\"\n",
    "a: 1 # comment\n# comment\n\n\nb: [1, # one\n  2]\n", "a:\n- b\n-\n- c: d\n  e:\n  - f\n",
    "\u{FEFF}a: ü\nb: 日本語\n",
    "a:\tb\n", "a: b: c\n", "- - - - - - a\n", "plain\n text\n on lines\n", "[a, b]: c\n{d: e}: f\n",
    "!<tag:x> {a: b}\n",
    everyKey, everyOptimizer, gridSweep, randomSweep, blocks, signals, wideAndDeep, blockSweep,
    "extends: dense.yaml\nepochs: 3\noptimizer: {adam: {learning_rate: 1e-2}}\n", "extends: mutant.yaml\n",
    "extends: ../\nname: x\n", "extends: /dev/zero\n",
  ]

  private static let everyKey = """
    name: every
    description: "text"
    dataset: {name: fashion_mnist, train_limit: 100, test_limit: 50}
    seed: 18446744073709551615
    layers:
      - conv2d: {filters: 4, kernel_size: [3, 2], strides: 1, padding: same, activation: {leaky_relu: {negative_slope: 0.1}},
                 use_bias: false, kernel_initializer: he_normal, bias_initializer: ones}
      - max_pooling2d: {pool_size: 2, strides: [2, 1], padding: valid}
      - average_pooling2d: {pool_size: 2}
      - activation: {elu: {alpha: 0.5}}
      - dropout: {rate: 0.25}
      - global_average_pooling2d
      - dense: {units: 10, activation: {gelu: {approximate: true}}}
      - dense: {units: 10}
    optimizer: {rmsprop: {learning_rate: 1e-3, rho: 0.9, momentum: 0.1, epsilon: 1e-7, centered: true}}
    loss: {categorical_crossentropy: {from_logits: true}}
    metrics: [accuracy, top_k_categorical_accuracy: {k: 3}]
    batch_size: 32
    epochs: 2
    shuffle: false
    validation_split: 0.1
    initial_weights: weights.safetensors
    log_steps: true

    """

  private static let everyOptimizer = """
    dataset: {idx: folder}
    layers: [flatten, {dense: {units: 10, activation: sigmoid}}]
    loss: mse
    optimizer: {sgd: {learning_rate: 0.1, momentum: 0.9, nesterov: true}}
    # optimizer: {adamw: {learning_rate: 1e-3, weight_decay: 0.004, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7}}
    # optimizer: {adagrad: {learning_rate: 1e-3, initial_accumulator_value: 0.1, epsilon: 1e-7}}

    """

  private static let gridSweep = """
    extends: dense.yaml
    validation_split: 0.1
    sweep:
      grid: {batch_size: [64, 256], optimizer.adam.learning_rate: [1e-3, 3e-3], "layers[1].dense.units": [8, 16]}
      seeds: 3
      rank_by: val_accuracy

    """

  private static let randomSweep = """
    extends: dense.yaml
    sweep:
      random: {samples: 20, seed: 2, batch_size: {choice: [64, 128]}, validation_split: {uniform: [0.1, 0.5]},
               optimizer.adam.learning_rate: {log_uniform: [1e-4, 1e-2]}, epochs: {int_uniform: [1, 4]}}
      seeds: [1, 2]

    """

  private static let blocks = """
    dataset: mnist
    layer_defaults:
      conv2d: {kernel_size: 3, padding: same, kernel_regularizer: {l2: 1e-4}}
      batch_normalization: {momentum: 0.9}
    layers:
      - conv2d: 4
      - repeat:
          times: 2
          layers:
            - residual:
                - conv2d: 4
                - batch_normalization
                - activation: relu
            - prelu: {shared_axes: [1, 2]}
      - residual:
          shortcut: [{conv2d: {filters: 8, kernel_size: 1, strides: 2}}]
          layers: [{depthwise_conv2d: {kernel_size: 3, strides: 2, padding: same}}, {separable_conv2d: {filters: 8, kernel_size: 1}}]
      - concatenate:
          1x1: [{conv2d: {filters: 2, kernel_size: 1}}]
          pool: [{max_pooling2d: {pool_size: 3, strides: 1, padding: same}}]
          so-far: []
      - multiply:
          signal: []
          gate: [{global_average_pooling2d: {keepdims: true}}, {conv2d: {filters: 18, kernel_size: 1, activation: sigmoid}}]
      - {add: {a: [{maximum: {b: [], c: [{minimum: {d: [], e: [zero_padding2d, cropping2d: 1]}}]}}], f: []}}
      - global_max_pooling2d
      - dense: {units: 10, activation: softmax}
    loss: categorical_crossentropy

    """

  private static let signals = """
    dataset: {npz: signals.npz}
    layers:
      - reshape: [40, 1]
      - conv1d: {filters: 8, kernel_size: 5, padding: causal, dilation_rate: 2, activation: relu}
      - max_pooling1d: 2
      - spatial_dropout1d: 0.1
      - bidirectional: {lstm: 6, merge_mode: sum}
      - repeat_vector: 3
      - bidirectional: {layer: {gru: {units: 4, return_sequences: true, recurrent_initializer: orthogonal}}}
      - lstm: {units: 5, recurrent_activation: hard_sigmoid, unit_forget_bias: false, return_sequences: true}
      - gru: {units: 5, dropout: 0.1, recurrent_dropout: 0.2, return_sequences: true}
      - simple_rnn: 4
      - layer_normalization
      - dense: 10
    layer_defaults: {lstm: {use_bias: false}}
    loss: {categorical_crossentropy: {from_logits: true}}

    """

  private static let wideAndDeep = """
    dataset: {csv: table.csv, target: survived, positive: 1, missing: {age: median}, split: {test: 0.2, stratify: true}}
    layers:
      - concatenate:
          wide: [{select: [class, sex]}]
          deep:
            - select: [age, fare]
            - dense: {units: 32, activation: relu}
      - dense: {units: 1, activation: sigmoid}
    loss: binary_crossentropy
    metrics: [accuracy, auc]

    """

  private static let blockSweep = """
    dataset: mnist
    layers:
      - repeat: {times: 2, layers: [residual: [dense: 4]]}
      - concatenate: {wide: [], deep: [dense: 4, dense: 5]}
      - flatten
      - dense: {units: 10, activation: softmax}
    loss: categorical_crossentropy
    sweep:
      grid:
        layers[0].repeat.times: [1, 2, 3]
        layers[0].repeat.layers[0].residual.layers[0].dense.units: [4, 8]
        layers[1].concatenate.deep[1].dense.units: [5, 6]

    """

  /// Replacements for values: other types, numbers at the limits of types, and what other YAML readers understand.
  static let values = [
    "", "~", "null", "true", "no", "''", "\"1\"", "x", "-", "[]", "{}", "[1, 2]", "[[1]]", "{a: 1}", "{relu: {}}", "0",
    "-0", "-1",
    "1", "1.0", "1.5", "1e3", "1e-3", "1e308", "1e309", "-1e309", "1e-400", "1e99999999999", "010", "0x10", "0b1",
    "1_000", "+1",
    ".5", "5.", "1,5", "12:30", "nan", ".nan", ".inf", "-.inf", "2147483648", "4294967296", "9223372036854775807",
    "9223372036854775808", "-9223372036854775808", "18446744073709551615", "18446744073709551616", "1048576", "1048577",
    "16777216", "1000000000", "0.9999999999999999999", "1024", "1025", "&a 1", "*a", "!!str 1", "!x", "<<", "|",
    ">-\n  a", "@", "`",
    "%", "? a", "- a", "a: b", "# c", "\u{1F600}", "e\u{301}", "\"\\0\"", "\"\\ud800\"", "\"\\ud83d\\ude80\"",
    "'\\ud83d\\ude80'", "10\u{A0}", "\u{2018}a\u{2019}", "\"\\U0010FFFF\"", "../x", "/",
    "layers[0]",
  ]

  /// Bytes with a meaning to a parser, a terminal, or a text decoder.
  static let bytes: [UInt8] =
    Array("{}[]:,-#&*!|>'\"%@`?~<=.\\ \t\n\r0e_".utf8) + [0, 0x1B, 0x7F, 0x80, 0xC0, 0xC3, 0xED, 0xEF, 0xF4, 0xFF]

  /// The same for several bytes: byte order marks, YAML 1.1 line ends, surrogates, what is not a scalar.
  static let sequences: [[UInt8]] = [
    [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFE, 0xFF], [0xC2, 0x85], [0xE2, 0x80, 0xA8], [0xE2, 0x80, 0xA9], [0xC2, 0xA0],
    [0xE2, 0x80, 0xAE], [0xE2, 0x81, 0xA6], [0xE2, 0x80, 0x8B], [0xEF, 0xBC, 0x9A], [0xE2, 0x88, 0x92],
    Array("\\ud83d\\ude80".utf8), Array("\\u0000\\u0000".utf8), [0xED, 0xA0, 0x80],
    [0xF4, 0x90, 0x80, 0x80], [0xC0, 0x80], [0xF0, 0x9F, 0x98, 0x80], [0xCC, 0x81], [0x0D, 0x0A], Array("\n---\n".utf8),
    Array("\n...\n".utf8), Array("<<: *a\n".utf8), Array("sweep: ".utf8),
  ]
}
