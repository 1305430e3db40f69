/*
 * Kernels: loops over the lanes of a batch, without branches, that gcc vectorises. kernels.c is
 * compiled once for each instruction set; run_kernels.c chooses at run time.
 *
 * d is written, the rest only read; d overlaps no operand unless a kernel says so. What stands in
 * lanes whose state is not COLUMN_KNOWN is of no matter, but may be anything: no kernel traps on
 * it. State kernels return the states that occur, OR-ed: 0 = all known.
 */
#pragma once

#include "column.h"
#include "plan_private.h"

/* A vector or a scalar (one value for all lanes) as operands a and b. */
enum kernel_form { FORM_VV, FORM_VS, FORM_SV, N_FORMS };
enum kernel_two {
    TWO_ADD, /* wraps */
    TWO_SUB,
    TWO_MUL,
    TWO_MIN,
    TWO_MAX,
    TWO_BITS, /* a & b */
    TWO_LT,   /* from here on d is U8 */
    TWO_LE,
    TWO_EQ,
    TWO_NE,
    N_TWO,
};
/* Which operand is a 32-bit vector, the other being one of 64 bits or a 64-bit scalar. */
enum kernel_mix { MIX_BOTH, MIX_SECOND, MIX_FIRST, MIX_VS, MIX_SV, N_MIXES };
enum kernel_checked { CHECKED_ADD, CHECKED_SUB, CHECKED_MUL, N_CHECKED };
#define N_WIDTHS 4
#define N_ROUNDS 7
/* Exact division by doubles wants a and b within this; kernels.c has the proof. */
#define KERNEL_DIVIDE_MAX (INT64_C(1) << 50)
/* What may be read behind the members of the last household. */
#define KERNEL_SLACK 64

typedef void kernel_two_fn(size_t n, void *d, const void *a, const void *b);
typedef void kernel_one_fn(size_t n, void *d, const void *a);
typedef void kernel_pick_fn(size_t n, void *d, const void *a, const uint16_t *at);
/* d = which == k ? v : d; v a vector or a scalar */
typedef void kernel_blend_fn(size_t n, void *d, const uint8_t *which, unsigned k, const void *v);
typedef void kernel_divide_fn(size_t n, int64_t *d, const int64_t *a, int64_t factor,
                              const int64_t *b);
typedef void kernel_dates_fn(size_t n, int32_t *d, const int32_t *a, const void *b);

/* A table of n_lut values as steps: first, changed (by XOR) by change[k] from at[k] on; n = more
 * than KERNEL_STEPS: it has too many. */
#define KERNEL_STEPS 8
struct kernel_steps {
    size_t n;
    uint8_t at[KERNEL_STEPS];
    uint64_t first, change[KERNEL_STEPS];
    const uint64_t *lut;
    size_t n_lut;
};

/* By width of the masks: U8, I32, U64. */
struct kernel_rows {
    /* may is written only if sa */
    void (*cell)(size_t n, void *hold, void *may, const uint8_t *a, const uint8_t *sa,
                 uint64_t rows, uint64_t all);
    void (*lut)(size_t n, void *hold, const uint8_t *index, const struct kernel_steps *of);
    /* Null: the rows that hold then; unknown: those that hold whatever it is, all may. */
    void (*open)(size_t n, void *hold, void *may, const uint8_t *sa, uint64_t null,
                 uint64_t unknown, uint64_t all);
    /* Hits, beside states of the rows (SLOW or 0). */
    uint8_t (*first)(size_t n, uint8_t *d, uint8_t *s, const void *hold, const void *may,
                     const uint8_t *sa, uint8_t none);
    uint8_t (*unique)(size_t n, uint8_t *d, uint8_t *s, const void *hold, const void *may,
                      const uint8_t *sa, uint8_t none);
    uint8_t (*any)(size_t n, uint8_t *d, uint8_t *s, const void *hold, const void *may,
                   const uint8_t *sa, uint8_t none,
                   const uint64_t *same); /* NULL: all rows are alike */
    void (*fired)(size_t n, void *d, const void *hold, const void *may); /* of FIRST */
    void (*row)(size_t n, uint8_t *d, const void *rows, unsigned row);   /* d = bit row */
    void (*doubtful)(size_t n, uint8_t *d, const void *hold, const void *may, unsigned row);
    uint8_t (*differ)(size_t n, uint8_t *s, const void *hold, const void *may); /* s = 1 */
    void (*count)(size_t n, uint8_t *d, const void *hold);
    void (*codes)(size_t n, uint64_t *d, const void *hold, const uint64_t *lut, size_t n_rows);
};

