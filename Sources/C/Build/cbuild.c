#include "cbuild.h"

#ifndef RUNNER_COMMIT
#define RUNNER_COMMIT ""
#endif

const char *cbuild_commit(void) { return RUNNER_COMMIT; }
