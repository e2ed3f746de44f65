internal import CMemory
import Glibc

/// How much more memory this process can have.
public enum AvailableMemory {
  /// What a user who needs more can do.
  public static let advice = "free memory, or raise the limit: ulimit -v or -d, or the control group's"

  /// The minimum of what the machine has left, the process's limits (`ulimit -v`, `-d`) and its control groups; nil if
  /// none of them can be read. In bytes.
  public static var bytes: Double? { bytes(besidesStacksOf: 0) }

  /// - Parameter threads: how many will be started. A process's limits count the whole of their stacks, of which hardly anything is
  ///   used; a thread that takes the last of the memory for its stack would leave none for the work.
  public static func bytes(besidesStacksOf threads: Int) -> Double? {
    let files = SystemFiles()
    let stacks = Double(threads) * stackLength
    return [
      machine(files), limit(RLIMIT_AS).map { $0 - pages(at: 0, files) - stacks },
      limit(RLIMIT_DATA).map { $0 - pages(at: 5, files) - stacks },
      ControlGroups(files).availableMemory,
    ].compactMap(\.self).min()
  }

  /// The usual limit of a stack, and its guard pages.
  private static let stackLength = 8.5e6

  /// Makes the counted memory equal the used memory. Must be called before there are threads.
  public static func prepare() {
    if limit(RLIMIT_AS) != nil { cmemory_use_one_heap() }
  }

  /// Whether the system grants this many bytes in one piece now. The available memory may be fragmented, or meanwhile
  /// taken by threads' stacks, and an array without memory ends the process.
  public static func has(_ bytes: Int) -> Bool {
    let memory = mmap(nil, max(1, bytes), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let memory, memory != MAP_FAILED else { return false }
    munmap(memory, max(1, bytes))
    return true
  }

  /// What the kernel expects to find without swapping, and what it can swap out.
  private static func machine(_ files: SystemFiles) -> Double? {
    let lines = files.lines("/proc/meminfo") ?? []
    func kilobytes(_ key: String) -> Double? {
      lines.first { $0.hasPrefix(key + ":") }?.split(separator: " ").dropFirst().first.flatMap { Double($0) }
    }
    return kilobytes("MemAvailable").map { 1024 * ($0 + (kilobytes("SwapFree") ?? 0)) }
  }

  /// nil if unlimited.
  private static func limit(_ resource: __rlimit_resource) -> Double? {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0, limit.rlim_cur != rlim_t.max else {
      return nil
    }
    return Double(limit.rlim_cur)
  }

  /// A number from /proc/self/statm in bytes: 0 is the address space, 5 its data.
  private static func pages(at index: Int, _ files: SystemFiles) -> Double {
    let counts = files.lines("/proc/self/statm")?.first?.split(separator: " ") ?? []
    return index < counts.count ? (Double(counts[index]) ?? 0) * Double(sysconf(Int32(_SC_PAGESIZE))) : 0
  }
}
