/// Whole numbers as they are in files, of at most seven bytes.
extension BidirectionalCollection<UInt8> {
  /// The number whose lowest byte is the first.
  var littleEndian: Int { reversed().reduce(0) { $0 << 8 | Int($1) } }
  /// The number whose highest byte is the first.
  var bigEndian: Int { reduce(0) { $0 << 8 | Int($1) } }
}
