import Catalog
import ExperimentSpec
import Foundation
import Geometry
import Testing

/// How each layer of every committed stack is computed. A change here changes speed, or bits: `ConvolutionWay` says
/// which.
struct CommittedWayTests {
  private static let root = #filePath.dropLast("Tests/TrainingTests/CommittedWayTests.swift".count)
  private static let folders = [
    "experiments", "experiments/batchsizes", "experiments/published/cifar10", "Benchmarks/experiments",
    "Tests/TrainingTests/Fixtures",
  ]

  private static let conv = [
    "convolution with its pooling: forward window by window; gradients from positions",
    "convolution with its pooling: forward winograd, pooled; gradients from non-zeros",
    "convolution: forward direct; gradients from the map: kernel direct, input direct", "dense", "dense",
  ]
  private static let dense = ["dense: without the pixels that are zero", "dense", "dense", "dense", "dense"]
  private static let first = "convolution: forward direct; gradients from the map: kernel direct"
  private static let later = "convolution: forward direct; gradients from the map: kernel direct, input direct"

  private static let winograd =
    "convolution: forward winograd; gradients from the map: kernel winograd, input winograd"

  private static let normalized = "batch normalization with its relu"
  private static let residual = [winograd, normalized, winograd, "batch normalization", "elementwise with its relu"]
  /// The shortcut's convolution and the first of the layers' have strides.
  private static let narrowing = [later, later] + residual.dropFirst()
  private static let resNet20 =
    [first, normalized] + times(3, residual) + narrowing + times(2, residual) + narrowing + times(2, residual)
    + ["average pooling", "dense"]
  private static let positions = "dense at each position"
  private static let transposed = later.replacingOccurrences(of: "convolution:", with: ofTransposed)
  private static let transposedWinograd = winograd.replacingOccurrences(of: "convolution:", with: ofTransposed)
  private static let ofTransposed = "transposed convolution, of which the convolution is:"
  private static let separable = "depthwise convolution, then 1 × 1"
  private static let slopes = "relu with a trained slope"

  private static func times(_ count: Int, _ ways: [String]) -> [String] { (0..<count).flatMap { _ in ways } }

