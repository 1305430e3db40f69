/* XPath regular expressions (XPath functions 3.1, 5.6; XML Schema part 2, appendix F) on pcre2. */
#pragma once

#include "err.h"
#include "str.h"

struct regex;

/* flags: any of s m i x q. E_SYNTAX with the reason. The caller frees. */
int regex_new(struct str pattern, struct str flags, struct regex **ret, struct err *e);
void regex_freep(struct regex **r);

struct regex_span {
    size_t start, end;
};
/* The first match at or behind `from`: 1 found, 0 none, E_LIMIT when it would take more work than
 * `most`, E_NOMEM. The work it took (about one for 10 ns) in *ret_work. */
int regex_match(struct regex *r, struct str subject, size_t from, uint64_t most,
                struct regex_span *ret, uint64_t *ret_work);
/* The n-th group of the last match; false if it took no part. */
bool regex_group(const struct regex *r, size_t n, struct regex_span *ret);
size_t regex_groups(const struct regex *r);
