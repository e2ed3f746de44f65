import Diagnostics
import Testing

@Suite("Following a hint leads to a valid spec")
struct AdviceTests {
  /// The hints of all problems, in the file's order.
  private func hints(_ text: String) -> [String] {
    do {
      _ = try load(text)
      return []
    } catch {
      return ((error as? DiagnosticList)?.diagnostics ?? []).map { $0.hint ?? "" }
    }
  }

  @Test(
    "a layer written as in other programs, with its own options",
    arguments: [
      ("{type: dense, units: 10, activation: softmax}", "dense: {units: 10, activation: softmax}"),
      ("{class_name: Dense, config: {units: 10, activation: softmax}}", "dense: {units: 10, activation: softmax}"),
      ("{class_name: Dense, module: keras.layers, registered_name: null, config: {units: 3}}", "dense: {units: 3}"),
      ("{_target_: torch.nn.Linear, out_features: 10}", "dense: {units: 10}"),
      ("{class_path: torch.nn.Dropout, init_args: {p: 0.5}}", "dropout: {rate: 0.5}"),
      ("{name: MaxPool2d, pool_size: [2, 2]}", "max_pooling2d: {pool_size: [2, 2]}"),
      ("{filters: 3, type: conv2d, kernel_size: 3}", "conv2d: {filters: 3, kernel_size: 3}"),
      ("{activation: relu, type: dense, units: 10}", "dense: {activation: relu, units: 10}"),
      (
        "{type: dense, units: 3, activation: {leaky_relu: {negative_slope: 0.1}}}",
        "dense: {units: 3, activation: {leaky_relu: {negative_slope: 0.1}}}"
      ),
      ("{units: 10, activation: relu}", "dense: {units: 10, activation: relu}"),
      ("{rate: 0.5}", "dropout: {rate: 0.5}"),
      ("{type: ReLU, inplace: true}", "activation: relu"), ("{type: flatten}", "flatten"),
    ])
  func layers(written: String, advice: String) throws {
    let spec = "dataset: mnist\nloss: mse\nlayers:\n  - "
    #expect(hints(spec + written) == ["write \(advice)"])
    #expect(throws: Never.self) { try load(spec + advice) }
  }

  @Test("a layer on several lines, written as in other programs")
  func layerInLines() throws {
    try expect(
      """
      dataset: mnist
      loss: mse
      layers:
          ↓
        - type: flatten
          ↓
        - type: dense
          units: 10
          activation: softmax
                 ↓
        - {name: MultiHeadAttention, units: 3}
          ↓
        - name: dense_1
          dense: {units: 3}
      """,
      """
      spec.yaml:4:5: error: layers[0]: unknown layer 'type'
          - type: flatten
            ^~~~ write flatten
      spec.yaml:5:5: error: layers[1]: unknown layer 'type'
          - type: dense
            ^~~~ write dense: {units: 10, activation: softmax}
      spec.yaml:8:12: error: layers[2]: unknown layer 'MultiHeadAttention'
          - {name: MultiHeadAttention, units: 3}
                   ^~~~~~~~~~~~~~~~~~ there is no MultiHeadAttention yet; known: dense, conv2d, max_pooling2d, average_pooling2d, \
      global_average_pooling2d, flatten, dropout, activation, global_max_pooling2d, zero_padding2d, cropping2d, \
      up_sampling2d, reshape, permute, repeat_vector, spatial_dropout2d, gaussian_noise, gaussian_dropout, alpha_dropout, \
      batch_normalization, layer_normalization, prelu, rescaling, normalization, depthwise_conv2d, separable_conv2d, \
      conv1d, max_pooling1d, average_pooling1d, global_max_pooling1d, global_average_pooling1d, spatial_dropout1d, \
      conv2d_transpose, residual, add, subtract, multiply, average, maximum, minimum, concatenate, repeat, select, \
      simple_rnn, lstm, gru, embedding, bidirectional
      spec.yaml:9:5: error: layers[3]: 'name' stands beside 'dense' where one layer belongs
          - name: dense_1
            ^~~~ options stand within: dense: {name: …}
      """)
  }

