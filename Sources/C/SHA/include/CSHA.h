#ifndef CSHA_H
#define CSHA_H

#include <stddef.h>
#include <stdint.h>

/// 1 if this processor has the SHA extensions, otherwise 0. This target exists only because Swift has no intrinsics for
/// them.
int csha_available(void);

/// SHA-256's compression function over `count` blocks of 64 bytes. Call only if `csha_available()` returns 1.
void csha_compress(uint32_t state[8], const uint8_t *blocks, size_t count);

#endif
