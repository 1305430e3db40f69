/* The small grammars of header values. */
#pragma once

#include "str.h"

struct http_request;

bool http_same(struct str a, const char *b); /* whatever the case of its ASCII letters */
bool http_is_token(struct str s);            /* RFC 9110: names and methods */
struct str http_trim(struct str s);          /* blanks and tabs */
bool http_next_item(struct str *rest, struct str *ret_item); /* between commas, not empty */
/* Is the word in the list of this header? */
bool http_lists(const struct http_request *r, const char *name, const char *word);
/* Would the client rather have gzip than nothing (Accept-Encoding with weights)? */
bool http_takes_gzip(struct str accept_encoding);
/* Does If-None-Match name this tag ("…" with its quotes), weak or strong? */
bool http_tag_listed(struct str if_none_match, struct str tag);
/* The value of this name in a Cookie header; data is NULL if it isn't there. */
struct str http_cookie_in(struct str header, const char *name);
