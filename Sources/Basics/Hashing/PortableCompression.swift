/// SHA-256's compression function in plain Swift: the specification of the one in CSHA, and the one that other
/// processors run.
func compressPortably(_ state: inout InlineArray<8, UInt32>, _ start: UnsafeRawPointer, blocks: Int) {
  withUnsafeBytes(of: roundConstants) { constants in
    // 64 words each, and every index below is under 64.
    let k = constants.baseAddress!.assumingMemoryBound(to: UInt32.self)
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
      for block in 0..<blocks { compressBlock(&state, start + block * 64, schedule.baseAddress!, k) }
    }
  }
}

private func compressBlock(
  _ state: inout InlineArray<8, UInt32>, _ block: UnsafeRawPointer, _ w: UnsafeMutablePointer<UInt32>,
  _ k: UnsafePointer<UInt32>
) {
  for i in 0..<16 { w[i] = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: i &* 4, as: UInt32.self)) }
  for i in 16..<64 { w[i] = w[i &- 16] &+ small0(w[i &- 15]) &+ w[i &- 7] &+ small1(w[i &- 2]) }

  var (a, b, c, d) = (state[0], state[1], state[2], state[3])
  var (e, f, g, h) = (state[4], state[5], state[6], state[7])
  var i = 0
  while i < 64 {
    // The variables rotate instead of the values: eight rounds bring each back to its place.
    round(a, b, c, &d, e, f, g, &h, k[i] &+ w[i])
    round(h, a, b, &c, d, e, f, &g, k[i &+ 1] &+ w[i &+ 1])
    round(g, h, a, &b, c, d, e, &f, k[i &+ 2] &+ w[i &+ 2])
    round(f, g, h, &a, b, c, d, &e, k[i &+ 3] &+ w[i &+ 3])
    round(e, f, g, &h, a, b, c, &d, k[i &+ 4] &+ w[i &+ 4])
    round(d, e, f, &g, h, a, b, &c, k[i &+ 5] &+ w[i &+ 5])
    round(c, d, e, &f, g, h, a, &b, k[i &+ 6] &+ w[i &+ 6])
    round(b, c, d, &e, f, g, h, &a, k[i &+ 7] &+ w[i &+ 7])
    i &+= 8
  }

  state[0] &+= a
  state[1] &+= b
  state[2] &+= c
  state[3] &+= d
  state[4] &+= e
  state[5] &+= f
  state[6] &+= g
  state[7] &+= h
}

@inline(__always)
private func round(
  _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32,
  _ input: UInt32
) {
  let choice = (e & f) ^ (~e & g)
  let majority = (a & b) ^ (a & c) ^ (b & c)
  let first = h &+ (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) &+ choice &+ input
  d = d &+ first
  h = first &+ (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) &+ majority
}

/// FIPS 180-4, 4.1.2: σ0 and σ1.
@inline(__always)
private func small0(_ x: UInt32) -> UInt32 { rotated(x, 7) ^ rotated(x, 18) ^ (x &>> 3) }

@inline(__always)
private func small1(_ x: UInt32) -> UInt32 { rotated(x, 17) ^ rotated(x, 19) ^ (x &>> 10) }

@inline(__always)
private func rotated(_ x: UInt32, _ n: UInt32) -> UInt32 { (x &>> n) | (x &<< (32 &- n)) }

/// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
private let roundConstants: InlineArray<64, UInt32> = [
  0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
  0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
  0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
  0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
  0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
  0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
  0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
  0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
]
