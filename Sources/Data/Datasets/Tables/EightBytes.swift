/// Eight times the same byte, to look at eight bytes of text at a time.
///
/// - Parameter byte: below 256.
@inline(__always)
func repeated(_ byte: Unicode.Scalar) -> UInt64 { UInt64(byte.value) &* 0x0101_0101_0101_0101 }

/// Sets the highest bit of the first byte that is zero; what is above it may be wrong. From H. Warren, "Hacker's Delight", 6–1.
@inline(__always)
func zeros(_ bytes: UInt64) -> UInt64 { (bytes &- 0x0101_0101_0101_0101) & ~bytes & 0x8080_8080_8080_8080 }
