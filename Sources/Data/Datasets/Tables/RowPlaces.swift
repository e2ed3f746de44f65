/// For each row of a table its place in the order in which samples are stored: training, validation, test.
struct RowPlaces: Sendable {
  /// −1 for rows that are left out.
  private var places: [Int32]
  /// How many rows train.
  let trainingCount: Int
  /// How many train or validate, which are stored together.
  let heldTogether: Int
  /// How many are not left out.
  let sampleCount: Int

  init(_ parts: TableParts, count: Int) {
    places = Array(repeating: -1, count: count)
    trainingCount = parts.training.count
    heldTogether = trainingCount + parts.validation.count
    sampleCount = heldTogether + parts.test.count
    var next: Int32 = 0
    for rows in [parts.training, parts.validation, parts.test] {
      for row in rows {
        places[Int(row)] = next
        next += 1
      }
    }
  }

  /// All rows in their order, as the training part.
  init(all count: Int) {
    places = (0..<Int32(count)).map(\.self)
    (trainingCount, heldTogether, sampleCount) = (count, count, count)
  }

  /// The rows of each part again: to make them anew takes less memory than to keep them.
  var parts: TableParts {
    let counts = [trainingCount, heldTogether - trainingCount, sampleCount - heldTogether]
    var rows = counts.map { [UInt32](repeating: 0, count: $0) }
    for (row, place) in places.enumerated() where place >= 0 {
      let place = Int(place)
      if place < trainingCount {
        rows[0][place] = UInt32(row)
      } else if place < heldTogether {
        rows[1][place - trainingCount] = UInt32(row)
      } else {
        rows[2][place - heldTogether] = UInt32(row)
      }
    }
    return TableParts(training: rows[0], validation: rows[1], test: rows[2])
  }

  subscript(row: Int) -> Int { Int(places[row]) }

  func trains(_ row: Int) -> Bool { (0..<trainingCount).contains(Int(places[row])) }

  /// Which of some rows train, counted from the first of them.
  func training(_ rows: Range<Int>) -> [Int32] { (0..<Int32(rows.count)).filter { trains(rows.lowerBound + Int($0)) } }
}
