/* What verifications found, as a file; masked as everywhere. */
#include "export.h"

#include "cleanup.h"
#include "clock.h"
#include "date.h"
#include "household_read.h"
#include "mask.h"
#include "progress.h"
#include "rows.h"

#define PAGE 1000
#define MASKED "***"

static const struct rows_column columns[] = {
    {STR("household_no"), ROWS_TEXT},
    {STR("division"), ROWS_TEXT},
    {STR("finding"), ROWS_INTEGER},
    {STR("kind"), ROWS_TEXT},
    {STR("state"), ROWS_TEXT},
    {STR("person_no"), ROWS_TEXT},
    {STR("name"), ROWS_TEXT},
    {STR("attribute"), ROWS_TEXT},
    {STR("source"), ROWS_TEXT},
    {STR("delivery"), ROWS_INTEGER},
    {STR("row"), ROWS_INTEGER},
    {STR("detail"), ROWS_TEXT},
    {STR("declared"), ROWS_TEXT},
    {STR("verified"), ROWS_TEXT},
    {STR("category_declared"), ROWS_TEXT},
    {STR("category_verified"), ROWS_TEXT},
    {STR("amount_declared"), ROWS_MONEY},
    {STR("amount_verified"), ROWS_MONEY},
    {STR("as_of"), ROWS_DATE},
    {STR("verification"), ROWS_INTEGER},
    {STR("reason"), ROWS_TEXT},
    {STR("attachment"), ROWS_TEXT},
    {STR("settled_by"), ROWS_TEXT},
    {STR("settled_at"), ROWS_TEXT},
};

struct page {
    struct rows_writer *rows;
    const struct catalogue *catalogue;
    struct lens lens;
    struct arena *a; /* of a row */
    struct item_key last;
    size_t n;
    int64_t all;
};

static void put_number(struct rows_writer *w, int64_t n)
{
    if (n)
        rows_int(w, n);
    else
        rows_textz(w, "");
}

static void put_amount(struct rows_writer *w, struct maybe fen)
{
    if (fen.known)
        rows_money(w, fen.value);
    else
        rows_textz(w, "");
}

static int put_value(struct page *p, const struct item *i, struct fact v, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf text = {0};
    enum entity entity = i->person_id ? ENTITY_PERSON : ENTITY_HOUSEHOLD;
    const struct attribute *t =
        i->attribute.len ? catalogue_find(p->catalogue, entity, i->attribute) : NULL;
    struct shown s = {0};
    int rc = t ? mask_fact(&p->lens, t, v, i->minor, p->a, &s, e) : 0;
    if (rc < 0)
        return rc;
    if (t && v.known && !v.none && s.sight == SIGHT_CLEAR)
        fact_print(t, v, &text);
    else if (t && v.known && s.sight == SIGHT_MASKED)
        strbuf_addz(&text, MASKED);
    rows_text(p->rows, strbuf_str(&text));
    return text.failed ? err_nomem(e) : 0;
}

/* Of a row that may be hers the name that was sent. */
static struct str detail_of(struct page *p, const struct item *i)
{
    bool is_name = i->kind == ITEM_CANDIDATE || i->kind == ITEM_NAME_DIFFERS;
    return is_name ? mask_name(&p->lens, i->detail, i->minor, p->a) : i->detail;
}

static int put_item(void *arg, const struct item *i, struct err *e)
{
    struct page *p = arg;
    struct rows_writer *w = p->rows;
    char no[PERSON_NO_BYTES] = "", at[40] = "";
    int rc;
    arena_reset(p->a);
    if (i->person_id)
        person_no(i->register_id, i->person_id, no);
    if (i->state_seq)
        instant_format(i->state_at, at);
    rows_text(w, i->household_no);
    rows_text(w, i->division);
    rows_int(w, i->item_id);
    rows_textz(w, item_kind_word(i->kind));
    rows_textz(w, item_state_word(i->state));
    rows_textz(w, no);
    rows_text(w, mask_name(&p->lens, i->name, i->minor, p->a));
    rows_text(w, i->attribute);
    rows_text(w, i->source);
    put_number(w, i->delivery);
    put_number(w, i->row);
    rows_text(w, detail_of(p, i));
    if ((rc = put_value(p, i, i->declared, e)) < 0 || (rc = put_value(p, i, i->verified, e)) < 0)
        return rc;
    rows_text(w, i->effect.known ? i->effect.category_declared : STR(""));
    rows_text(w, i->effect.known ? i->effect.category_verified : STR(""));
    put_amount(w, i->effect.known ? i->effect.amount_declared : (struct maybe){0});
    put_amount(w, i->effect.known ? i->effect.amount_verified : (struct maybe){0});
    rows_date(w, i->as_of);
    put_number(w, i->verification);
    rows_text(w, i->reason);
    rows_text(w, i->attachment);
    rows_text(w, i->state_seq ? i->actor : STR(""));
    rows_textz(w, at);
    p->n++;
    p->last = (struct item_key){i->weight, i->register_id, i->household_id, i->item_id};
    return arena_failed(p->a) ? err_nomem(e) : rows_end(w, e);
}

int export_findings(struct reg *r, const struct actor *actor, const struct item_filter *f,
                    uint32_t opened, const char *path, int64_t *ret_rows, struct err *e)
{
    _cleanup_(progress_freep) struct progress *progress = progress_new("导出", "export", 0);
    _cleanup_(rows_freep) struct rows_writer *rows = NULL;
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct item_filter page = *f;
    struct item_key after;
    int rc = a ? rows_create(path, columns, ARRAY_LEN(columns), &rows, e) : err_nomem(e);
    struct page p = {.rows = rows,
                     .catalogue = reg_catalogue(r),
                     .lens = {actor, opened, clock_today()},
                     .a = a,
                     .n = PAGE};
    for (page.most = PAGE; rc >= 0 && p.n == PAGE; page.after = &after) {
        p.n = 0;
        if ((rc = items_list(r, actor, &page, put_item, &p, e)) < 0)
            break;
        after = p.last;
        p.all += (int64_t)p.n;
        rc = progress_tick(progress, (uint64_t)p.all, e);
    }
    if (rc >= 0 && (rc = rows_commit(rows, e)) >= 0)
        *ret_rows = p.all;
    return rc < 0 ? rc : 0;
}