  private static let ways: [String: [String]] = [
    "experiments/conv.yaml": conv,
    "experiments/dense.yaml": dense,
    "experiments/auto-mpg.yaml": Array(dense.prefix(3)),
    "experiments/breast-cancer.yaml": Array(dense.prefix(2)),
    "experiments/fashion-mnist.yaml": Array(conv.prefix(2)) + ["dropout", "dense", "dropout", "dense"],
    "experiments/mnist-fast.yaml": [
      first, "batch normalization", winograd, "batch normalization", later, "batch normalization", "dropout", winograd,
      "batch normalization", winograd, "batch normalization", later, "batch normalization", "dropout", later,
      "batch normalization", "dropout", "dense",
    ],
    "experiments/penguins.yaml": Array(dense.prefix(2)),
    "experiments/shapes.yaml": [
      "convolution with its pooling: forward direct; gradients from the map: kernel direct",
      "convolution with its pooling: forward direct; gradients from non-zeros",
      "convolution with its pooling: forward direct; gradients from non-zeros", "dense",
    ],
    "experiments/published/cifar10/cifar10-cnn.yaml": [
      first, conv[1], "dropout", winograd, conv[1], "dropout", "dense", "dropout", "dense",
    ],
    "experiments/published/cifar10/geron-batch-normalization.yaml":
      ["rescaling"] + times(20, ["dense", "batch normalization", "activation"]) + ["dense"],
    "experiments/published/cifar10/geron-dense.yaml": ["rescaling"] + times(21, ["dense"]),
    "experiments/published/cifar10/geron-selu.yaml": ["normalization"] + times(21, ["dense"]),
    "experiments/published/cifar10/resnet20.yaml": resNet20,
    "experiments/batchsizes/batch-32.yaml": dense,
    "experiments/batchsizes/batch-64.yaml": dense,
    "experiments/batchsizes/batch-128.yaml": dense,
    "experiments/batchsizes/batch-256.yaml": dense,
    "experiments/batchsizes/batch-500.yaml": dense,
    "experiments/batchsizes/batch-1000.yaml": dense,
    "Benchmarks/experiments/augmented.yaml": conv,
    "Benchmarks/experiments/lenet.yaml": [
      first, "average pooling", later, "average pooling", "dense", "dense", "dense",
    ],
    "Benchmarks/experiments/mlp.yaml": Array(dense.prefix(4)),
    "Benchmarks/experiments/normalized.yaml": [
      first, normalized, "convolution: forward winograd; gradients from the map: kernel winograd, input winograd",
      normalized, "max pooling",
      "convolution: forward winograd; gradients from the map: kernel winograd, input winograd", normalized,
      "convolution: forward winograd; gradients from the map: kernel winograd, input winograd", normalized,
      "max pooling", "dense",
    ],
    "Benchmarks/experiments/inception.yaml": [
      first, first, winograd, first, later, "max pooling", first, "side by side", "average pooling", "dense",
    ],
    "Benchmarks/experiments/lstm.yaml": ["long short-term memory", "dense"],
    "Benchmarks/experiments/resnet20.yaml": resNet20,
    "Benchmarks/experiments/separable.yaml": [
      first, separable, "max pooling", "depthwise convolution", separable, "max pooling", "dense",
    ],
    "Benchmarks/experiments/strided.yaml": [
      first, later, "convolution: forward winograd; gradients from the map: kernel winograd, input direct", "dense",
    ],
    "Benchmarks/experiments/vgg.yaml": [
      first, conv[1], "convolution: forward winograd; gradients from the map: kernel winograd, input winograd", conv[1],
      "dense", "dense",
    ],
    "Tests/TrainingTests/Fixtures/activation-layers-sgd/spec.yaml": [
      first, "activation", later, "activation", "max pooling", "dense", "activation", "dense",
    ],
    "Tests/TrainingTests/Fixtures/averaged-adam/spec.yaml": [first, "max pooling", "dense", "dense"],
    "Tests/TrainingTests/Fixtures/clipnorm-nadam/spec.yaml": ["average pooling", "dense", "dense"],
    "Tests/TrainingTests/Fixtures/clipped-rmsprop/spec.yaml": [first, "max pooling", "dense", "dense"],
    "Tests/TrainingTests/Fixtures/penalties-sgd/spec.yaml": [first, "max pooling", "dense", "dense"],
    "Tests/TrainingTests/Fixtures/centered-rmsprop/spec.yaml": [first, later, "average pooling", "dense"],
    "Tests/TrainingTests/Fixtures/conv/spec.yaml": conv,
    "Tests/TrainingTests/Fixtures/dense/spec.yaml": dense,
    "Tests/TrainingTests/Fixtures/dilated-groups-adam/spec.yaml": [
      first, later, "depthwise convolution", "depthwise convolution", separable, later, "average pooling", "dense",
    ],
    "Tests/TrainingTests/Fixtures/every-activation-adam/spec.yaml":
      ["average pooling"] + [String](repeating: "dense", count: 11),
    "Tests/TrainingTests/Fixtures/gelu-same-adamw/spec.yaml": [
      first, "average pooling", later, "average pooling", "dense", "dense",
    ],
    "Tests/TrainingTests/Fixtures/bidirectional-adam/spec.yaml":
      ["gated recurrence", "long short-term memory", "simple recurrence", "simple recurrence"]
      .map { $0 + ", in both directions" } + ["dense"],
    "Tests/TrainingTests/Fixtures/inception-adam/spec.yaml": [
      "average pooling", first, first, "zero padding", later, "max pooling", first, "side by side", slopes, later,
      "side by side", later, "side by side", "average pooling", later, later, "elementwise", "max pooling", "dense",
    ],
    "Tests/TrainingTests/Fixtures/merges-rmsprop/spec.yaml": ["average pooling", "dense"]
      + (0..<6).flatMap { _ in ["dense", "dense", "elementwise"] } + ["dense"],
    "Tests/TrainingTests/Fixtures/residual-sgd/spec.yaml": ["average pooling", first]
      + (0..<2).flatMap { _ in [later, later, "elementwise", "activation"] }
      + [later, later, "batch normalization", "activation", later, "batch normalization", "elementwise", "activation"]
      + ["global max pooling", "dense"],
    "Tests/TrainingTests/Fixtures/gru-rmsprop/spec.yaml": [
      "transposition", "gated recurrence", "gated recurrence", "dense",
    ],
    "Tests/TrainingTests/Fixtures/lstm-adam/spec.yaml": [
      "long short-term memory", "long short-term memory", "dense",
    ],
    "Tests/TrainingTests/Fixtures/recurrent-sgd/spec.yaml": ["simple recurrence", "simple recurrence", "dense"],
    "Tests/TrainingTests/Fixtures/hidden-softmax-sgd/spec.yaml": Array(dense.prefix(4)),
    "Tests/TrainingTests/Fixtures/logits-adagrad/spec.yaml": [
      "average pooling", first, "average pooling", later, "dense",
    ],
    "Tests/TrainingTests/Fixtures/normalized-conv-adam/spec.yaml": [
      "average pooling", first, normalized, later, normalized, "dense",
    ],
    "Tests/TrainingTests/Fixtures/normalized-dense-nadam/spec.yaml": [
      "average pooling", "batch normalization", "dense", "batch normalization", "activation", "dense",
      "batch normalization", "activation", "dense",
    ],
    "Tests/TrainingTests/Fixtures/normalized-prelu-adamax/spec.yaml": [
      "rescaling", "normalization", "average pooling", first, slopes, "layer normalization", later, slopes,
      "layer normalization", "dense", "layer normalization", "dense",
    ],
    "Tests/TrainingTests/Fixtures/overlap-rmsprop/spec.yaml": [
      first, "max pooling", later, "max pooling", "dense", "dense",
    ],
    "Tests/TrainingTests/Fixtures/amsgrad-adamw/spec.yaml": ["average pooling", "dense", "dense"],
    "Tests/TrainingTests/Fixtures/pooled-adadelta/spec.yaml": ["average pooling", "dense", "dense"],
    "Tests/TrainingTests/Fixtures/pooled-adamax/spec.yaml": ["average pooling", "dense", "dense"],
    "Tests/TrainingTests/Fixtures/pooled-lion/spec.yaml": ["average pooling", "dense", "dense"],
    "Tests/TrainingTests/Fixtures/pooled-nadam/spec.yaml": ["average pooling", "dense", "dense"],
    "Tests/TrainingTests/Fixtures/selu-kl-divergence/spec.yaml": Array(dense.prefix(3)),
    "Tests/TrainingTests/Fixtures/separable-adamax/spec.yaml": [
      separable, "depthwise convolution", "depthwise convolution", separable, "dense",
    ],
    "Tests/TrainingTests/Fixtures/shapes-nadam/spec.yaml": [
      "zero padding", first, "cropping", "transposition", "up-sampling", "spatial dropout", "gaussian noise", later,
      "global max pooling", "gaussian dropout", "alpha dropout", "repetition", "dense",
    ],
    "Tests/TrainingTests/Fixtures/conv1d-adadelta/spec.yaml": [
      first, later, "depthwise convolution", later, "average pooling", "dense",
    ],
    "Tests/TrainingTests/Fixtures/positions-sgd/spec.yaml": [
      "average pooling", positions, positions, "max pooling", "spatial dropout", "average pooling", later,
      "max pooling", "average pooling", positions, "global max pooling", "dense",
    ],
    "Tests/TrainingTests/Fixtures/transposed-adam/spec.yaml": [
      "average pooling", first, transposed, transposed, transposedWinograd, transposed, "dense",
    ],
    "Tests/TrainingTests/Fixtures/two-epochs-adam/spec.yaml": [dense[0], "activation", "dense", "activation", "dense"],
  ]

