/* Words for the codes that decisions give, in the thread's language. */
#pragma once

#include "str.h"

/* "dibao" → 低保; the code itself if it has no label. */
struct str label_category(struct str code);
/* "industry": those that there are, from 0 on; NULL behind the last. */
const char *measure_code(size_t i);
/* "industry;medical" → 产业扶持、医疗救助, appended. */
void label_measures(struct str codes, struct strbuf *out);
