/*
 * 核对报告: what departments were asked about a household and what they answered, set against what
 * was declared, with what follows for the decision (JM23-2.2b); or the same of a division or a
 * verification in figures. HTML or XLSX by the path (report_out.h).
 *
 * A report's number is made of date, change and subject, so that the same report can be had again.
 */
#pragma once

#include "verify.h"

/* One of the three: household_no, division ("" = everything in scope), verification. */
struct verify_report_options {
    struct str household_no, division;
    int64_t verification; /* 0 = none; as_of and known_seq are its own */
    int32_t as_of;
    int64_t known_seq; /* INT64_MAX = now */
    uint32_t opened;   /* enum field_class: names that aren't masked */
    struct str mark;   /* who had it made, for copies that go about; "" = nothing */
};

/* E_NOT_FOUND for a household, a division or a verification that isn't there. Needs RIGHT_VIEW |
 * RIGHT_DETERMINE. The file appears complete or not at all. */
int verify_report(struct reg *r, const struct actor *actor, const struct verify_report_options *o,
                  const char *path, struct err *e);
/* The same as an HTML page into a stream. */
int verify_report_page(struct reg *r, const struct actor *actor,
                       const struct verify_report_options *o, FILE *f, struct err *e);
