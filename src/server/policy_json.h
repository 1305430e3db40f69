/* Packs as JSON: tables, parameters, differences, findings, cases. Each function writes one value.
 */
#pragma once

#include "json.h"
#include "pack_difference.h"

void policy_text(struct json_writer *w, const char *name, struct str text);
void policy_text_or_null(struct json_writer *w, const char *name, struct str text); /* "" = null */
void policy_int(struct json_writer *w, const char *name, int64_t v);
void policy_day(struct json_writer *w, const char *name, int32_t day);        /* DATE_NONE = null */
void policy_instant(struct json_writer *w, const char *name, int64_t utc_us); /* 0 = null */

void table_summary_json(const struct pack *p, size_t i, struct json_writer *w);
void table_json(const struct pack *p, struct str id, const struct dmn_table *t, int node,
                struct json_writer *w);
void parameter_json(const struct pack *p, const struct parameter *r, struct json_writer *w);
/* A decision or knowledge model with its words, clauses and tables. */
void decision_json(const struct pack *p, int node, struct json_writer *w);
void difference_json(const struct pack *before, const struct pack *after,
                     const struct pack_difference *d, struct json_writer *w);
void finding_json(const struct pack_finding *f, struct json_writer *w);
void case_json(const struct case_result *c, struct json_writer *w);
