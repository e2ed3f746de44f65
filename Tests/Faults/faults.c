// Makes the n-th system call of a kind fail, for tests: cc -shared -fPIC -o faults.so faults.c -ldl, then in the environment
//
//   LD_PRELOAD=…/faults.so
//   FAULT_CALLS=write,fsync   what counts: write (with pwrite and writev), fsync, rename, open (that creates), link, unlink,
//                             mkdir, close, truncate; read-only opens are "openread", reads are "read"; "thread" is
//                             the start of a thread, which counts until the thread ends: FAULT_AT=3 FAULT_FROM=1 is a limit
//                             of two further threads
//   FAULT_AT=3                the call that fails, counted from 1; with FAULT_FROM=1 all later ones too: a disk that stays full;
//                             with FAULT_EVERY=2 every second call
//   FAULT_ERROR=28            its errno; or SHORT, which writes half of the bytes
//   FAULT_UNDER=/tmp/results  only files in this folder count
//   FAULT_NAME=comparison    of those, only the ones with this text in their path
//   FAULT_LOG=/tmp/log        gets a line for each failed call, so that a driver sees when it is past the last one
//
// The library calls that a Swift program makes go through the dynamic linker, so this file's functions replace them.
// A close that "fails" has closed its file, as on Linux.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { NO_FAULT = 0, SHORT = -1 };

static atomic_long calls;

static int is_counted(const char *kind) {
  const char *kinds = getenv("FAULT_CALLS");
  const size_t length = strlen(kind);
  for (const char *at = kinds; at && *at; at = strchr(at, ',') ? strchr(at, ',') + 1 : "")
    if (strncmp(at, kind, length) == 0 && (at[length] == ',' || at[length] == 0)) return 1;
  return 0;
}

static int is_under(const char *path) {
  const char *folder = getenv("FAULT_UNDER");
  if (!folder || !path) return 0;
  char whole[2 * PATH_MAX];
  if (path[0] == '/') {
    snprintf(whole, sizeof whole, "%s", path);
  } else {
    if (!getcwd(whole, PATH_MAX)) return 0;
    const size_t length = strlen(whole);
    snprintf(whole + length, sizeof whole - length, "/%s", path);
  }
  const size_t length = strlen(folder);
  const char *name = getenv("FAULT_NAME");
  if (name && !strstr(whole, name)) return 0;
  return strncmp(whole, folder, length) == 0 && (whole[length] == '/' || whole[length] == 0);
}

static int is_file_under(int descriptor) {
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  return is_under(path);
}

// The errno to fail with, or NO_FAULT.
static int fault(const char *kind, int is_ours, const char *what) {
  const char *error = getenv("FAULT_ERROR");
  if (!error || !is_ours || !is_counted(kind)) return NO_FAULT;
  const long call = atomic_fetch_add(&calls, 1) + 1;
  const char *at = getenv("FAULT_AT");
  const long wanted = at ? atol(at) : 1;
  const char *every = getenv("FAULT_EVERY");
  const int fails = every ? call % atol(every) == 0 : call == wanted || (call > wanted && getenv("FAULT_FROM"));
  if (!fails) return NO_FAULT;
  const char *log = getenv("FAULT_LOG");
  if (log) {
    const int file = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    char line[PATH_MAX + 64];
    const int length = snprintf(line, sizeof line, "%ld %s %s\n", call, kind, what ? what : "");
    if (file >= 0) {
      if (syscall(SYS_write, file, line, (size_t)length) < 0) _exit(99);
      syscall(SYS_close, file);
    }
  }
  return strcmp(error, "SHORT") == 0 ? SHORT : atoi(error);
}

static int fault_of_file(const char *kind, int descriptor) { return fault(kind, is_file_under(descriptor), ""); }
static int fault_of_path(const char *kind, const char *path) { return fault(kind, is_under(path), path); }

#define REAL(name) __typeof__(name) *real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)
#define FAIL_WITH(code) do { const int failure = (code); if (failure > 0) { errno = failure; return -1; } } while (0)

