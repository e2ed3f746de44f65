#pragma once
#include <stdbool.h>

/// Memory that has no name and belongs to the processes that hold its descriptor: Linux's memfd_create, which Swift does not see.
/// A program that is started does not inherit it unless told to. -1 and errno when there is none.
int cmemory_create(const char *name);

/// From now on nobody can change its bytes or its size.
bool cmemory_seal(int descriptor);

/// Whether `descriptor` is such memory, and sealed.
bool cmemory_is_sealed(int descriptor);

/// All threads take from one heap from now on. glibc reserves 64 MB of the address space for each thread's own otherwise.
void cmemory_use_one_heap(void);
