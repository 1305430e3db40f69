/* Rows of which it isn't certain whose they are. */
#include "api.h"

#include "cleanup.h"
#include "deliveries.h"
#include "feed_import.h"
#include "household_read.h"
#include "match.h"
#include "verify_json.h"

struct page {
    struct json_writer *w;
    struct lens lens;
    struct deliveries *deliveries;
    struct arena *a;
    size_t rows, limit;
    bool more;
    struct feed_candidate last; /* of the last row */
    size_t n;                   /* candidates of the row at hand, written when it is whole */
    struct feed_candidate at[MATCH_CANDIDATES_MAX];
};

static void put_reasons(struct json_writer *w, uint32_t reasons)
{
    static const struct {
        enum match_reason reason;
        const char *word;
    } words[] = {
        {MATCH_BY_NUMBER, "number"},   {MATCH_BY_DIGIT, "digit"}, {MATCH_BY_NAME, "name"},
        {MATCH_BY_VARIANT, "variant"}, {MATCH_BY_BIRTH, "birth"}, {MATCH_BY_VILLAGE, "village"},
        {MATCH_BY_TOWN, "town"},
    };
    json_name(w, "reasons");
    json_array(w);
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (reasons & words[i].reason)
            json_put_z(w, words[i].word);
    json_array_end(w);
}

static void put_candidate(struct page *p, const struct feed_candidate *x)
{
    struct json_writer *w = p->w;
    json_object(w);
    put_member(w, &p->lens, x->name, x->minor, x->register_id, x->person_id, p->a);
    put_text(w, "household_no", x->household_no);
    put_int(w, "member", (int64_t)x->member);
    put_int(w, "score", x->score);
    put_reasons(w, x->reasons);
    put_text(w, "state", x->state);
    json_object_end(w);
}

/* Whose the row is isn't known: it is told as that of a child where one of them is. */
static void put_row(struct page *p)
{
    struct json_writer *w = p->w;
    const struct feed_candidate *x = p->at;
    bool minor = false;
    if (!p->n)
        return;
    for (size_t i = 0; i < p->n; i++)
        minor |= p->at[i].minor;
    json_object(w);
    put_int(w, "delivery", x->delivery);
    put_int(w, "row", x->row);
    put_text(w, "source", x->feed);
    put_text(w, "label", x->label);
    put_str(w, "stated_name", name_told(&p->lens, x->stated_name, minor, p->a, NULL));
    put_hidden(
        w, "text", x->text,
        sight_of(&p->lens, feed_fields(deliveries_find(p->deliveries, x->delivery)->feed), minor));
    json_name(w, "candidates");
    json_array(w);
    for (size_t i = 0; i < p->n; i++)
        put_candidate(p, &p->at[i]);
    json_array_end(w);
    json_object_end(w);
    p->n = 0;
}

static int add_candidate(void *arg, const struct feed_candidate *x, struct err *e)
{
    struct page *p = arg;
    bool other = !p->n || x->delivery != p->at[0].delivery || x->row != p->at[0].row;
    if (p->more)
        return 0;
    if (other) {
        if ((p->more = p->limit && p->rows == p->limit))
            return 0;
        put_row(p);
        p->rows++;
    }
    if (p->n == MATCH_CANDIDATES_MAX)
        return 0;
    struct feed_candidate *to = &p->at[p->n++];
    *to = *x;
    struct str *texts[] = {&to->feed, &to->label,       &to->household_no, &to->name,
                           &to->text, &to->stated_name, &to->state};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        *texts[i] = str_dup(p->a, *texts[i]);
    return arena_failed(p->a) ? err_nomem(e) : 0;
}

static int put_rows(struct api_call *c, struct page *p, struct feed_candidate_filter *f,
                    struct err *e)
{
    _cleanup_(deliveries_freep) struct deliveries *deliveries = NULL;
    int rc = deliveries_open(api_register(c), f->seq, &deliveries, e);
    if (rc < 0)
        return rc;
    p->w = api_json(c);
    p->lens = tell_lens(c, 0);
    p->deliveries = deliveries;
    p->a = api_arena(c);
    rc = feed_candidates(api_register(c), api_actor(c), f, add_candidate, p, e);
    p->last = p->at[0];
    put_row(p);
    return rc;
}

