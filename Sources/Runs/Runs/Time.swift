import Glibc

/// Now, in ISO 8601 and UTC, as in `2026-03-01T12:00:00Z` or `2026-03-01T12:00:00.000Z`.
package func utcTime(milliseconds: Bool = false) -> String {
  var now = timespec()
  clock_gettime(CLOCK_REALTIME, &now)
  guard milliseconds else { return utcTime(now.tv_sec) }
  return utcTime(now.tv_sec).dropLast() + "." + String(1000 + now.tv_nsec / 1_000_000).dropFirst() + "Z"
}

/// A time in seconds since 1970, in the same form.
package func utcTime(_ seconds: Int) -> String {
  var seconds = time_t(seconds)
  var parts = tm()
  gmtime_r(&seconds, &parts)
  var text = [CChar](repeating: 0, count: 32)
  let length = strftime(&text, text.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
  return String(decoding: text[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// The time that `utcTime` has written without milliseconds; nil for any other text.
func secondsSince1970(_ text: String) -> Int? {
  guard let found = text.wholeMatch(of: /(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z/) else { return nil }
  let numbers = [found.1, found.2, found.3, found.4, found.5, found.6].compactMap { Int32($0) }
  var parts = tm()
  (parts.tm_year, parts.tm_mon, parts.tm_mday) = (numbers[0] - 1900, numbers[1] - 1, numbers[2])
  (parts.tm_hour, parts.tm_min, parts.tm_sec) = (numbers[3], numbers[4], numbers[5])
  return timegm(&parts)
}
