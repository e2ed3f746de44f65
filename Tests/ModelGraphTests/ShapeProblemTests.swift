import Catalog
import Geometry
import Testing

/// Every message about a model whose shapes do not fit, in full.
struct ShapeProblemTests {
  private func problems(
    _ layers: [LayerSpec], loss: LossSpec = LossSpec(CategoricalCrossentropy()), metrics: [MetricSpec] = [.accuracy],
    input: [Int] = [28, 28, 1]
  ) -> [ShapeProblem] {
    var spec = spec(layers, loss: loss)
    spec.metrics = metrics
    do throws(ShapeProblems) {
      _ = try ModelGraph(spec, input: Shape(input), classes: 10)
      return []
    } catch {
      return error.problems
    }
  }

  private func dense(_ units: Int, _ activation: Activation = .linear) -> LayerSpec {
    var dense = DenseSpec(units: units)
    dense.activation = activation
    return LayerSpec(dense)
  }

  private func problems(_ augmentation: [any AugmentationConstruct], input: [Int] = [28, 28, 1]) -> [ShapeProblem] {
    var spec = spec([flatten, head])
    spec.augmentation = augmentation.map { AugmentationSpec($0) }
    do throws(ShapeProblems) {
      _ = try ModelGraph(spec, input: Shape(input), classes: 10)
      return []
    } catch {
      return error.problems
    }
  }