  @Test(
    "optimizers, activations, losses and metrics likewise",
    arguments: [
      ("optimizer", "{name: adam, learning_rate: 0.001}", "adam: {learning_rate: 0.001}"),
      ("optimizer", "{type: SGD, lr: 0.1, momentum: 0.9}", "sgd: {learning_rate: 0.1, momentum: 0.9}"),
      ("optimizer", "{_target_: torch.optim.AdamW, lr: 1e-3}", "adamw: {learning_rate: 1e-3}"),
      ("optimizer", "{class_name: RMSprop, config: {rho: 0.8}}", "rmsprop: {rho: 0.8}"),
      ("loss", "{name: CrossEntropyLoss, from_logits: true}", "categorical_crossentropy: {from_logits: true}"),
      ("loss", "{type: mse}", "mse"),
      ("metrics", "[{name: top_k, k: 3}]", "top_k_categorical_accuracy: {k: 3}"),
      ("layers", "[{activation: {type: leaky_relu, negative_slope: 0.1}}]", "leaky_relu: {negative_slope: 0.1}"),
      ("layers", "[{dense: {units: 3, activation: {name: elu}}}]", "elu"),
    ])
  func constructs(key: String, written: String, advice: String) {
    let spec = complete.split(separator: "\n").filter { !$0.hasPrefix(key) }.joined(separator: "\n")
    #expect(hints(spec + "\n\(key): \(written)") == ["write \(advice)"])
  }

  @Test(
    "an option at the top level is shown where it belongs, beside those already there",
    arguments: [
      ("learning_rate: 0.01", "optimizer: {adam: {learning_rate: 0.01}}"),
      ("lr: 1e-2", "optimizer: {adam: {learning_rate: 1e-2}}"),
      ("optimizer: adam\nlearning_rate: 0.01", "optimizer: {adam: {learning_rate: 0.01}}"),
      ("optimizer: {sgd: {momentum: 0.9}}\nlr: 0.1", "optimizer: {sgd: {momentum: 0.9, learning_rate: 0.1}}"),
      ("optimizer: {sgd: {learning_rate: 1}}\nlearning_rate: 0.1", "optimizer: {sgd: {learning_rate: 0.1}}"),
      ("optimizer: adam\nmomentum: 0.9", "optimizer: {sgd: {momentum: 0.9}}"),
      ("rho: 0.8", "optimizer: {rmsprop: {rho: 0.8}}"),
      ("optimizer: adam\nweight_decay: 0.1", "optimizer: {adam: {weight_decay: 0.1}}"),
      ("train_limit: 60", "dataset: {name: mnist, train_limit: 60}"),
      ("from_logits: true", "loss: {categorical_crossentropy: {from_logits: true}}"),
    ])
  func misplaced(keys: String, advice: String) throws {
    #expect(hints(complete + keys) == ["write \(advice)"])
    // The spec without the key that the advice writes.
    let rest = complete.split(separator: "\n").filter { !$0.hasPrefix(advice.prefix { $0 != ":" }) }.joined(
      separator: "\n")
    #expect(throws: Never.self) { try load(rest + "\n" + advice) }
  }

  @Test("a long value is left out of a hint")
  func longValues() {
    let many = (0..<200).map { "  k\($0): 1\n" }.joined()
    #expect(hints(complete + "momentum:\n" + many) == ["write optimizer: {sgd: {momentum: …}}"])
    let text = String(repeating: "x", count: 300)
    #expect(hints(complete + "momentum: \(text)") == ["write optimizer: {sgd: {momentum: …}}"])
  }

