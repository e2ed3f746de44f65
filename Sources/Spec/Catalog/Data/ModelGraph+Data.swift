extension ModelGraph {
  /// The graph of a model that is trained on these data.
  ///
  /// - Throws: like the other initializer, and for a loss or metrics that need the other kind of target.
  public init(_ spec: ExperimentSpec, _ data: DataInterface) throws(ShapeProblems) {
    try self.init(spec, input: data.input.shape, classes: data.outputs)
    guard case .values = data.target else { return }
    let problems = spec.problemsOfValues
    guard problems.isEmpty else { throw ShapeProblems(problems: problems) }
  }
}

extension ExperimentSpec {
  /// Problems of everything that needs classes.
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
