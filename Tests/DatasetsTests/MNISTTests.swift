import Datasets
import Testing

@Suite struct MNISTTests {
  @Test func theBundledFilesAreFoundAndAreMNIST() throws {
    let mnist = try DatasetLoader.load(.mnist, dataDirectory: nil, trainLimit: nil, testLimit: nil)
    #expect(mnist.name == "mnist")
    #expect(mnist.classes == 10)
    #expect(mnist.training.count == 60_000)
    #expect(mnist.test.count == 10_000)
    #expect([mnist.training.height, mnist.training.width, mnist.test.height, mnist.test.width] == [28, 28, 28, 28])
    #expect(mnist.training.labels.prefix(10) == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
    #expect(mnist.test.labels.prefix(10) == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9])
    #expect(
      mnist.fileHashes.map { "\($0.sha256)  \($0.file)" } == [
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db  train-images-idx3-ubyte",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5  train-labels-idx1-ubyte",
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7  t10k-images-idx3-ubyte",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2  t10k-labels-idx1-ubyte",
      ])
  }
}
