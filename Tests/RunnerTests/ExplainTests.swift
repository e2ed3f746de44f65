import Testing

/// `runner explain` and `runner schema`.
@Suite struct ExplainTests {
  let here = Workspace()

  @Test func aLayerWithItsOptionsFormulaAndExample() throws {
    let outcome = try here.run("explain", "dropout")
    #expect(outcome.status == 0)
    #expect(
      outcome.stdout == """
        dropout (layer): in training, sets a random fraction of its inputs to zero

          y = x ÷ (1 − rate), or 0 with probability rate
          in evaluation y = x

        option  default   value                       meaning
        ──────  ────────  ──────────────────────────  ────────────────────────────────
        rate    required  a number from 0 to below 1  the fraction that is set to zero

        example: layers: [dropout: {rate: 0.5}]

        option                    default  value                       meaning
        ────────────────────────  ───────  ──────────────────────────  ─────────────────────────────────────
        layer.simple_rnn.dropout  0        a number from 0 to below 1  in training, the fraction of channels
                                                                       that each sequence lacks
        layer.lstm.dropout        0        a number from 0 to below 1  in training, the fraction of channels
                                                                       that each sequence lacks
        layer.gru.dropout         0        a number from 0 to below 1  in training, the fraction of channels
                                                                       that each sequence lacks

        """)
  }

  @Test(arguments: [
    ("optimizer.adam", "adam (optimizer): "), ("optimizers", "optimizers\n  sgd "),
    ("mse", "mean_squared_error (loss): "),
    ("batch_size", "option      default  value"), ("dataset", "dataset: which data\n"),
    ("he_normal", "he_normal (initializer): "), ("extends", "option   default  value"),
    ("fashion_mnist", "fashion_mnist (dataset): "), ("datasets", "datasets\n  mnist "),
  ])
  func everyKindOfName(name: String, start: String) throws {
    let outcome = try here.run("explain", name)
    #expect(outcome.status == 0 && outcome.stdout.hasPrefix(start), "\(outcome.stdout)")
  }

  /// An option that several constructs have is explained for each.
  @Test func anOptionByItsNameAlone() throws {
    let lines = try here.run("explain", "momentum").stdout.split(separator: "\n")
    #expect(
      lines.dropFirst(2).map { $0.prefix { $0 != " " } }.filter { !$0.isEmpty }
        == ["layer.batch_normalization.momentum", "optimizer.sgd.momentum", "optimizer.rmsprop.momentum"])
  }

  /// A data set's options are written beside its name.
  @Test func aDataSet() throws {
    #expect(
      try here.run("explain", "idx").stdout == """
        idx (dataset): arrays in four IDX files, such as MNIST's and EMNIST's

        option       default   value                               meaning
        ───────────  ────────  ──────────────────────────────────  ─────────────────────────────────────────
        idx          required  a path, or {train_images: …,        a folder with four IDX files named as
                               train_labels: …, test_images: …,    MNIST's or EMNIST's, or each of them:
                               test_labels: …}                     {train_images: FILE, …}
        shape        none      a list of whole numbers             each sample's shape: [28, 28, 1] for 784
                                                                   columns
        transpose    none      true or false                       whether height and width change places,
                                                                   as EMNIST's have to
        rescale      none      a number that is finite             by what the inputs are multiplied: 1/255
                                                                   for images of bytes by default
        class_names  none      a list of texts                     names of the classes, in the order of the
                                                                   labels
        split        none      {test: …, validation: …, stratify:  how one array becomes training,
                               …, shuffle: …, seed: …, group: …,   validation and test part
                               column: …, fold: …, folds: …,
                               round: …}

        example: dataset: {idx: FOLDER}

        """)
  }

  @Test func withoutANameEverythingIsListed() throws {
    let list = try here.run("explain").stdout
    for word in [
      "batch_size", "extends", "train_limit", "conv2d", "gelu", "lecun_normal", "same", "adagrad", "accuracy",
    ] {
      #expect(list.contains("\n  \(word) "), "\(word)")
    }
  }

  @Test(arguments: [
    ("dens", "error: nothing in a spec or a result is called 'dens'; did you mean 'dense'?\n"),
    (
      "optimizer.adm",
      "error: nothing in a spec or a result is called 'optimizer.adm'; did you mean 'optimizer.adam'?\n"
    ),
    ("zzzzzz", "error: nothing in a spec or a result is called 'zzzzzz'; see: runner explain\n"),
  ])
  func anUnknownNameIsAUsageError(name: String, message: String) throws {
    let outcome = try here.run("explain", name)
    #expect(outcome.status == 64 && outcome.stdout.isEmpty && outcome.stderr == message, "\(outcome.stderr)")
  }

  @Test(arguments: [
    ("val_accuracy", "val_… (in results): a score, such as loss or accuracy, on the held-out validation samples,"),
    ("test_loss", "test_… (in results): "), ("multiply-adds", "multiply_adds (in results): "),
    ("p", "p (in results): how likely chance alone"), ("overfitting", "overfitting (in results): "),
    ("lr", "option                            default"), ("batch", "option"),
  ])
  func wordsOfResultsAndShortKeys(name: String, start: String) throws {
    let outcome = try here.run("explain", name)
    #expect(outcome.status == 0 && outcome.stdout.hasPrefix(start), "\(outcome)")
    if name == "val_accuracy" { #expect(outcome.stdout.contains("\naccuracy (metric): ")) }
  }

  @Test func theSchemaIsPrinted() throws {
    let outcome = try here.run("schema")
    #expect(
      outcome.status == 0
        && outcome.stdout.hasPrefix("{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\","))
  }
}
