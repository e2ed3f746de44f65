extension ModelGraph {
  /// Of a model that is trained on these data.
  ///
  /// - Throws: what the other initializer does, and a loss or metrics that are for the other kind of target.
  public init(_ spec: ExperimentSpec, _ data: DataInterface) throws(ShapeProblems) {
    try self.init(spec, input: data.input.shape, classes: data.outputs)
    guard case .values = data.target else { return }
    let problems = spec.problemsOfValues
    guard problems.isEmpty else { throw ShapeProblems(problems: problems) }
  }
}

extension ExperimentSpec {
  /// What can be said of classes alone.
  fileprivate var problemsOfValues: [ShapeProblem] {
    var problems: [ShapeProblem] = []
    if loss.needsClasses {
      problems.append(
        ShapeProblem(
          path: "loss", problem: "\(loss.words.name) needs classes, but the targets are numbers",
          hint: "write loss: mean_squared_error"))
    }
    for (index, metric) in metrics.enumerated() where metric.needsClasses {
      problems.append(
        ShapeProblem(
          path: "metrics[\(index)]", problem: "\(metric.words.name) needs classes, but the targets are numbers",
          hint: "write metrics: []"))
    }
    return problems
  }
}
