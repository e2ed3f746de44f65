extension [UInt32] {
  /// Fisher–Yates with Philox's words.
  ///
  /// - Parameter stream: the words of an attempt: one that would favour some numbers is drawn again from the next.
  public mutating func shuffle(_ stream: (_ attempt: Int) -> RandomStream) {
    for index in stride(from: count - 1, to: 0, by: -1) {
      swapAt(index, bounded(below: UInt32(index + 1), draw: index, stream))
    }
  }
}

/// A number in 0 ..< bound, each equally likely: D. Lemire, "Fast random integer generation in an interval", 2019.
private func bounded(below bound: UInt32, draw: Int, _ stream: (_ attempt: Int) -> RandomStream) -> Int {
  let threshold = (0 &- bound) % bound
  var attempt = 0
  while true {
    let words = stream(attempt).block(draw)
    for lane in 0..<4 {
      let product = UInt64(words[lane]) * UInt64(bound)
      if UInt32(truncatingIfNeeded: product) >= threshold { return Int(product >> 32) }
    }
    attempt += 1
  }
}
