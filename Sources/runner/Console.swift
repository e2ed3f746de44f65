import Glibc
import Machine
import Runs
import Text

/// The only place that writes to the terminal: results to stdout, progress and diagnostics to stderr.
///
/// The output contains names, arguments and text from untrusted files: control characters in it are escaped, except
/// those of the progress bar.
struct Console: Terminal {
  /// A closed pipe is noticed when a write fails; a signal would kill the run.
  func prepare() {
    signal(SIGPIPE, SIG_IGN)
    // If a standard stream is closed, the next opened file would get its number, and a table would be written into it.
    for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 {
      _ = open("/dev/null", O_RDONLY)
    }
  }

  /// Writes to stdout. A reader that has left (`| head`) has seen what it wanted; any other error ends the command.
  func print(_ text: String) throws {
    if let code = Self.write(visible(text), to: STDOUT_FILENO), code != EPIPE {
      throw Failure(.inputOutput, "error: stdout: write failed: \(String(cString: strerror(code)))")
    }
  }

  /// Writes a line for people to stderr. If that fails, there is nowhere left to report it.
  func write(line: String) { redraw(visible(line) + "\n") }

  /// Writes to stderr unchanged: text that a terminal draws over.
  func redraw(_ text: String) { _ = Self.write(text, to: STDERR_FILENO) }

  /// - Returns: the system's error number; nil if everything is written.
  private static func write(_ text: String, to descriptor: Int32) -> Int32? {
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { return errno }
      written += count
    }
    return nil
  }

  var isInteractive: Bool { isatty(STDERR_FILENO) == 1 && environmentVariable("TERM") != "dumb" }

  /// The columns of the terminal behind stderr.
  var width: Int { Self.columns(STDERR_FILENO) ?? 80 }

  /// The lines of the terminal behind stderr.
  var height: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 else { return 24 }
    return Int(size.ws_row)
  }

  /// The columns of the terminal behind stdout; nil for a file or a pipe.
  var stdoutWidth: Int? { Self.columns(STDOUT_FILENO) }

  private static func columns(_ descriptor: Int32) -> Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}

let console = Console()
