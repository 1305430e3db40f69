/*
 * JSON (RFC 8259): a pull reader that keeps a number's text, and a streaming writer. Strings are
 * decoded UTF-8; doubled object names, halves of surrogate pairs and \u0000 (which databases and C
 * strings can't hold) are errors; depth and token sizes are bounded (bounds.h).
 */
#pragma once

#include "err.h"
#include "str.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum json_token {
    JSON_END, /* after the one top-level value */
    JSON_OBJECT,
    JSON_OBJECT_END,
    JSON_ARRAY,
    JSON_ARRAY_END,
    JSON_NAME, /* an object's member name; its value follows */
    JSON_STRING,
    JSON_NUMBER,
    JSON_TRUE,
    JSON_FALSE,
    JSON_NULL,
};

struct json_reader;
/* The text must outlive the reader. */
int json_open(struct str text, struct json_reader **ret, struct err *e);
void json_close(struct json_reader *r);
void json_closep(struct json_reader **r);
/* The next token (>= 0), or a negative error with line and column. Behind the end, JSON_END again;
 * after an error, the same error again. */
int json_next(struct json_reader *r, struct err *e);
struct str
json_text(const struct json_reader *r); /* of NAME, STRING, NUMBER; until the next call */
/* Skips the value whose first token was just read (after JSON_NAME: the member's value). */
int json_skip(struct json_reader *r, struct err *e);
/* Where the last token begins, from 1; columns count code points. Takes time in proportion to what
 * was read: for messages. */
void json_where(const struct json_reader *r, size_t *ret_line, size_t *ret_column);
/* Puts that place in front of a message. */
int json_err_at(const struct json_reader *r, struct err *e);

/* Writer: commas and nesting are its business. indent 0 = compact. Errors stick to the FILE. It
 * starts as {.f = …} and writes no line end behind the value. Bytes that are not UTF-8 become
 * U+FFFD, a text that is no JSON number becomes a string: what comes out is JSON. */
struct json_writer {
    FILE *f;
    int indent, depth;
    bool first, after_name;
};
void json_object(struct json_writer *w);
void json_object_end(struct json_writer *w);
void json_array(struct json_writer *w);
void json_array_end(struct json_writer *w);
void json_name(struct json_writer *w, const char *name);
void json_name_str(struct json_writer *w, struct str name);
void json_put_str(struct json_writer *w, struct str s);
void json_put_z(struct json_writer *w, const char *z); /* NULL = null */
void json_put_int(struct json_writer *w, int64_t v);
void json_put_number(struct json_writer *w, struct str text); /* text of a JSON number */
void json_put_bool(struct json_writer *w, bool v);
void json_put_null(struct json_writer *w);
/* Another value's text, as a value. An error is that of reading it; what stands before it is
 * written then. */
int json_put_value(struct json_writer *w, struct str json, struct err *e);
