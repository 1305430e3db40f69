/* The rules of evidence.h once more, attribute by attribute in plain SQL: slow, and written apart
 * from what it checks. */
#pragma once

#include "fixture.h"

/* One attribute of a subject at (as_of, seq), of all sources or one alone (only, 0 = all):
 * *ret_source 0 = unknown; text is the value as fact_print has it, or empty. */
void naive_attribute(struct fixture *f, const struct attribute *t, int64_t register_id,
                     int64_t subject_id, int32_t as_of, int64_t seq, int64_t only,
                     int64_t *ret_source, struct strbuf *ret_text);
/* As fixture_scan. */
void naive_scan(struct fixture *f, int32_t as_of, int64_t seq, struct strbuf *out);
/* Every resolved row as text: as stored, and as it must be. */
void naive_now(struct fixture *f, struct strbuf *ret_stored, struct strbuf *ret_expected);
/* Makes the resolved rows of a subject what they must be (after evidence was put in by hand). */
void naive_repair(struct fixture *f, enum entity entity, int64_t register_id, int64_t subject_id);
