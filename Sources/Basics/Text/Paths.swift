/// `b.csv` for `a/b.csv`, `a` for `a/`; a path without parts, such as `/`, itself.
public func lastComponent(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
