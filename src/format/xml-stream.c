#include "xml-stream.h"

#include "bounds.h"
#include "cleanup.h"
#include "xml-internal.h"

#include <stdbool.h>
#include <stdlib.h>

#define CHUNK (64u << 10)

struct xml_stream {
    XML_Parser expat;
    xml_source source;
    void *arg;
    const char *name;
    const struct xml_events *events;
    void *user;
    unsigned depth;
    size_t quiet; /* bytes since the last event: expat holds an unfinished token as a whole */
    bool paused, last;
    int code;      /* an error of a handler … */
    struct err *e; /* … and where it is told, during xml_stream_run */
};

static void handled(struct xml_stream *s, int rc)
{
    s->quiet = 0;
    if (rc == 0)
        return;
    s->code = rc < 0 ? rc : 0;
    XML_StopParser(s->expat, rc > 0);
}

static void XMLCALL on_start(void *user, const char *name, const char **atts)
{
    struct xml_stream *s = user;

    if (s->code)
        return;
    if (s->depth == LIMIT_XML_DEPTH) {
        err_set(s->e, E_LIMIT, "元素嵌套超过 %u 层", "elements nested more than %u deep",
                LIMIT_XML_DEPTH);
        xml_where(s->expat, s->name, s->e);
        handled(s, E_LIMIT);
        return;
    }
    s->depth++;
    handled(s, s->events->start(s->user, name, atts, s->e));
}

static void XMLCALL on_end(void *user, const char *name)
{
    struct xml_stream *s = user;

    if (s->code)
        return;
    s->depth--;
    handled(s, s->events->end(s->user, name, s->e));
}

static void XMLCALL on_text(void *user, const char *data, int len)
{
    struct xml_stream *s = user;

    if (!s->code)
        handled(s, s->events->text(s->user, data, (size_t)len, s->e));
}

static void XMLCALL on_doctype(void *user, const char *name, const char *sysid, const char *pubid,
                               int has_internal_subset)
{
    struct xml_stream *s = user;

    if (!s->code)
        handled(s, xml_doctype_error(s->expat, s->name, s->e));
}

int xml_stream_new(xml_source source, void *arg, const char *name, const struct xml_events *events,
                   void *user, struct xml_stream **ret, struct err *e)
{
    _cleanup_(xml_stream_freep) struct xml_stream *s = calloc(1, sizeof *s);

    if (!s)
        return err_nomem(e);
    s->source = source;
    s->arg = arg;
    s->name = name;
    s->events = events;
    s->user = user;
    s->expat = XML_ParserCreateNS(NULL, XML_SEP);
    if (!s->expat)
        return err_nomem(e);
    XML_SetUserData(s->expat, s);
    XML_SetElementHandler(s->expat, on_start, on_end);
    XML_SetCharacterDataHandler(s->expat, on_text);
    XML_SetStartDoctypeDeclHandler(s->expat, on_doctype);
    *ret = take(s);
    return 0;
}

/* Parses the next chunk. */
static int feed(struct xml_stream *s, enum XML_Status *ret, struct err *e)
{
    char *buf = XML_GetBuffer(s->expat, CHUNK);
    size_t n = 0;

    if (!buf)
        return err_nomem(e);
    int rc = s->source(s->arg, buf, CHUNK, &n, e);
    if (rc < 0)
        return rc;
    s->quiet += n;
    if (s->quiet > LIMIT_XML_TOKEN_BYTES) {
        err_set(e, E_LIMIT, "一个标记或注释超过 %u 字节",
                "a tag or comment is longer than %u bytes", LIMIT_XML_TOKEN_BYTES);
        xml_where(s->expat, s->name, e);
        return E_LIMIT;
    }
    s->last = n == 0;
    *ret = XML_ParseBuffer(s->expat, (int)n, s->last);
    return 0;
}

int xml_stream_run(struct xml_stream *s, struct err *e)
{
    struct err own = {0};

    s->e = e ? e : &own;
    while (s->paused || !s->last) {
        enum XML_Status status = XML_STATUS_OK;

        if (s->paused) {
            s->paused = false;
            status = XML_ResumeParser(s->expat);
        } else {
            int rc = feed(s, &status, s->e);
            if (rc < 0)
                return rc;
        }
        if (s->code)
            return s->code;
        if (status == XML_STATUS_ERROR)
            return xml_expat_error(s->expat, s->name, s->e);
        if (status == XML_STATUS_SUSPENDED) {
            s->paused = true;
            return 1;
        }
    }
    return 0;
}

void xml_stream_free(struct xml_stream *s)
{
    if (!s)
        return;
    if (s->expat)
        XML_ParserFree(s->expat);
    free(s);
}

void xml_stream_freep(struct xml_stream **s)
{
    xml_stream_free(*s);
}
