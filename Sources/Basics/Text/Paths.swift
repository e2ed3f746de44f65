/// `b.csv` for `a/b.csv`, `a` for `a/`; a path without parts, such as `/`, itself.
public func lastComponent(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

/// A path as a reference of RFC 3986. A colon is escaped, too: what stands before it would be taken for a scheme.
public func uriReference(_ path: String) -> String {
  let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
  let escaped = path.utf8.map { byte -> String in
    let digits = String(byte, radix: 16, uppercase: true)
    return allowed.contains(byte) ? String(UnicodeScalar(byte)) : "%" + (digits.count == 1 ? "0" : "") + digits
  }.joined()
  return path.hasPrefix("/") ? "file://" + escaped : escaped
}
