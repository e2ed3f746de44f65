import Tensors

/// Where rows begin: the offsets that a `Contraction` uses for its rows, made once.
typealias OffsetTable = AlignedBuffer<Int>

extension AlignedBuffer<Int> {
  /// 0, stride, 2·stride, …
  static func rows(_ count: Int, stride: Int) -> OffsetTable { OffsetTable((0..<count).map { $0 * stride }) }
}