API_HANDLER(candidate_list)
{
    struct page p = {.limit = api_limit(c)};
    struct json_writer *w = api_json(c);
    struct feed_candidate_filter f = {.division = api_text(c, "division"),
                                      .feed = api_text(c, "source"),
                                      .household_no = api_text(c, "household_no"),
                                      .delivery = api_int(c, "delivery"),
                                      .decided = api_bool(c, "decided"),
                                      .most = p.limit + 1};
    struct str key, part;
    api_audit(c, 0, f.division.len ? f.division : str_of(api_actor(c)->scope),
              f.household_no.len ? str_of(object_of(c, "candidates of household", f.household_no))
                                 : STR("candidates"));
    int rc = api_cursor(c, &key, e);
    if (rc < 0 || (rc = api_known_seq(c, &f.seq, e)) < 0)
        return rc;
    if (str_split(&key, '.', &part) && api_int_parse(part, &f.after_delivery))
        api_int_parse(key, &f.after_row);
    json_object(w);
    json_name(w, "items");
    json_array(w);
    rc = put_rows(c, &p, &f, e);
    json_array_end(w);
    if (rc >= 0)
        rc = api_next(c,
                      p.more
                          ? str_of(arena_printf(api_arena(c), "%lld.%lld",
                                                (long long)p.last.delivery, (long long)p.last.row))
                          : STR(""),
                      e);
    json_object_end(w);
    return rc;
}

static int not_there(int64_t delivery, int64_t row, struct err *e)
{
    return err_set(e, E_NOT_FOUND, "第 %lld 批第 %lld 行没有候选",
                   "delivery %lld, row %lld has no candidates", (long long)delivery,
                   (long long)row);
}

API_HANDLER(candidate_get)
{
    struct page p = {0};
    struct feed_candidate_filter f = {
        .delivery = api_int(c, "delivery"), .row = api_int(c, "row"), .decided = true};
    api_audit(c, 0, str_of(api_actor(c)->scope),
              str_of(arena_printf(api_arena(c), "delivery %lld row %lld", (long long)f.delivery,
                                  (long long)f.row)));
    int rc = api_known_seq(c, &f.seq, e);
    if (rc < 0 || (rc = put_rows(c, &p, &f, e)) < 0)
        return rc;
    return p.rows ? 0 : not_there(f.delivery, f.row, e);
}

API_HANDLER(candidate_decide)
{
    struct str answer = api_body_text(c, "answer"), person = api_body_text(c, "person_no");
    struct json_writer *w = api_json(c);
    struct feed_answering x = {.delivery = api_int(c, "delivery"),
                               .row = api_int(c, "row"),
                               .answer = str_eqz(answer, "accept")   ? FEED_ACCEPT
                                         : str_eqz(answer, "refuse") ? FEED_REFUSE
                                                                     : FEED_NOBODY,
                               .alike = api_body_bool(c, "alike"),
                               .reason = api_body_text(c, "reason")};
    uint64_t rows;
    api_audit(c, 0, str_of(api_actor(c)->scope),
              str_of(arena_printf(api_arena(c), "delivery %lld row %lld " STR_FMT " " STR_FMT,
                                  (long long)x.delivery, (long long)x.row, STR_ARG(answer),
                                  STR_ARG(person))));
    api_audit_why(c, x.reason);
    if (x.answer != FEED_NOBODY && !person_no_parse(person, &x.register_id, &x.person_id))
        return err_set(e, E_INVALID, "请写明 person_no：这条记录是（或不是）谁的",
                       "give person_no: whose the row is, or isn't");
    int rc = feed_decide(api_register(c), api_actor(c), &x, &rows, e);
    if (rc < 0)
        return rc;
    json_object(w);
    put_int(w, "rows", (int64_t)rows);
    json_object_end(w);
    return 0;
}
