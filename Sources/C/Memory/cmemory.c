#define _GNU_SOURCE
#include "cmemory.h"

#if defined(__linux__)
#include <fcntl.h>
#include <malloc.h>
#include <sys/mman.h>

#define SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

int cmemory_create(const char *name) { return memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING); }

bool cmemory_seal(int descriptor) { return fcntl(descriptor, F_ADD_SEALS, SEALS) == 0; }

void cmemory_use_one_heap(void) { mallopt(M_ARENA_MAX, 1); }

bool cmemory_is_sealed(int descriptor) { return fcntl(descriptor, F_GET_SEALS) == SEALS; }
#else
#include <errno.h>

int cmemory_create(const char *name) {
  errno = ENOSYS;
  return -1;
}

bool cmemory_seal(int descriptor) { return false; }
void cmemory_use_one_heap(void) {}
bool cmemory_is_sealed(int descriptor) { return false; }
#endif
