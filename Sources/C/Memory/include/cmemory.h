#pragma once
#include <stdbool.h>

/// Memory without a name that belongs to the processes that hold its descriptor: Linux's memfd_create, which Swift does
/// not import. A child process does not inherit it unless told to. -1 and errno if there is none.
int cmemory_create(const char *name);

/// From now on its bytes and its size cannot be changed.
bool cmemory_seal(int descriptor);

/// Whether `descriptor` is such memory, and sealed.
bool cmemory_is_sealed(int descriptor);

/// From now on all threads share one heap. Otherwise glibc reserves 64 MB of address space for each thread's own.
void cmemory_use_one_heap(void);
