/*
 * XML as events, for documents larger than memory: one token is held at a time (bounds.h), nesting
 * is bounded, DOCTYPE is refused.
 */
#pragma once

#include "err.h"

#include <stddef.h>

/* Gives up to room bytes; *ret_n = 0 is the end. */
typedef int (*xml_source)(void *arg, char *buf, size_t room, size_t *ret_n, struct err *e);

/*
 * Names are "namespace\x01local", or the local name where there is no namespace; atts are pairs of
 * name and value with a NULL behind. The handlers return 0, or a negative error (which they have
 * set in e), or XML_PAUSE (end only): then xml_stream_run returns and goes on from there when
 * called again. Text comes in pieces.
 */
#define XML_PAUSE 1
struct xml_events {
    int (*start)(void *user, const char *name, const char **atts, struct err *e);
    int (*end)(void *user, const char *name, struct err *e);
    int (*text)(void *user, const char *data, size_t n, struct err *e);
};

struct xml_stream;
/* name stands in messages about the XML itself; everything passed must outlive the stream. */
int xml_stream_new(xml_source source, void *arg, const char *name, const struct xml_events *events,
                   void *user, struct xml_stream **ret, struct err *e);
/* 1 = a handler has paused, 0 = the end of the document and of the source, negative = error (the
 * stream is of no use afterwards). */
int xml_stream_run(struct xml_stream *s, struct err *e);
void xml_stream_free(struct xml_stream *s);
void xml_stream_freep(struct xml_stream **s);
