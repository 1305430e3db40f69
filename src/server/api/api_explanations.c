/* One household's decision and the reasons for it: as data, and as a letter. */
#include "api_tell.h"
#include "explain.h"

#include "cleanup.h"

/* `lang`, else what the client's browser prefers, as far as its first word tells. */
static enum lang asked_lang(struct api_call *c, struct str lang)
{
    struct str accepted = http_header(api_exchange(c), "Accept-Language");
    if (lang.len)
        return str_eqz(lang, "en") ? LANG_EN : LANG_ZH;
    return str_starts(accepted, STR("en")) ? LANG_EN : LANG_ZH;
}

static int put_letter(struct api_call *c, const struct telling *t, bool html, struct err *e)
{
    _cleanup_free_ char *text = NULL;
    size_t len = 0;
    FILE *f = open_memstream(&text, &len);
    if (!f)
        return err_nomem(e);
    int rc = html ? telling_html(t, f, e) : telling_text(t, f, e);
    if (fclose(f) != 0)
        return err_nomem(e);
    if (rc >= 0)
        strbuf_add(http_content(api_exchange(c),
                                html ? "text/html; charset=utf-8" : "text/plain; charset=utf-8"),
                   text, len);
    return rc;
}

static int answer(struct api_call *c, const struct explain_options *o, struct str lang,
                  struct str format, struct err *e)
{
    const struct telling *t;
    struct str no = api_text(c, "household_no");
    api_audit(c, 0, str_of(api_actor(c)->scope), str_of(object_of(c, "household", no)));
    enum lang before = lang_set(asked_lang(c, lang));
    int rc = explain_tell(api_register(c), api_actor(c), no, o, api_arena(c), &t, e);
    lang_set(before);
    if (rc < 0)
        return rc;
    api_audit(c, t->register_id, t->division, str_of(object_of(c, "household", no)));
    if (str_eqz(format, "text") || str_eqz(format, "html"))
        return put_letter(c, t, str_eqz(format, "html"), e);
    telling_json(t, api_json(c));
    return 0;
}

API_HANDLER(household_explanation)
{
    struct explain_options o = {.as_of = api_date(c, "as_of")};
    int rc = api_known_seq(c, &o.known_seq, e);
    return rc < 0 ? rc : answer(c, &o, api_text(c, "lang"), api_text(c, "format"), e);
}

/* The letter in clear: what is opened is on record, with the reason. */
API_HANDLER(household_letter)
{
    struct explain_options o = {.as_of = api_date(c, "as_of")};
    int rc = api_known_seq(c, &o.known_seq, e);
    if (rc < 0 || (rc = asked_opening(c, &o.opened, e)) < 0)
        return rc;
    return answer(c, &o, api_text(c, "lang"), api_text(c, "format"), e);
}