  @Test func anAugmentationOfPicturesOnNumbers() {
    let words: [any AugmentationConstruct] = [
      RandomTranslation(), RandomRotation(), RandomZoom(), RandomShear(), RandomFlip(), RandomCrop(),
    ]
    for word in words {
      #expect(
        problems([word], input: [4]) == [
          ShapeProblem(
            path: "augmentation[0].\(word.words.name)",
            problem: "\(word.words.name) needs pictures [height, width, channels], but a sample is [4]",
            hint: "remove it; gaussian_noise and mix_up change samples of any shape")
        ])
      #expect(problems([word]) == [])
    }
  }

  @Test func aCropLargerThanThePicture() {
    var crop = RandomCrop()
    (crop.height, crop.width) = (28, 30)
    #expect(
      problems([RandomFlip(), crop]) == [
        ShapeProblem(
          path: "augmentation[1].random_crop.width", problem: "width 30 does not fit a picture of 28",
          hint: "write at most 28, or a padding of at least 1")
      ])
    crop.padding = 1
    #expect(problems([crop]) == [])
    crop.height = 35
    #expect(
      problems([crop]) == [
        ShapeProblem(
          path: "augmentation[0].random_crop.height", problem: "height 35 does not fit a picture of 28 with padding 1",
          hint: "write at most 30, or a padding of at least 4")
      ])
    // The second cuts what the first has left.
    crop = RandomCrop()
    (crop.height, crop.width) = (20, 20)
    var larger = crop
    larger.height = 21
    #expect(problems([crop, larger]).map(\.path) == ["augmentation[1].random_crop.height"])
  }

  @Test func denseOnAnImageAtTheEnd() {
    #expect(
      problems([head]) == [
        ShapeProblem(
          path: "layers[0].dense", problem: "the last layer's output is [28, 28, 10], but the labels are [10]",
          hint: "put flatten before it")
      ])
    #expect(
      problems([dense(5, .softmax)]) == [
        ShapeProblem(
          path: "layers[0].dense", problem: "the last layer's output is [28, 28, 5], but the labels are [10]",
          hint: "put flatten before it, and end with dense: {units: 10, activation: softmax}")
      ])
  }

  @Test func anImageLayerOnAVector() {
    let layers: [LayerSpec] = [
      LayerSpec(Conv2DSpec(filters: 1, kernelSize: Extent2D(3, 3))), LayerSpec(MaxPooling2DSpec()),
      LayerSpec(AveragePooling2DSpec()), LayerSpec(GlobalAveragePooling2DSpec()),
    ]
    for (layer, keyword) in zip(layers, ["conv2d", "max_pooling2d", "average_pooling2d", "global_average_pooling2d"]) {
      #expect(
        problems([flatten, layer, head]) == [
          ShapeProblem(
            path: "layers[1].\(keyword)",
            problem: "\(keyword) needs an image [height, width, channels], but its input is [784]",
            hint: "put it before flatten")
        ])
    }
  }

  @Test func aKernelThatDoesNotFit() {
    #expect(
      problems([LayerSpec(Conv2DSpec(filters: 1, kernelSize: Extent2D(29, 29))), flatten, head]) == [
        ShapeProblem(
          path: "layers[0].conv2d.kernel_size", problem: "kernel_size 29 does not fit its input [28, 28, 1]",
          hint: "make the kernel smaller, or write padding: same")
      ])
    #expect(
      problems([flatten, LayerSpec(Conv2DSpec(filters: 1, kernelSize: Extent2D(29, 29)))]).map(\.path) == [
        "layers[1].conv2d"
      ])
    #expect(
      problems([LayerSpec(Conv2DSpec(filters: 1, kernelSize: Extent2D(3, 5))), flatten, head], input: [8, 4, 2]) == [
        ShapeProblem(
          path: "layers[0].conv2d.kernel_size", problem: "kernel_size [3, 5] does not fit its input [8, 4, 2]",
          hint: "make the kernel smaller, or write padding: same")
      ])
  }

  @Test func aPoolThatDoesNotFit() {
    let layers: [(String, (Pooling2DSpec) -> LayerSpec)] = [
      ("max_pooling2d", { LayerSpec(MaxPooling2DSpec($0)) }),
      ("average_pooling2d", { LayerSpec(AveragePooling2DSpec($0)) }),
    ]
    for (keyword, layer) in layers {
      #expect(
        problems([layer(Pooling2DSpec(poolSize: Extent2D(2, 30))), flatten, head]) == [
          ShapeProblem(
            path: "layers[0].\(keyword).pool_size", problem: "pool_size [2, 30] does not fit its input [28, 28, 1]",
            hint: "make the window smaller, or write padding: same")
        ])
    }
  }

  @Test func stridesAndDilation() {
    var depthwise = DepthwiseConv2DSpec(kernelSize: Extent2D(3, 3))
    depthwise.strides = Extent2D(2, 1)
    depthwise.dilation = Dilation(1, 2)
    #expect(
      problems([LayerSpec(depthwise), flatten, head]) == [
        ShapeProblem(
          path: "layers[0].depthwise_conv2d.dilation_rate", problem: "strides [2, 1] and dilation_rate [1, 2]",
          hint: "one of them has to be 1, as in Keras")
      ])
  }

  @Test func aDilatedKernelThatDoesNotFit() {
    var separable = SeparableConv2DSpec(filters: 4, kernelSize: Extent2D(3, 3))
    separable.dilation = Dilation(14, 1)
    #expect(problems([LayerSpec(separable), flatten, head]).map(\.path) == ["layers[0].separable_conv2d.kernel_size"])
    separable.dilation = Dilation(13, 1)
    #expect(problems([LayerSpec(separable), flatten, head]) == [])
  }

  @Test func groupsThatDivideNothing() {
    var conv2d = Conv2DSpec(filters: 6, kernelSize: Extent2D(3, 3))
    conv2d.groups = ChannelGroups(4)
    #expect(
      problems([LayerSpec(conv2d), flatten, head], input: [8, 8, 4]) == [
        ShapeProblem(
          path: "layers[0].conv2d.groups", problem: "groups 4 does not divide its 4 channels and 6 filters",
          hint: "write a number that divides both")
      ])
  }

  @Test func aShapeThatDoesNotFit() {
    func problem(_ layer: LayerSpec, _ key: String) -> [ShapeProblem] {
      let found = problems([layer, flatten, head])
      #expect(found.map(\.path) == ["layers[0].\(layer.keyword).\(key)"])
      return found
    }
    for sizes in [[784, 2], [-1, -1], [0, -1], [5, -1], [0]] {
      let found = problem(LayerSpec(ReshapeSpec(sizes)), "target_shape")
      #expect(found.map(\.problem) == ["target_shape \(sizes) does not fit its input [28, 28, 1]"])
      #expect(found.map(\.hint) == ["write sizes whose product is 784; one of them may be -1"])
    }
    for dims in [[1, 2], [1, 1, 2], [0, 1, 2], [2, 3, 4]] {
      let found = problem(LayerSpec(PermuteSpec(dims)), "dims")
      #expect(found.map(\.problem) == ["dims \(dims) are not the axes of its input [28, 28, 1]"])
      #expect(found.map(\.hint) == ["write each number from 1 to 3 once"])
    }
    let cropped = problem(LayerSpec(Cropping2DSpec(Margins(top: 14, bottom: 14, left: 1, right: 1))), "cropping")
    #expect(cropped.map(\.problem) == ["cropping [14, 1] leaves nothing of its input [28, 28, 1]"])
    #expect(
      problems([LayerSpec(RepeatVectorSpec(count: 2)), flatten, head]) == [
        ShapeProblem(
          path: "layers[0].repeat_vector", problem: "repeat_vector needs a flat input, but its input is [28, 28, 1]",
          hint: "put flatten before it")
      ])
  }

  /// Sizes whose product an `Int` cannot hold.
  @Test func aShapeBeyondCounting() {
    let large = LayerSpec(RepeatVectorSpec(count: 1 << 20))
    var kernel = Conv2DSpec(filters: 1 << 20, kernelSize: Extent2D(1024, 1024))
    kernel.padding = .same
    #expect(problems([flatten, large, flatten, head]).count == 0)
    #expect(
      problems([flatten, dense(2048), large, LayerSpec(ReshapeSpec([1, 1, -1])), LayerSpec(kernel), flatten, head])
        .map(\.path) == [
          "layers[4].conv2d"
        ])
    #expect(
      problems([
        flatten, dense(2048), large, LayerSpec(ReshapeSpec([1, 1, -1])),
        LayerSpec(ZeroPadding2DSpec(Margins(1024))), flatten, head,
      ]).map(\.path) == ["layers[4].zero_padding2d"])
  }

  @Test func aLayerTooLargeToTrain() {
    #expect(
      problems([flatten, dense(3_000_000_000), head]) == [
        ShapeProblem(
          path: "layers[1].dense", problem: "too large: 2355000000000 parameters, output [3000000000]",
          hint: "the most is 281474976710656 parameters and 2147483648 outputs a layer")
      ])
    #expect(
      problems([flatten, dense(20_000_000), dense(20_000_000), head]) == [
        ShapeProblem(
          path: "layers[2].dense", problem: "too large: 400000020000000 parameters, output [20000000]",
          hint: "the most is 281474976710656 parameters and 2147483648 outputs a layer")
      ])
  }

  @Test func aLastLayerThatDoesNotFitTheLabels() {
    #expect(
      problems([flatten, dense(5, .softmax)]) == [
        ShapeProblem(
          path: "layers[1].dense", problem: "the last layer's output is [5], but the labels are [10]",
          hint: "end with dense: {units: 10, activation: softmax}")
      ])
    #expect(
      problems([LayerSpec(MaxPooling2DSpec())]) == [
        ShapeProblem(
          path: "layers[0].max_pooling2d", problem: "the last layer's output is [14, 14, 1], but the labels are [10]",
          hint: "put flatten and dense: {units: 10, activation: softmax} after it")
      ])
  }

  @Test func theLossWantsProbabilities() {
    #expect(
      problems([flatten, dense(10, .relu)]) == [
        ShapeProblem(
          path: "layers[1].dense",
          problem: "categorical_crossentropy needs probabilities, but the model does not end in softmax",
          hint: "give it activation: softmax, or write loss: {categorical_crossentropy: {from_logits: true}}")
      ])
    #expect(problems([flatten, dense(10, .relu)], loss: LossSpec(MeanSquaredError())) == [])
  }

  @Test func theLossWantsLogits() {
    #expect(
      problems([flatten, head], loss: LossSpec(CategoricalCrossentropy(fromLogits: true))) == [
        ShapeProblem(
          path: "layers[1].dense", problem: "from_logits is true, but the model ends in softmax",
          hint: "write activation: linear, or leave from_logits out")
      ])
    #expect(problems([flatten, dense(10)], loss: LossSpec(CategoricalCrossentropy(fromLogits: true))) == [])
  }

  @Test func aMetricBeyondTheClasses() {
    #expect(
      problems([flatten, head], metrics: [.accuracy, MetricSpec(TopKCategoricalAccuracy(k: 11))]) == [
        ShapeProblem(path: "metrics[1]", problem: "k is 11, but there are only 10 classes")
      ])
    #expect(problems([flatten, head], metrics: [MetricSpec(TopKCategoricalAccuracy(k: 10))]) == [])
  }

  @Test func allProblemsOfTheEndComeAtOnce() {
    #expect(
      problems([flatten, dense(5)], metrics: [MetricSpec(TopKCategoricalAccuracy(k: 20))]).map(\.path) == [
        "metrics[0]", "layers[1].dense",
      ])
  }
}
