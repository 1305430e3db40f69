/*
 * truth/facts.csv and truth/findings.csv: what an import of households, people and all feeds, and a
 * verification as of 2018-06-15, must come to. README.md says by which rules.
 */
#pragma once

#include "catalogue.h"
#include "said.h"

struct verdict;
/* Makes the folder truth in `folder`. c must outlive the verdict. */
int verdict_open(const char *folder, const struct catalogue *c, struct verdict **ret,
                 struct err *e);
void verdict_put(struct verdict *v, const struct household *declared, const struct said *said);
int verdict_commit(struct verdict *v, struct err *e);
/* Lines of findings by kind: those about facts (divergence, undeclared), then signs. */
#define N_VERDICTS (2 + N_SIGNS)
uint64_t verdict_findings(const struct verdict *v, size_t kind, const char **ret_word);
void verdict_free(struct verdict *v);
void verdict_freep(struct verdict **v);
