/* The DMN Technology Compatibility Kit's test format (testCases.xsd). */
#pragma once

#include "err.h"

#include <stdio.h>

struct tck_totals {
    size_t passed, failed; /* errors count as failed */
};
/* Runs a test folder or a tree of them: one line a case (path, case, pass|fail|error, detail). */
int tck_run(const char *path, FILE *out, struct tck_totals *totals, struct err *e);
