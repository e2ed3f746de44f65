import Catalog
import Geometry
import Testing

/// Whether the end of a model fits targets, loss, metrics and class weights.
struct ModelHeadTests {
  private func dense(_ units: Int, _ activation: Activation = .linear) -> LayerSpec {
    var dense = DenseSpec(units: units)
    dense.activation = activation
    return LayerSpec(dense)
  }

  @Test(
    arguments: [
      (
        2, LossSpec(CategoricalCrossentropy()), .classes(["a", "b", "c"]),
        "the last layer has 2 units, but mnist has 3 classes: a, b, c",
        "end with dense: {units: 3, activation: softmax}"
      ),
      (
        1, LossSpec(CategoricalCrossentropy()), .classes(["no", "yes"]),
        "the last layer has 1 unit, but mnist has 2 classes: no, yes",
        "end with dense: {units: 2, activation: softmax}"
      ),
      (
        2, LossSpec(MeanSquaredError()), .values(["mpg"]),
        "the last layer has 2 units, but mnist has 1 number to predict: mpg",
        "end with dense: {units: 1}"
      ),
      (
        1, LossSpec(MeanSquaredError()), .classes("abcdefghij".map(String.init)),
        "the last layer has 1 unit, but mnist has 10 classes: a, b, c, d, e, f, g, h and 2 more",
        "end with dense: {units: 10, activation: softmax}"
      ),
    ] as [(Int, LossSpec, DataInterface.Target, String, String)])
  func aLastLayerThatDoesNotFitTheTargets(
    _ units: Int, _ loss: LossSpec, _ target: DataInterface.Target, _ problem: String, _ hint: String
  ) {
    var spec = spec([dense(units)], loss: loss)
    spec.metrics = []
    let found = #expect(throws: ShapeProblems.self) { try ModelGraph(spec, input: Shape([4]), target: target) }
    #expect(found?.problems == [ShapeProblem(path: "layers[0].dense", problem: problem, hint: hint)])
  }

  /// One output for two classes is that of the second.
  @Test func oneUnitForTwoClasses() throws {
    let target = DataInterface.Target.classes(["no", "yes"])
    let graph = try ModelGraph(
      spec([dense(1, .sigmoid)], loss: LossSpec(MeanSquaredError())), input: Shape([4]), target: target)
    #expect(graph.output == Shape([1]))
    let found = #expect(throws: ShapeProblems.self) {
      try ModelGraph(spec([dense(1, .softmax)], loss: LossSpec(MeanSquaredError())), input: Shape([4]), target: target)
    }
    #expect(
      found?.problems == [
        ShapeProblem(
          path: "layers[0].dense", problem: "a softmax over one unit is always 1",
          hint: "write activation: sigmoid or linear")
      ])
  }

  @Test(
    arguments: [
      (
        [.softmax], LossSpec(BinaryCrossentropy()),
        "binary_crossentropy needs probabilities, but the model does not end in sigmoid",
        "give it activation: sigmoid, or write loss: {binary_crossentropy: {from_logits: true}}"
      ),
      (
        [.softmax], LossSpec(MeanAbsoluteError()), "a softmax over one unit is always 1",
        "write activation: sigmoid or linear"
      ),
      (
        [.sigmoid, .linear], LossSpec(CategoricalCrossentropy()),
        "the last layer has 1 unit, but mnist has 2 classes: no, yes",
        "end with dense: {units: 2, activation: softmax}"
      ),
    ] as [([Activation], LossSpec, String, String)])
  func oneUnitAndItsLoss(_ activations: [Activation], _ loss: LossSpec, _ problem: String, _ hint: String) {
    for activation in activations {
      let found = #expect(throws: ShapeProblems.self) {
        try ModelGraph(spec([dense(1, activation)], loss: loss), input: Shape([4]), target: .classes(["no", "yes"]))
      }
      #expect(found?.problems == [ShapeProblem(path: "layers[0].dense", problem: problem, hint: hint)])
    }
  }

  @Test func classWeightsAreThoseOfClasses() {
    var spec = spec([dense(1)], loss: LossSpec(MeanSquaredError()))
    (spec.classWeight, spec.metrics) = (.each(["yse": 2, "no": 1]), [])
    func problems(_ target: DataInterface.Target) -> [ShapeProblem]? {
      #expect(throws: ShapeProblems.self) { try ModelGraph(spec, input: Shape([4]), target: target) }?.problems
    }
    #expect(
      problems(.classes(["no", "yes"])) == [
        ShapeProblem(path: "class_weight.yse", problem: "unknown class 'yse'", hint: "did you mean 'yes'?")
      ])
    #expect(
      problems(.values(["y"])) == [
        ShapeProblem(
          path: "class_weight", problem: "class_weight needs classes, but the targets are numbers",
          hint: "leave class_weight out")
      ])
  }

  @Test func aSoftmaxDoesNotPredictNumbers() {
    var spec = spec([dense(2, .softmax)], loss: LossSpec(MeanSquaredError()))
    spec.metrics = []
    let found = #expect(throws: ShapeProblems.self) {
      try ModelGraph(spec, input: Shape([4]), target: .values(["a", "b"]))
    }
    #expect(
      found?.problems == [
        ShapeProblem(
          path: "layers[0].dense",
          problem: "the model predicts numbers, but ends in softmax, whose outputs add up to 1",
          hint: "write activation: linear")
      ])
  }

  @Test func aCountOfAllClassesIsDoubtful() {
    let three = DataInterface.numbered(3)
    #expect(
      MetricSpec(Recall()).doubt(three)
        == "recall counts the outputs of all 3 classes together: write f1_score for their mean, or recall: {class_id: NAME} "
        + "for one")
    var ofOne = Precision()
    ofOne.className = "1"
    #expect(MetricSpec(ofOne).doubt(three) == nil && MetricSpec.accuracy.doubt(three) == nil)
    #expect(MetricSpec(Precision()).doubt(DataInterface.numbered(2)) == nil)
    #expect(MetricSpec(Precision()).doubt(.values(["a", "b", "c"])) == nil)
  }
}