  @Test(
    "what does not exist yet, and what belongs elsewhere",
    arguments: [
      ("early_stopping: {patience: 3}", "write callbacks: [early_stopping: {patience: 3}]"),
      ("EarlyStopping: true", "write callbacks: [early_stopping]"),
      (
        "restore_best_weights: true",
        "write it within an entry of callbacks, as in early_stopping: {restore_best_weights: true}"
      ),
      ("checkpoints: 5", "remove it: checkpoints are saved by themselves, and an interrupted run goes on from them"),
      ("callbacks: [EarlyStop]", "did you mean 'early_stopping'?"),
      ("callbacks: [TensorBoard]", "remove it: runner report draws the curves"),
      (
        "callbacks: [learning_rate_scheduler]",
        "write a schedule in place of the optimizer's learning_rate, as in learning_rate: {exponential_decay: {…}}"
      ),
      (
        "callbacks: [LambdaCallback]",
        "remove it: a spec holds no code; early_stopping, reduce_lr_on_plateau and model_checkpoint act after epochs"
      ),
      (
        "callbacks: [model_checkpoint: {monitor: loss, filepath: best.keras}]",
        "remove it: the weights are in results/NAME/best.safetensors"
      ),
      ("callbacks: [csv_logger: {filename: log.csv}]", "remove it: the history is in results/NAME.csv"),
      (
        "lr_scheduler: cosine",
        "write a schedule in place of the rate: learning_rate: {cosine_decay: {initial_learning_rate: 0.001}}"
      ),
      ("batch_normalization: true", "write it as an entry of layers"),
      ("units: 10", "write it within an entry of layers, as in dense: {units: 10}"),
      ("kernel_size: 3", "write it within an entry of layers, as in conv2d: {kernel_size: 3}"),
      ("dropout: 0.5", "write it as an entry of layers"),
      ("num_workers: 4", "write it behind the command: --threads 4"),
    ])
  func missing(key: String, hint: String) {
    #expect(hints(complete + key) == [hint])
  }

  @Test(
    "an option of other programs, within the construct that has it there",
    arguments: [
      (
        "optimizer: {adam: {grad_clip: 1.0}}",
        "write global_clipnorm for the norm of all gradients, clipnorm for that of each tensor's, clipvalue for each element"
      ),
      ("optimizer: {adam: {ema: true}}", "write use_ema: true"),
      ("optimizer: {adam: {loss_scale_factor: 2}}", "remove it: gradients are float32, which needs no scale"),
      (
        "optimizer: {adam: {gradient_accumulation_steps: 2}}", "there is no accumulation of gradients yet"
      ),
      ("optimizer: {adam: {jit_compile: true}}", "remove it: there is one way to compute"),
      ("optimizer: {adagrad: {momentum: 0.1}}", "adagrad has none; sgd, rmsprop have momentum"),
      ("optimizer: {adamw: {decay: 0.1}}", "did you mean 'weight_decay'?"),
      ("optimizer: {adam: {name: Adam}}", "remove it: layers and optimizers have no names of their own"),
      (
        "optimizer: {adam: {rate: 0.1}}",
        "known: learning_rate, beta_1, beta_2, epsilon, amsgrad, weight_decay, exclude_from_weight_decay, clipvalue, "
          + "clipnorm, global_clipnorm, use_ema, ema_momentum, ema_overwrite_frequency"
      ),
      ("layers: [flatten, dense: {units: 3, regularizer: l2}]", "write kernel_regularizer: {l2: 0.0001}"),
      (
        "layers: [flatten, dense: {units: 3, activity_regularizer: l2}]",
        "there is no penalty on outputs yet; kernel_regularizer is one on weights"
      ),
      ("layers: [flatten, dense: {units: 3, constraint: x}]", "write kernel_constraint: {max_norm: 2}"),
      ("layers: [conv2d: {filters: 3, kernel_size: 3, dilation: 2}]", "did you mean 'dilation_rate'?"),
      ("layers: [gaussian_noise: {stddev: 0.1, seed: 3}]", "remove it: the spec's seed is for everything random"),
      ("layers: [dropout: {rate: 0.1, noise_shape: x}]", "write spatial_dropout2d for one draw a channel"),
      (
        "layers: [conv2d_transpose: {filters: 3, kernel_size: 3, output_padding: 1}]",
        "remove it: the output is strides times the input, with padding: valid plus what kernel_size exceeds strides by"
      ),
      ("layers: [conv2d_transpose: {filters: 3, kernel_size: 3, dilation_rate: 2}]", "remove it: it is 1"),
      ("layers: [MaxPool1d]", "did you mean 'max_pooling1d'?"),
      ("layers: [AvgPool1d]", "did you mean 'average_pooling1d'?"),
      ("layers: [ConvTranspose2d]", "did you mean 'conv2d_transpose'?"),
      ("layers: [Conv2DTranspose: {filters: 3}]", "did you mean 'conv2d_transpose'?"),
      ("layers: [Dropout1d]", "did you mean 'spatial_dropout1d'?"),
      ("layers: [GlobalAvgPool1D]", "did you mean 'global_average_pooling1d'?"),
      ("layers: [GlobalMaxPool1D]", "did you mean 'global_max_pooling1d'?"),
      ("layers: [max_pooling2d: {data_format: channels_last}]", "remove it: the channels come last"),
      ("layers: [flatten: {input_shape: [28, 28]}]", "remove it: the data give the input's shape"),
      ("loss: {sparse_categorical_crossentropy: {ignore_class: 0}}", "leave out the samples of that class"),
      (
        "dataset: {name: mnist, transforms: true}",
        "write augmentation: with a list such as [random_rotation: 0.1] at the top of the spec"
      ),
      (
        "validation_data: x",
        "write validation_split: 0.1 for a share of the training samples, or a part of your own data, as split: {validation: 0.1}"
      ),
      ("sample_weights: x", "a table has them in a column: dataset: {sample_weight: COLUMN}"),
      ("verbose: 1", "write it behind the command: --progress plain, or --quiet"),
      (
        "steps_per_epoch: 100",
        "remove it: an epoch takes every training sample; dataset has train_limit for fewer of them"
      ),
      ("fit: {epochs: 3}", "write its keys at the top of the spec"),
    ])
  func foreignOptions(line: String, hint: String) {
    let key = line.prefix { $0 != ":" }
    let spec = complete.split(separator: "\n").filter { !$0.hasPrefix(key) }.joined(separator: "\n")
    #expect(hints(spec + "\n" + line) == [hint])
  }

