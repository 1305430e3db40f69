#include "bounds.h"
#include "cleanup.h"
#include "xlsx-internal.h"

#include <stdlib.h>

enum xlsx_tag xlsx_tag(const char *name)
{
    static const struct str editions[] = {
        STR("http://schemas.openxmlformats.org/spreadsheetml/2006/main\x01"),
        STR("http://purl.oclc.org/ooxml/spreadsheetml/main\x01")};
    static const struct {
        char name[12];
        enum xlsx_tag tag;
    } tags[] = {
        {"c", TAG_C},
        {"v", TAG_V},
        {"t", TAG_T},
        {"is", TAG_IS},
        {"row", TAG_ROW},
        {"f", TAG_F},
        {"si", TAG_SI},
        {"r", TAG_R},
        {"sst", TAG_SST},
        {"sheetData", TAG_SHEET_DATA},
        {"worksheet", TAG_WORKSHEET},
    };

    for (size_t i = 0; i < ARRAY_LEN(editions); i++) {
        if (strncmp(name, editions[i].data, editions[i].len) != 0)
            continue;
        for (size_t k = 0; k < ARRAY_LEN(tags); k++) {
            if (strcmp(name + editions[i].len, tags[k].name) == 0)
                return tags[k].tag;
        }
    }
    return TAG_OTHER;
}

struct reading {
    struct xlsx_strings *s;
    const char *name;
    unsigned skip; /* elements open inside one that means nothing here */
    enum xlsx_tag open;
    bool in_run;
};

/* Where the string that is being read begins. */
static size_t begin(const struct xlsx_strings *s)
{
    return s->n ? s->ends[s->n - 1] : 0;
}

static int on_start(void *user, const char *name, const char **atts, struct err *e)
{
    struct reading *r = user;
    enum xlsx_tag tag = xlsx_tag(name);

    if (r->skip) {
        r->skip++;
        return 0;
    }
    switch (r->open) {
    case TAG_OTHER:
        if (tag != TAG_SST)
            return err_set(e, E_INVALID, "%s：不是字符串表", "%s: this is no table of strings",
                           r->name);
        r->open = tag;
        return 0;
    case TAG_SST:
        if (tag != TAG_SI)
            break;
        r->open = tag;
        return 0;
    case TAG_SI:
        if (tag == TAG_R && !r->in_run) {
            r->in_run = true;
            return 0;
        }
        if (tag != TAG_T)
            break;
        r->open = tag;
        return 0;
    default:
        break;
    }
    r->skip = 1;
    return 0;
}

static int add_string(struct xlsx_strings *s, const char *name, struct err *e)
{
    xlsx_unescape(&s->text, begin(s));
    if (s->text.failed)
        return err_nomem(e);
    if (s->n == LIMIT_SHARED_STRINGS)
        return err_set(e, E_LIMIT, "%s：字符串超过 %u 个；请拆分文件",
                       "%s: more than %u strings; split the file", name, LIMIT_SHARED_STRINGS);
    if (s->n == s->cap) {
        size_t cap = s->cap ? 2 * s->cap : 1024;
        uint32_t *grown = reallocarray(s->ends, cap, sizeof *grown);

        if (!grown)
            return err_nomem(e);
        s->ends = grown;
        s->cap = cap;
    }
    s->ends[s->n++] = (uint32_t)s->text.len;
    return 0;
}

static int on_end(void *user, const char *name, struct err *e)
{
    struct reading *r = user;

    if (r->skip) {
        r->skip--;
        return 0;
    }
    switch (r->open) {
    case TAG_T:
        r->open = TAG_SI;
        return 0;
    case TAG_SI:
        if (r->in_run) {
            r->in_run = false;
            return 0;
        }
        r->open = TAG_SST;
        return add_string(r->s, r->name, e);
    default:
        return 0;
    }
}

static int on_text(void *user, const char *data, size_t n, struct err *e)
{
    struct reading *r = user;
    struct xlsx_strings *s = r->s;

    if (r->skip || r->open != TAG_T)
        return 0;
    if (s->text.len - begin(s) + n > LIMIT_FIELD_BYTES)
        return err_set(e, E_LIMIT, "%s 第 %zu 个字符串超过 %u 字节",
                       "%s, string %zu: longer than %u bytes", r->name, s->n + 1,
                       LIMIT_FIELD_BYTES);
    if (s->text.len + n > LIMIT_SHARED_STRINGS_BYTES)
        return err_set(e, E_LIMIT, "%s：文字共超过 %u 字节；请拆分文件，或另存为 CSV",
                       "%s: more than %u bytes of text; split the file, or save it as CSV", r->name,
                       LIMIT_SHARED_STRINGS_BYTES);
    strbuf_add(&s->text, data, n);
    return s->text.failed ? err_nomem(e) : 0;
}

int xlsx_strings_read(xml_source source, void *arg, const char *name, struct xlsx_strings *ret,
                      struct err *e)
{
    static const struct xml_events events = {on_start, on_end, on_text};
    _cleanup_(xlsx_strings_done) struct xlsx_strings s = {0};
    _cleanup_(xml_stream_freep) struct xml_stream *x = NULL;
    struct reading r = {.s = &s, .name = name};
    int rc = xml_stream_new(source, arg, name, &events, &r, &x, e);

    if (rc < 0 || (rc = xml_stream_run(x, e)) < 0)
        return rc;
    *ret = s;
    s = (struct xlsx_strings){0};
    return 0;
}

struct str xlsx_strings_get(const struct xlsx_strings *s, size_t i)
{
    size_t from = i ? s->ends[i - 1] : 0;

    return (struct str){strbuf_z(&s->text) + from, s->ends[i] - from};
}

void xlsx_strings_done(struct xlsx_strings *s)
{
    strbuf_done(&s->text);
    free(s->ends);
}
