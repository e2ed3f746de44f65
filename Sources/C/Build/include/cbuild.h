#pragma once

/// The commit from which the program was built, as found by `make`; empty for any other build.
const char *cbuild_commit(void);
