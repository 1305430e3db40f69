/* What the handlers of packs and of proposals share. */
#pragma once

#include "api.h"
#include "pack.h"

/* The pack that the path names: {version} or {proposal}. The caller's. */
int api_pack(struct api_call *c, struct pack **ret, struct err *e);
/* On record: "policy version 3", "policy proposal 7". */
void api_audit_policy(struct api_call *c, const char *parameter);
/* Pages of what goes by descending numbers. */
int api_number_page(struct api_call *c, int64_t *ret_before, struct err *e); /* 0 = from the top */
int api_number_next(struct api_call *c, bool more, int64_t last, struct err *e);

/* Members of an open object. */
void put_pack_files(struct json_writer *w, const struct pack_file *files, size_t n);
int put_check_summary(struct api_call *c, struct str hash, struct err *e); /* "checks" */
