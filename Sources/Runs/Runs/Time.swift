import Glibc

/// Now, in ISO 8601 and UTC, as in `2026-03-01T12:00:00Z` or `2026-03-01T12:00:00.000Z`.
package func utcTime(milliseconds: Bool = false) -> String {
  var now = timespec()
  clock_gettime(CLOCK_REALTIME, &now)
  var parts = tm()
  gmtime_r(&now.tv_sec, &parts)
  var text = [CChar](repeating: 0, count: 32)
  let length = strftime(&text, text.count, "%Y-%m-%dT%H:%M:%S", &parts)
  let seconds = String(decoding: text[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  guard milliseconds else { return seconds + "Z" }
  return seconds + "." + String(1000 + now.tv_nsec / 1_000_000).dropFirst() + "Z"
}
