#ifndef CSHA_H
#define CSHA_H

#include <stddef.h>
#include <stdint.h>

/// 1 when this processor has the SHA extensions, 0 otherwise. Swift has no intrinsics for them: that is all this target is for.
int csha_available(void);

/// SHA-256's compression function over `count` blocks of 64 bytes. Only when `csha_available()` says 1.
void csha_compress(uint32_t state[8], const uint8_t *blocks, size_t count);

#endif
