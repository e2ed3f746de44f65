#pragma once

/// The commit that the program was built from, as `make` finds it; empty for any other build.
const char *cbuild_commit(void);