  /// Of data that are not like MNIST's: the input, and what there is to predict.
  private static let own: [String: (input: Shape, target: DataInterface.Target)] = [
    "Benchmarks/experiments/inception.yaml": (Shape([16, 16, 64]), .classes((0..<10).map(String.init))),
    "Benchmarks/experiments/lstm.yaml": (Shape([40, 8]), .classes((0..<10).map(String.init))),
    "Benchmarks/experiments/resnet20.yaml": (Shape([32, 32, 3]), .classes((0..<10).map(String.init))),
    "experiments/auto-mpg.yaml": (Shape([9]), .values(["mpg"])),
    "experiments/breast-cancer.yaml": (Shape([30]), .classes(["benign", "malignant"])),
    "experiments/penguins.yaml": (Shape([9]), .classes(["Adelie", "Chinstrap", "Gentoo"])),
    "experiments/published/cifar10/cifar10-cnn.yaml": cifar10,
    "experiments/published/cifar10/geron-batch-normalization.yaml": cifar10,
    "experiments/published/cifar10/geron-dense.yaml": cifar10,
    "experiments/published/cifar10/geron-selu.yaml": cifar10,
    "experiments/published/cifar10/resnet20.yaml": cifar10,
    "experiments/published/mnist1d-conv1d.yaml": mnist1d,
    "experiments/published/mnist1d-gru.yaml": mnist1d,
    "experiments/published/mnist1d-logistic.yaml": mnist1d,
    "experiments/published/mnist1d-mlp.yaml": mnist1d,
    "experiments/shapes.yaml": (Shape([32, 32, 3]), .classes(["circle", "square", "star", "triangle"])),
  ]

