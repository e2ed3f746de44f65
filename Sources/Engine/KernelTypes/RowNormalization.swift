/// A normalization by row: x̂ = (x − mean)·inverse and y = x·(gamma·inverse) + (beta − mean·gamma·inverse), with x and y [rows, columns], gamma and
/// beta [columns], mean and inverse [rows].
public struct RowNormalization {
  public var rows: Int
  public var columns: Int
  public var mean: UnsafePointer<Float>
  public var inverse: UnsafePointer<Float>
  public var gamma: UnsafePointer<Float>
  public var beta: UnsafePointer<Float>

  public init(
    rows: Int, columns: Int, mean: UnsafePointer<Float>, inverse: UnsafePointer<Float>, gamma: UnsafePointer<Float>,
    beta: UnsafePointer<Float>
  ) {
    self.rows = rows
    self.columns = columns
    self.mean = mean
    self.inverse = inverse
    self.gamma = gamma
    self.beta = beta
  }
}
