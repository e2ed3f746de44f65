import Glibc

/// libFuzzer's entry point, for a build with `-sanitize=fuzzer`: libFuzzer's main mutates guided by the branches
/// covered. `spec-torture` needs no such build, and can repeat its mutants.
///
/// A finding ends the process, as libFuzzer expects.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzerTestOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  do {
    _ = try fuzzerCheck(Array(UnsafeBufferPointer(start: start, count: count)))
  } catch { fatalError("\(error)") }
  return 0
}

/// In a folder of its own, in memory where the system has such file systems.
private let fuzzerCheck: SpecCheck = {
  let folder = (access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp") + "/runner-spec-fuzz-\(getpid())"
  mkdir(folder, 0o755)
  return SpecCheck(folder: folder)
}()
