import Foundation
import Machine
import Testing

@Suite struct ControlGroupTests {
  private let tree = FakeRoot()

  @Test func aMachineWithoutGroupsHasNoLimit() {
    #expect(tree.groups.processors == nil)
    #expect(tree.groups.availableMemory == nil)
  }

  // MARK: Version 2

  @Test(
    arguments: [
      ("150000 100000\n", 1.5), ("max 100000\n", nil), ("50000 100000\n", 0.5), ("400000 100000", 4),
      ("", nil), ("100000\n", nil), ("many few\n", nil), ("100000 0\n", nil), ("-1 100000\n", nil), ("0 100000\n", nil),
      ("nan 100000\n", nil), ("inf 100000\n", nil), ("1e300 1e-300\n", nil),
    ] as [(String, Double?)])
  func aQuotaOfVersion2(text: String, expected: Double?) throws {
    try tree.write("0::/\n", to: "/proc/self/cgroup")
    try tree.write(text, to: "/sys/fs/cgroup/cpu.max")
    #expect(tree.groups.processors == expected)
  }

  /// A pod's limit applies to each of its containers.
  @Test func theLeastOfAllGroupsAboveCounts() throws {
    try tree.write("0::/pods/pod 1/web\n", to: "/proc/self/cgroup")
    try tree.write("max 100000\n", to: "/sys/fs/cgroup/pods/pod 1/web/cpu.max")
    try tree.write("250000 100000\n", to: "/sys/fs/cgroup/pods/pod 1/cpu.max")
    try tree.write("300000 100000\n", to: "/sys/fs/cgroup/pods/cpu.max")
    #expect(tree.groups.processors == 2.5)
    try tree.write("1000000\n", to: "/sys/fs/cgroup/pods/memory.max")
    try tree.write("400000\n", to: "/sys/fs/cgroup/pods/memory.current")
    try tree.write("anon 1\ninactive_file 100000\n", to: "/sys/fs/cgroup/pods/memory.stat")
    try tree.write("max\n", to: "/sys/fs/cgroup/pods/pod 1/memory.max")
    try tree.write("400000\n", to: "/sys/fs/cgroup/pods/pod 1/memory.current")
    #expect(tree.groups.availableMemory == 700_000)
  }

  /// The names are those outside the container, whose own group is mounted as the root.
  @Test func namesThatAreNotThereLeaveTheRoot() throws {
    try tree.write("0::/../../kubepods/abc\n", to: "/proc/self/cgroup")
    try tree.write("100000 100000\n", to: "/sys/fs/cgroup/cpu.max")
    try tree.write("50000 100000\n", to: "/sys/kubepods/abc/cpu.max")
    #expect(tree.groups.processors == 1)
  }

  // MARK: Version 1

  @Test(
    arguments: [
      ("200000\n", "100000\n", 2), ("-1\n", "100000\n", nil), ("25000\n", "100000\n", 0.25), ("200000\n", "", nil),
      ("200000\n", "0\n", nil),
    ] as [(String, String, Double?)])
  func aQuotaOfVersion1(quota: String, period: String, expected: Double?) throws {
    try tree.write("12:memory:/job\n4:cpu,cpuacct:/job\n1:name=systemd:/other\n", to: "/proc/self/cgroup")
    try tree.write(quota, to: "/sys/fs/cgroup/cpu/job/cpu.cfs_quota_us")
    try tree.write(period, to: "/sys/fs/cgroup/cpu/job/cpu.cfs_period_us")
    #expect(tree.groups.processors == expected)
  }

  /// As Slurm does it: the processors in version 1, systemd's names in version 2.
  @Test func bothVersionsAtOnce() throws {
    try tree.write("4:cpuacct,cpu:/slurm/job_7\n12:memory:/slurm/job_7\n0::/system.slice\n", to: "/proc/self/cgroup")
    try tree.write("300000\n", to: "/sys/fs/cgroup/cpu/slurm/cpu.cfs_quota_us")
    try tree.write("100000\n", to: "/sys/fs/cgroup/cpu/slurm/cpu.cfs_period_us")
    try tree.write("350000 100000\n", to: "/sys/fs/cgroup/system.slice/cpu.max")
    #expect(tree.groups.processors == 3)
    try tree.write("9223372036854771712\n", to: "/sys/fs/cgroup/memory/memory.limit_in_bytes")
    try tree.write("5000\n", to: "/sys/fs/cgroup/memory/memory.usage_in_bytes")
    #expect(tree.groups.availableMemory == nil)
    try tree.write("6000\n", to: "/sys/fs/cgroup/memory/slurm/job_7/memory.limit_in_bytes")
    try tree.write("5000\n", to: "/sys/fs/cgroup/memory/slurm/job_7/memory.usage_in_bytes")
    #expect(tree.groups.availableMemory == 1000)
  }

  @Test(arguments: ["", "nonsense\n", "4:cpu\n", ":::\n", "0::\n", "\u{0}\n"])
  func aListOfGroupsThatIsNoneIsNoLimit(text: String) throws {
    try tree.write(text, to: "/proc/self/cgroup")
    #expect(tree.groups.processors == nil)
  }
}

@Suite struct AvailableMemoryTests {
  @Test func thisMachineHasSome() throws {
    let bytes = try #require(AvailableMemory.bytes)
    #expect(bytes > 1e6 && bytes < 1e15)
    #expect(AvailableMemory.has(1 << 20))
    #expect(AvailableMemory.has(0))
    #expect(!AvailableMemory.has(1 << 60))
  }
}

/// A folder that stands in for `/`, removed after the test.
private final class FakeRoot: Sendable {
  private let path = NSTemporaryDirectory() + "runner-machine-" + UUID().uuidString

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var groups: ControlGroups { ControlGroups(SystemFiles(root: path)) }

  func write(_ text: String, to name: String) throws {
    let url = URL(fileURLWithPath: path + name)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }
}
