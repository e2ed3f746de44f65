import ExperimentSpec
import Testing

@Suite struct SpecKeysTests {
  @Test(arguments: [
    ("epochs", "epochs"), ("batch-size", "batch_size"), ("batch", "batch_size"), ("extends", "extends"),
    ("test_limit", "dataset.test_limit"), ("lr", "optimizer.learning_rate"), ("beta_1", "optimizer.beta_1"),
    ("weight-decay", "optimizer.weight_decay"), ("units", "layers[1].dense.units"),
    ("kernel-size", "layers[1].conv2d.kernel_size"), ("rate", "layers[1].dropout.rate"),
  ])
  func aKeyIsFoundByItsLastWord(word: String, path: String) { #expect(SpecKeys.path(of: word) == path) }

  @Test(arguments: ["", "results", "patience", "adam", "epochs=3"]) func otherWordsAreNoKeys(word: String) {
    #expect(SpecKeys.path(of: word) == nil)
  }
}
