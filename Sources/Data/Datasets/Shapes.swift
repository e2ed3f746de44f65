/// The connected parts of a drawing: pixels that touch each other at a side or a corner.
struct Shapes {
  /// Each with the indices of its pixels.
  private var parts: [[Int]] = []

  init(of isInk: [Bool], width: Int) {
    var isLeft = isInk
    let height = isInk.count / width
    for start in isInk.indices where isLeft[start] {
      isLeft[start] = false
      var part = [start]
      var next = 0
      while next < part.count {
        let (x, y) = (part[next] % width, part[next] / width)
        for row in max(y - 1, 0)...min(y + 1, height - 1) {
          for neighbour in row * width + max(x - 1, 0)...row * width + min(x + 1, width - 1) where isLeft[neighbour] {
            isLeft[neighbour] = false
            part.append(neighbour)
          }
        }
        next += 1
      }
      parts.append(part)
    }
  }

  /// The pixels of all parts that have at least a fiftieth of the largest one's: the dot on an i, and no dust.
  var withoutSpecks: [Int] {
    let largest = parts.map(\.count).max() ?? 0
    return parts.filter { 50 * $0.count >= largest }.flatMap(\.self)
  }
}
