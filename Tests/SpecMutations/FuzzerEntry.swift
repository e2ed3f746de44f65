import Glibc

/// libFuzzer's entry point, for who builds this with `-sanitize=fuzzer`: libFuzzer's main mutates by the branches that it has seen.
/// `spec-torture` needs no such build, and makes the same mutants again.
///
/// What is wrong ends the process, as libFuzzer wants it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzerTestOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  do {
    _ = try fuzzerCheck(Array(UnsafeBufferPointer(start: start, count: count)))
  } catch { fatalError("\(error)") }
  return 0
}

/// In a folder of its own, in memory where the system has such files.
private let fuzzerCheck: SpecCheck = {
  let folder = (access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp") + "/runner-spec-fuzz-\(getpid())"
  mkdir(folder, 0o755)
  return SpecCheck(folder: folder)
}()
