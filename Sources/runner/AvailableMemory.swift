import Glibc
import ModelGraph
import Reporting
import Results
import Training

/// How much more memory this process can have.
enum AvailableMemory {
  /// The least of what the machine has left, the process's limits (`ulimit -v`, `-d`) and its control groups; nil where none of
  /// them can be read. In bytes.
  static var bytes: Double? {
    ([machine, addressSpace, data].compactMap(\.self) + ControlGroup.all.compactMap(\.available)).min()
  }

  /// What the kernel expects to find without driving programs out, and what it can drive out.
  private static var machine: Double? {
    let lines = text("/proc/meminfo")?.split(separator: "\n") ?? []
    func kilobytes(_ key: String) -> Double? {
      lines.first { $0.hasPrefix(key + ":") }?.split(separator: " ").dropFirst().first.flatMap { Double($0) }
    }
    return kilobytes("MemAvailable").map { 1024 * ($0 + (kilobytes("SwapFree") ?? 0)) }
  }

  private static var addressSpace: Double? { limit(RLIMIT_AS).map { $0 - pages(at: 0) } }
  private static var data: Double? { limit(RLIMIT_DATA).map { $0 - pages(at: 5) } }

  /// nil: unlimited.
  private static func limit(_ resource: __rlimit_resource) -> Double? {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0, limit.rlim_cur != rlim_t.max else {
      return nil
    }
    return Double(limit.rlim_cur)
  }

  /// In bytes, what /proc/self/statm counts: 0 is the address space, 5 its data.
  private static func pages(at index: Int) -> Double {
    let counts = text("/proc/self/statm")?.split(separator: " ") ?? []
    return index < counts.count ? (Double(counts[index]) ?? 0) * Double(sysconf(Int32(_SC_PAGESIZE))) : 0
  }

  fileprivate static func text(_ path: String) -> String? {
    (try? AtomicFile.read(path)).map { String(decoding: $0, as: UTF8.self) }
  }
}

/// A folder of the kernel's memory controller, of version 1 or 2.
private struct ControlGroup {
  let path: String
  let isVersion1: Bool

  /// This process's groups and all above them: each has a limit of its own. In a container the names may be those outside, and only
  /// the last of them, the root, be there.
  static var all: [ControlGroup] {
    let lines = AvailableMemory.text("/proc/self/cgroup")?.split(separator: "\n") ?? []
    return lines.flatMap { line -> [ControlGroup] in
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return [] }
      let isVersion1 = parts[1].split(separator: ",").contains("memory")
      guard isVersion1 || parts[1].isEmpty else { return [] }
      let root = isVersion1 ? "/sys/fs/cgroup/memory" : "/sys/fs/cgroup"
      let names = parts[2].split(separator: "/")
      return (0...names.count).map { count in
        ControlGroup(path: root + names[..<count].map { "/" + $0 }.joined(), isVersion1: isVersion1)
      }
    }
  }

  /// nil: unlimited. Version 1 says so by a number near 2⁶³. Cached files that nobody has used of late are counted as used, and
  /// given up when memory is short.
  var available: Double? {
    guard let limit = number(isVersion1 ? "memory.limit_in_bytes" : "memory.max"), limit < 1e18,
      let used = number(isVersion1 ? "memory.usage_in_bytes" : "memory.current")
    else { return nil }
    let key = isVersion1 ? "total_inactive_file " : "inactive_file "
    let lines = AvailableMemory.text(path + "/memory.stat")?.split(separator: "\n") ?? []
    let cached = lines.first { $0.hasPrefix(key) }.flatMap { Double($0.dropFirst(key.count)) }
    return limit - used + (cached ?? 0)
  }

  /// `max` is no number.
  private func number(_ name: String) -> Double? {
    AvailableMemory.text("\(path)/\(name)").flatMap { Double($0.prefix { $0 != "\n" }) }
  }
}

extension Experiment {
  /// What training takes beside the data set.
  private var memory: TrainingMemory { Trainer.memory(spec, graph, samples: dataset.training.count) }

  /// What a process of its own takes for training it.
  private var taskMemory: Double {
    memory.total + Double(dataset.training.pixels.count + dataset.test.pixels.count)
  }

  /// How many of the experiments can train at once, whichever these are; at least one.
  static func atOnce(_ experiments: [Experiment], upTo count: Int) -> Int {
    guard let available = AvailableMemory.bytes else { return count }
    var (fitting, total) = (0, 0.0)
    for need in experiments.map(\.taskMemory).sorted(by: >).prefix(count) {
      total += need
      if total <= available { fitting += 1 }
    }
    return max(1, fitting)
  }

  /// Refuses what this machine cannot train before it allocates it: the kernel would end the process without a word.
  func requireMemory() throws {
    let need = memory
    guard let available = AvailableMemory.bytes, need.total > available, let largest = need.largest else { return }
    throw loaded.diagnostic(
      at: largest.path,
      "training needs \(byteCount(need.total)) of memory, and \(byteCount(max(0, available))) are available; "
        + "this layer takes \(byteCount(largest.total))",
      hint: largest.batch > largest.weights ? "make batch_size or the layer smaller" : "make the layer smaller")
  }
}