struct kernel_tables {
    struct kernel_rows rows[N_WIDTHS];
    void (*index)(size_t n, uint8_t *d, const int64_t *a, int64_t first, unsigned count);
    /* d, has, doubt, slow, holds are read and written */
    void (*best[2][N_WIDTHS][2])(size_t n, void *d, uint8_t *has, const uint8_t *holds,
                                 const void *v); /* least, greatest; vector, scalar */
    void (*rival[3][N_WIDTHS][2])(size_t n, uint8_t *doubt, const void *d, const uint8_t *has,
                                  const uint8_t *may, const void *v);
    void (*add_if[N_WIDTHS][2])(size_t n, void *d, const uint8_t *holds, const void *v);
    /* A row's value of states sv: holds, may become those whose value is known. */
    void (*collect)(size_t n, uint8_t *holds, uint8_t *may, uint8_t *doubt, uint8_t *slow,
                    const uint8_t *sv);
    uint8_t (*collected)(size_t n, uint8_t *s, const uint8_t *slow, const uint8_t *doubt,
                         const uint8_t *has);
};

struct kernels {
    const char *name;
    void (*fill[N_WIDTHS])(size_t n, void *d, const void *one); /* one may be the first of d */
    kernel_two_fn *two[N_TWO][N_WIDTHS][N_FORMS];
    kernel_two_fn *mixed[N_TWO][N_MIXES]; /* in 64 bits; NULL: not to be had */
    uint8_t (*checked[N_CHECKED])(size_t n, int64_t *d, uint8_t *s, const int64_t *a,
                                  const int64_t *b); /* s is read and written */
    kernel_one_fn *copy[N_WIDTHS], *negate[N_WIDTHS], *abs[N_WIDTHS];
    kernel_one_fn *convert[N_WIDTHS][N_WIDTHS];
    kernel_pick_fn *pick[N_WIDTHS];
    kernel_divide_fn *divide[N_ROUNDS][2]; /* VV, VS */
    uint8_t (*exact)(size_t n, uint8_t *s, const int64_t *a, const int64_t *d, int64_t power);

    /* d = t ? b : c, by the form of b, c; t a boolean */
    void (*choose[N_WIDTHS][N_FORMS])(size_t n, void *d, const uint8_t *t, const void *b,
                                      const void *c);
    kernel_blend_fn *blend[N_WIDTHS][2]; /* vector, scalar */
    void (*table[N_WIDTHS])(size_t n, void *d, const uint8_t *which, const int64_t *of);
    void (*clear[N_WIDTHS])(size_t n, void *d, const uint8_t *s, uint8_t states);

    /* Within [low, low + span] of one of the two ranges, or (invert) not. */
    void (*in)(size_t n, uint8_t *d, const uint8_t *a, const uint8_t low[2], const uint8_t span[2],
               bool invert);
    void (*in_bits)(size_t n, uint8_t *d, const uint8_t *a, const uint64_t bits[4]);
    void (*has)(size_t n, uint8_t *d, const uint64_t *a, unsigned bit);
    void (*recode)(size_t n, uint8_t *d, const uint8_t *a, const uint64_t lut[32]);
    void (*inverse)(size_t n, uint8_t *d, const uint8_t *a);

    /* Dates in the years 1 … 9999. b is I32, of add_months I64. */
    kernel_dates_fn *age[N_FORMS], *months[N_FORMS], *add_months[N_FORMS];
    void (*date_part[3])(size_t n, int32_t *d, const int32_t *a);