ssize_t write(int descriptor, const void *bytes, size_t count) {
  REAL(write);
  const int code = fault_of_file("write", descriptor);
  FAIL_WITH(code);
  return real(descriptor, bytes, code == SHORT ? (count + 1) / 2 : count);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
  REAL(pwrite);
  const int code = fault_of_file("write", descriptor);
  FAIL_WITH(code);
  return real(descriptor, bytes, code == SHORT ? (count + 1) / 2 : count, offset);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
  REAL(pwrite64);
  const int code = fault_of_file("write", descriptor);
  FAIL_WITH(code);
  return real(descriptor, bytes, code == SHORT ? (count + 1) / 2 : count, offset);
}

ssize_t writev(int descriptor, const struct iovec *parts, int count) {
  REAL(writev);
  FAIL_WITH(fault_of_file("write", descriptor));
  return real(descriptor, parts, count);
}

ssize_t read(int descriptor, void *bytes, size_t count) {
  REAL(read);
  const int code = fault_of_file("read", descriptor);
  FAIL_WITH(code);
  return real(descriptor, bytes, code == SHORT ? (count + 1) / 2 : count);
}

int fsync(int descriptor) {
  REAL(fsync);
  FAIL_WITH(fault_of_file("fsync", descriptor));
  return real(descriptor);
}

int fdatasync(int descriptor) {
  REAL(fdatasync);
  FAIL_WITH(fault_of_file("fsync", descriptor));
  return real(descriptor);
}

int ftruncate(int descriptor, off_t length) {
  REAL(ftruncate);
  FAIL_WITH(fault_of_file("truncate", descriptor));
  return real(descriptor, length);
}

int ftruncate64(int descriptor, off64_t length) {
  REAL(ftruncate64);
  FAIL_WITH(fault_of_file("truncate", descriptor));
  return real(descriptor, length);
}

int close(int descriptor) {
  REAL(close);
  const int code = fault_of_file("close", descriptor);
  const int result = real(descriptor);
  FAIL_WITH(code);
  return result;
}

int rename(const char *from, const char *to) {
  REAL(rename);
  FAIL_WITH(fault_of_path("rename", to));
  return real(from, to);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to) {
  REAL(renameat);
  FAIL_WITH(fault_of_path("rename", to));
  return real(from_folder, from, to_folder, to);
}

int link(const char *from, const char *to) {
  REAL(link);
  FAIL_WITH(fault_of_path("link", to));
  return real(from, to);
}

int unlink(const char *path) {
  REAL(unlink);
  FAIL_WITH(fault_of_path("unlink", path));
  return real(path);
}

int mkdir(const char *path, mode_t mode) {
  REAL(mkdir);
  FAIL_WITH(fault_of_path("mkdir", path));
  return real(path, mode);
}

struct work {
  void *(*start)(void *);
  void *argument;
};

static void *run(void *copy) {
  const struct work work = *(struct work *)copy;
  free(copy);
  void *result = work.start(work.argument);
  atomic_fetch_sub(&calls, 1);
  return result;
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument) {
  REAL(pthread_create);
  if (!is_counted("thread")) return real(thread, attributes, start, argument);
  struct work *work = malloc(sizeof *work);
  *work = (struct work){start, argument};
  int code = fault("thread", 1, "");
  if (code <= 0) code = real(thread, attributes, run, work);
  if (code > 0) {
    atomic_fetch_sub(&calls, 1);
    free(work);
  }
  return code;
}

#define OPENS(flags) ((flags) & O_CREAT ? "open" : "openread")
#define MODE(flags) \
  mode_t mode = 0; \
  if ((flags) & (O_CREAT | O_TMPFILE)) { \
    va_list rest; \
    va_start(rest, flags); \
    mode = (mode_t)va_arg(rest, int); \
    va_end(rest); \
  }

int open(const char *path, int flags, ...) {
  MODE(flags)
  REAL(open);
  FAIL_WITH(fault_of_path(OPENS(flags), path));
  return real(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  MODE(flags)
  REAL(open64);
  FAIL_WITH(fault_of_path(OPENS(flags), path));
  return real(path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...) {
  MODE(flags)
  REAL(openat);
  FAIL_WITH(fault_of_path(OPENS(flags), path));
  return real(folder, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...) {
  MODE(flags)
  REAL(openat64);
  FAIL_WITH(fault_of_path(OPENS(flags), path));
  return real(folder, path, flags, mode);
}
