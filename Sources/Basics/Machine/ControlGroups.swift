/// The control groups that this process is in: those of a container, a cluster's job, a systemd unit.
///
/// Each group and all above it have limits of their own, and the lowest one counts. In a container the names may be
/// those outside it, and only the last folder, the root, may exist.
public struct ControlGroups: Sendable {
  private let files: SystemFiles

  public init(_ files: SystemFiles = SystemFiles()) { self.files = files }

  /// How many processors' time the groups have, as in `cpu.max`; nil if no group has a quota.
  public var processors: Double? { groups(of: "cpu").compactMap(\.processors).min() }

  /// How much of their memory the groups have left, in bytes; nil if no group has a limit.
  public var availableMemory: Double? { groups(of: "memory").compactMap(\.availableMemory).min() }

  private func groups(of controller: String) -> [ControlGroup] {
    (files.lines("/proc/self/cgroup") ?? []).flatMap { line -> [ControlGroup] in
      // Version 1 has `4:cpu,cpuacct:/user.slice`, version 2 `0::/user.slice`.
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return [] }
      let isVersion1 = parts[1].split(separator: ",").contains { $0 == controller }
      guard isVersion1 || parts[1].isEmpty else { return [] }
      let mount = "/sys/fs/cgroup" + (isVersion1 ? "/" + controller : "")
      // A group outside this process's namespace begins with `..`: nothing below it is this process's.
      let names = parts[2].split(separator: "/").prefix { $0 != ".." }
      return (0...names.count).map { count in
        let path = mount + names[..<count].map { "/" + $0 }.joined()
        return ControlGroup(files: files, path: path, isVersion1: isVersion1)
      }
    }
  }
}

/// A folder of one of the kernel's controllers.
private struct ControlGroup {
  let files: SystemFiles
  let path: String
  let isVersion1: Bool

  /// Version 1 has `-1` for no quota, version 2 `max`.
  var processors: Double? {
    let quota: Double?
    let period: Double?
    if isVersion1 {
      (quota, period) = (number("cpu.cfs_quota_us"), number("cpu.cfs_period_us"))
    } else {
      let words = files.lines(path + "/cpu.max")?.first?.split(separator: " ") ?? []
      guard words.count == 2 else { return nil }
      (quota, period) = (Double(words[0]), Double(words[1]))
    }
    guard let quota, let period, quota > 0, period > 0, (quota / period).isFinite else { return nil }
    return quota / period
  }

  /// Version 1 has a number near 2⁶³ for no limit. Cached files that have not been used lately count as used, but are
  /// given up when memory is short.
  var availableMemory: Double? {
    guard let limit = number(isVersion1 ? "memory.limit_in_bytes" : "memory.max"), limit < 1e18,
      let used = number(isVersion1 ? "memory.usage_in_bytes" : "memory.current")
    else { return nil }
    let key = isVersion1 ? "total_inactive_file " : "inactive_file "
    let line = files.lines(path + "/memory.stat")?.first { $0.hasPrefix(key) }
    return limit - used + (line.flatMap { Double($0.dropFirst(key.count)) } ?? 0)
  }

  /// nil for `max`, and for a file that does not exist.
  private func number(_ name: String) -> Double? { files.lines("\(path)/\(name)")?.first.flatMap { Double($0) } }
}