  private static let digits = DataInterface.Target.classes((0..<10).map(String.init))
  private static let cifar10 = (input: Shape([32, 32, 3]), target: digits)
  private static let mnist1d = (input: Shape([40]), target: digits)

  private static func committedStacks() throws -> [String] {
    let paths = try folders.flatMap { folder in
      try FileManager.default.contentsOfDirectory(atPath: root + folder).map { name in
        name.hasSuffix(".yaml") ? "\(folder)/\(name)" : "\(folder)/\(name)/spec.yaml"
      }
    }
    return paths.filter { FileManager.default.fileExists(atPath: root + $0) }
  }

  @Test func everyCommittedStackIsListed() throws {
    #expect(try Set(Self.committedStacks()) == Set(Self.ways.keys))
  }

  @Test(arguments: ways.keys.sorted())
  func everyCommittedStack(path: String) throws {
    let ways = try Self.graph(path).plan().map(\.way)
    print("\(path)\n  " + ways.joined(separator: "\n  "))
    #expect(ways == Self.ways[path])
  }

  /// As their authors count them.
  @Test(arguments: [
    "Benchmarks/experiments/resnet20.yaml": 274_442, "experiments/mnist-fast.yaml": 327_242,
    "experiments/published/cifar10/cifar10-cnn.yaml": 1_250_858,
    "experiments/published/cifar10/geron-batch-normalization.yaml": 508_210,
    "experiments/published/cifar10/geron-dense.yaml": 500_210,
    // Keras counts the mean and the variance of each number, and how many samples they are of.
    "experiments/published/cifar10/geron-selu.yaml": 500_210 + 6_145,
    "experiments/published/cifar10/resnet20.yaml": 274_442, "experiments/published/mnist1d-conv1d.yaml": 5_210,
    "experiments/published/mnist1d-gru.yaml": 5_134, "experiments/published/mnist1d-logistic.yaml": 410,
    "experiments/published/mnist1d-mlp.yaml": 78_858,
  ])
  func parametersOfPublishedNetworks(path: String, count: Int) throws {
    #expect(try Self.graph(path).parameters == count)
  }

  private static func graph(_ path: String) throws -> ModelGraph {
    let (input, target) = own[path] ?? (Shape([28, 28, 1]), digits)
    let isSweep = path.contains("mnist1d")
    let spec =
      isSweep ? try SweepLoader.load(root + path).runs[0].spec : try ExperimentLoader.load(root + path).spec
    return try ModelGraph(spec, input: input, target: target)
  }
}
