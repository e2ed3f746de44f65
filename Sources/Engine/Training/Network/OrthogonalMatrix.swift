/// Q of the decomposition A = Q·R, with the signs that make R's diagonal positive: if A's elements are normal, every Q is equally
/// likely (F. Mezzadri, "How to generate random matrices from the classical compact groups", 2007).
///
/// By A. Householder's reflections in `Double`, one for each column: H = 1 − 2·v·vᵀ ÷ vᵀv. Sums go down the rows in order, and only
/// different columns are computed side by side.
struct OrthogonalMatrix {
  /// [rows, columns], row-major; the columns are orthogonal and of length 1.
  private(set) var elements: [Double]
  private let rows: Int
  private let columns: Int

  /// `elements`: A [rows, columns], row-major, with at least as many rows as columns.
  init(_ elements: [Double], rows: Int, columns: Int) {
    (self.elements, self.rows, self.columns) = (elements, rows, columns)
    let reflections = (0..<columns).map { decompose($0) }
    self.elements = (0..<rows * columns).map { $0 / columns == $0 % columns ? 1 : 0 }
    for column in (0..<columns).reversed() { reflect(reflections[column].v, from: column) }
    for index in self.elements.indices where reflections[index % columns].isNegative { self.elements[index].negate() }
  }

  var transposed: [Double] {
    (0..<columns).flatMap { column in (0..<rows).map { elements[$0 * columns + column] } }
  }

  /// Makes the column zero below its diagonal by a reflection, whose v begins there, and says whether the diagonal is now negative.
  private mutating func decompose(_ column: Int) -> (v: [Double], isNegative: Bool) {
    var v = (column..<rows).map { elements[$0 * columns + column] }
    let length = v.reduce(0) { $0 + $1 * $1 }.squareRoot()
    // Away from zero: no digits cancel.
    let isNegative = v[0] > 0
    v[0] += isNegative ? length : -length
    reflect(v, from: column)
    return (v, isNegative)
  }

  /// Applies a reflection to the rows and columns from `first` on.
  private mutating func reflect(_ v: [Double], from first: Int) {
    let square = v.reduce(0) { $0 + $1 * $1 }
    guard square > 0 else { return }
    var products = [Double](repeating: 0, count: columns - first)
    elements.withUnsafeMutableBufferPointer { elements in
      for (row, factor) in v.enumerated() {
        let start = (first + row) * columns + first
        for column in products.indices { products[column] += factor * elements[start + column] }
      }
      for (row, factor) in v.enumerated() {
        let (start, scale) = ((first + row) * columns + first, 2 * factor / square)
        for column in products.indices { elements[start + column] -= scale * products[column] }
      }
    }
  }
}
