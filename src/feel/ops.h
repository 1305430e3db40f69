/* The operators on values: three-valued, null for errors, *unknown* as README.md tells. */
#pragma once

#include "feel.h"

enum arith_op { OP_ADD, OP_SUB, OP_MUL, OP_DIV, OP_POW };
enum compare_op { OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE };

const struct feel_value *ops_singleton(struct arena *a, const struct feel_value *item);
/* Adds the facts of a list's unknown items to u (NULL = none so far). */
const struct feel_value *ops_join_items(struct arena *a, const struct feel_value *u,
                                        const struct feel_value *list);
/* An operand (b may be NULL) is null where a value is needed: an error, unless one of them is an
 * error already, which is handed on. */
const struct feel_value *ops_null_operand(struct feel_run *run, struct str where,
                                          const struct feel_value *a, const struct feel_value *b);

const struct feel_value *ops_arith(struct feel_run *run, struct str where, enum arith_op op,
                                   const struct feel_value *a, const struct feel_value *b);
const struct feel_value *ops_negate(struct feel_run *run, struct str where,
                                    const struct feel_value *a);
const struct feel_value *ops_compare(struct feel_run *run, struct str where, enum compare_op op,
                                     const struct feel_value *a, const struct feel_value *b);
const struct feel_value *ops_and(struct feel_run *run, struct str where, const struct feel_value *a,
                                 const struct feel_value *b);
const struct feel_value *ops_or(struct feel_run *run, struct str where, const struct feel_value *a,
                                const struct feel_value *b);
const struct feel_value *ops_in_range(struct feel_run *run, struct str where,
                                      const struct feel_value *v, const struct feel_value *range);
/* Does v pass a test whose value is t: within a range, among a list, equal? */
const struct feel_value *ops_test(struct feel_run *run, struct str where,
                                  const struct feel_value *v, const struct feel_value *t);
/* Decimal from a duration in seconds, and back (cut at nanoseconds). */
bool ops_duration_decimal(const struct feel_value *v, struct decimal *ret);
const struct feel_value *ops_decimal_duration(struct arena *a, struct decimal seconds);
/* Index (1-based, negative from the end) of a list of n items: 0-based in *ret; false if outside.
 */
bool ops_index(struct decimal d, size_t n, size_t *ret);
/* Counts a step of work outside the tree walk (a comparison of items); false when stopped. */
bool ops_step(struct feel_run *run, uint64_t n);
/* Memory ran out in a buffer: as if it had in the arena, which ends the evaluation. */
const struct feel_value *ops_no_memory(struct feel_run *run);
/* Ready texts as a diagnostic (feel_error formats); the error null. */
const struct feel_value *ops_error_text(struct feel_run *run, struct str where, const char *zh,
                                        const char *en);