  @Test(
    "a construct of Python's is written as YAML has it",
    arguments: [
      (#"  - layers.Dense(32, activation="relu")"#, "write dense: {units: 32, activation: relu}"),
      (
        #"  - keras.layers.Conv2D(8, (3, 3), padding='same', input_shape=(28, 28, 1))"#,
        "write conv2d: {filters: 8, kernel_size: [3, 3], padding: same}"
      ),
      ("  - Conv2D(8, 3, use_bias=False)", "write conv2d: {filters: 8, kernel_size: 3, use_bias: false}"),
      ("  - Dense(10, kernel_regularizer=l2(0.01))", "write dense: {units: 10, kernel_regularizer: …}"),
      ("  - Flatten()", "write flatten"), ("  - nn.ReLU()", "did you mean 'activation: relu'?"),
      (#"  - layers.Activation("relu")"#, "write activation: relu"),
      ("  - keras.layers.Flatten", "did you mean 'flatten'?"),
      // PyTorch's first number is that of the inputs.
      ("  - nn.Linear(784, 32)", "write dense: {…}, with its options as KEY: VALUE"),
      ("  - dense {units: 10}", "write dense: {…}"), ("  - dense {units: 10, activation: relu}", "write dense: {…}"),
      ("  - dense: {units=10}", "a ':' stands between key and value: write units: 10"),
      ("  - dropout: {rate: 0,5}", "the decimal mark is a point: write 0.5"),
      ("  - conv2d: {filters: 8, kernel_size: (3,3), strides: 2}", "a list has brackets: write [3,3]"),
      ("  - conv2d: {filters: 8, kernel_size: (3, 5)}", "a list has brackets: write [3, 5]"),
    ])
  func pythonAndOtherSlips(layer: String, hint: String) {
    let spec = complete.split(separator: "\n").filter { !$0.hasPrefix("layers") }.joined(separator: "\n")
    #expect(hints(spec + "\nlayers:\n  - flatten\n" + layer + "\n") == [hint])
  }

  @Test(
    "a value in place of an optimizer's options is its first",
    arguments: [
      ("optimizer: {adam: 0.01}", "write adam: {learning_rate: 0.01}"),
      ("optimizer: Adam(1e-3)", "write adam: {learning_rate: 1e-3}"),
      ("optimizer: {adam: {learning_rate: 0,01}}", "the decimal mark is a point: write 0.01"),
      ("optimizer {adam: {learning_rate: 0.01}}", "write optimizer: {…}"),
      (
        "batch_size: [32, 64]",
        "several values make a sweep: write sweep: {grid: {batch_size: [32, 64]}} at the top of the spec"
      ),
    ])
  func slipsAtTheTop(line: String, hint: String) {
    let key = line.prefix { $0 != ":" && $0 != " " }
    let spec = complete.split(separator: "\n").filter { !$0.hasPrefix(key) }.joined(separator: "\n")
    #expect(hints(spec + "\n" + line) == [hint])
  }

  @Test(
    "a similar name is not suggested where something else is meant",
    arguments: [
      (
        "optimizer: muon",
        "there is no muon yet; known: sgd, adam, adamw, nadam, adamax, rmsprop, adagrad, adadelta, lion"
      ),
      (
        "layers: [{activation: celu}]",
        "there is no celu yet; known: linear, relu, silu, swish, tanh, sigmoid, softmax, leaky_relu, elu, gelu, selu, "
          + "softplus, softsign, relu6, exponential, hard_sigmoid, hard_silu, hard_swish, mish, log_softmax"
      ),
      (
        "layers: [LeakyReLU]",
        "write activation: {leaky_relu: {negative_slope: 0.3}}: Keras's layer LeakyReLU has 0.3, its function leaky_relu 0.2"
      ),
      (
        "loss: dice",
        "there is no dice yet; known: categorical_crossentropy, crossentropy, ce, sparse_categorical_crossentropy, "
          + "binary_crossentropy, bce, mean_squared_error, mse, mean_absolute_error, mae, mean_absolute_percentage_error, "
          + "mape, mean_squared_logarithmic_error, msle, huber, log_cosh, logcosh, poisson, kl_divergence, kld, "
          + "cosine_similarity, hinge, squared_hinge, categorical_hinge, categorical_focal_crossentropy, "
          + "binary_focal_crossentropy"
      ),
      (
        "layers: [random_flip: horizontal]",
        "write it at the top of the spec, as in augmentation: [random_flip: horizontal], which changes training samples only"
      ),
      ("augmentation: [rescaling: 0.5]", "write it as an entry of layers"),
      (
        "augmentation: [random_rotation: {factor: 0.1, seed: 3}]", "remove it: the spec's seed is for everything random"
      ),
      (
        "augmentation: [random_rotation: {factor: 0.1, fill_mode: wrap}]",
        "its period in TensorFlow is not the picture's; write reflect, constant or nearest"
      ),
      ("metrics: [loss]", "remove it: the loss is always there"),
      ("layers: [InputLayer]", "remove it: the data give the input's shape"),
    ])
  func names(line: String, hint: String) {
    let key = line.prefix { $0 != ":" }
    let spec = complete.split(separator: "\n").filter { !$0.hasPrefix(key) }.joined(separator: "\n")
    #expect(hints(spec + "\n" + line) == [hint])
  }

  @Test("keys of other programs are unknown keys")
  func foreignKeys() throws {
    try expect(
      complete + "↓\ninitial_epoch: 3",
      """
      spec.yaml:4:1: error: unknown key 'initial_epoch'
        initial_epoch: 3
        ^~~~~~~~~~~~~ remove it: an interrupted run goes on by itself
      """)
  }

  @Test("a key of the spec that stands within a part of it")
  func indentedKeys() throws {
    try expect(
      complete + """
                                        ↓
        optimizer: {adam: {beta_1: 0.8, epochs: 3}}
        """,
      """
      spec.yaml:4:33: error: optimizer.adam: unknown key 'epochs'
        optimizer: {adam: {beta_1: 0.8, epochs: 3}}
                                        ^~~~~~ write it outside of optimizer, as a key of the spec itself
      """)
  }
}
