import Geometry

extension ModelGraph {
  /// The graph of a model that is trained on these data.
  public init(_ spec: ExperimentSpec, _ data: DataInterface) throws(ShapeProblems) {
    let table = data.table.map { TableLayout($0, title: spec.dataset.source.title) }
    try self.init(spec, input: data.input.shape, target: data.target, table: table)
  }

  /// The graph of a model for classes that have no names.
  public init(_ spec: ExperimentSpec, input: Shape, classes: Int) throws(ShapeProblems) {
    try self.init(spec, input: input, target: DataInterface.numbered(classes))
  }
}