    /* States. */
    uint8_t (*states)(size_t n, const uint8_t *a);
    uint8_t (*strict_one)(size_t n, uint8_t *s, const uint8_t *a);
    uint8_t (*strict_two)(size_t n, uint8_t *s, const uint8_t *a, const uint8_t *b);
    uint8_t (*and_or[2][2])(size_t n, uint8_t *d, uint8_t *s, const uint8_t *a, const uint8_t *sa,
                            const uint8_t *b, const uint8_t *sb);
    /* d is read and written: the comparison of the values */
    uint8_t (*equal)(size_t n, uint8_t *d, uint8_t *s, const uint8_t *sa, const uint8_t *sb,
                     bool unequal);
    uint8_t (*in_states)(size_t n, uint8_t *d, uint8_t *s, const uint8_t *sa);
    void (*certain)(size_t n, uint8_t *t, const uint8_t *a, const uint8_t *sa, bool want);
    uint8_t (*branch)(size_t n, uint8_t *s, const uint8_t *sa, const uint8_t *t, const uint8_t *sb,
                      const uint8_t *sc);
    uint8_t (*slow_rows)(size_t n, uint8_t *s, const uint8_t *sa); /* SLOW or 0 */
    uint8_t (*demand)(size_t n, uint8_t *s, const uint8_t *sa, uint8_t not_these);
    uint8_t (*check)(size_t n, uint8_t *s, const uint8_t *sa, const uint8_t *b, const uint8_t *sb);
    uint8_t (*is_null)(size_t n, uint8_t *d, uint8_t *s, const uint8_t *sa);
    uint8_t (*has_states)(size_t n, uint8_t *s, const uint8_t *sa, const uint8_t *d);
    uint8_t (*over)(size_t n, uint8_t *s, const uint8_t *top, const uint8_t *below);
    uint8_t (*slow_if)(size_t n, uint8_t *s,
                       const uint8_t *t); /* where known; s read and written */
    void (*mark)(size_t n, uint8_t *d, const uint8_t *s, uint8_t states); /* d |= s has states */

    /* Members to households. */
    /* running: room for a word a member, and one more */
    void (*sum[N_WIDTHS])(size_t n, int64_t *d, const void *a, const uint32_t *off,
                          uint64_t *running);
    /* t: those whose sum leaves int64 */
    void (*sum_checked)(size_t n, int64_t *d, uint8_t *t, const int64_t *a, const uint32_t *off);
    void (*extreme[2][N_WIDTHS])(size_t n, void *d, const void *a, const uint8_t *chosen,
                                 const uint32_t *off);                        /* least, greatest */
    void (*any)(size_t n, uint8_t *d, const uint8_t *a, const uint32_t *off); /* bytes OR-ed */
    void (*count)(size_t n, uint8_t *d, const uint8_t *a, const uint32_t *off); /* of 0, 1 */
    void (*sizes)(size_t n, uint8_t *d, const uint32_t *off);
    uint8_t (*settle)(size_t n, uint8_t *d, uint8_t *s, const uint8_t *met, const uint8_t *seen,
                      const uint8_t *conditions, bool want);
    /* Up to eight conditions side by side as bits: d |= a is want, or sa has the state, at bit
     * `at`. settle_packed: one of them, out of those met, unknown, null, slow. */
    void (*pack)(size_t n, uint8_t *d, const uint8_t *a, const uint8_t *sa, unsigned at, bool want);
    void (*pack_state)(size_t n, uint8_t *d, const uint8_t *sa, unsigned state, unsigned at);
    uint8_t (*settle_packed)(size_t n, uint8_t *d, uint8_t *s, const uint8_t *const met[4],
                             unsigned at, bool want);
    uint8_t (*condition)(size_t n, uint8_t *s, const uint8_t *condition);
    uint8_t (*chosen)(size_t n, uint8_t *s, const uint8_t *condition, const uint8_t *values,
                      const uint8_t *count);

    const struct kernel_tables *tables;
};

extern const struct kernels kernels_baseline;
extern const struct kernel_tables kernel_tables_baseline;
#ifdef __x86_64__
extern const struct kernels kernels_avx2, kernels_avx512;
extern const struct kernel_tables kernel_tables_avx2, kernel_tables_avx512;
#endif
/* NULL: this processor lacks it, or there is no such set. */
const struct kernels *kernels_named(const char *name);
const struct kernels *kernels_chosen(void);
