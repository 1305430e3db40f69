/* What is done with accounts is on record with it: register 0 of the audit trail. */
#include "account_private.h"
#include "audit.h"
#include "cleanup.h"
#include "date.h"
#include "json.h"

#include <stdlib.h>

static void put_text(struct json_writer *w, const char *name, struct str text)
{
    json_name(w, name);
    json_put_str(w, text);
}

/* A JSON object in memory. */
struct object {
    struct json_writer w;
    char *text;
    size_t len;
};

static int object_begin(struct object *o, struct err *e)
{
    o->w.f = open_memstream(&o->text, &o->len);
    if (!o->w.f)
        return err_nomem(e);
    json_object(&o->w);
    return 0;
}

static int object_end(struct object *o, struct strbuf *ret, struct err *e)
{
    json_object_end(&o->w);
    bool failed = ferror(o->w.f);

    failed |= fclose(o->w.f) != 0;
    strbuf_clear(ret);
    if (!failed)
        strbuf_add(ret, o->text, o->len);
    free(o->text);
    return failed || ret->failed ? err_nomem(e) : 0;
}

int account_state(struct db *db, int64_t account, struct strbuf *ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct object o = {0};
    int r =
        db_prepare(db, "select label, role, division, disabled from account where id = $1", &s, e);

    if (r < 0)
        return r;
    stmt_bind_int(s, 1, account);
    if ((r = stmt_step(s, e)) <= 0 || (r = object_begin(&o, e)) < 0)
        return r;
    put_text(&o.w, "label", stmt_text(s, 0));
    put_text(&o.w, "role", stmt_text(s, 1));
    put_text(&o.w, "division", stmt_text(s, 2));
    json_name(&o.w, "disabled");
    json_put_bool(&o.w, stmt_int(s, 3));
    return object_end(&o, ret, e);
}

int token_state(struct db *db, int64_t token, struct strbuf *ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct object o = {0};
    char until[40];
    int r = db_prepare(db, "select label, rights, division, until from account_token where id = $1",
                       &s, e);

    if (r < 0)
        return r;
    stmt_bind_int(s, 1, token);
    if ((r = stmt_step(s, e)) <= 0 || (r = object_begin(&o, e)) < 0)
        return r;
    instant_format(stmt_int(s, 3), until);
    json_name(&o.w, "token");
    json_put_int(&o.w, token);
    put_text(&o.w, "label", stmt_text(s, 0));
    put_text(&o.w, "rights", stmt_text(s, 1));
    put_text(&o.w, "division", stmt_text(s, 2));
    put_text(&o.w, "until", str_of(until));
    return object_end(&o, ret, e);
}

int account_record(struct db *db, const struct account_deed *d, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf object = {0};
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    const struct actor *by = d->by;
    int r = db_prepare(db, "select name, division from account where id = $1", &s, e);

    if (r < 0)
        return r;
    stmt_bind_int(s, 1, d->account);
    r = stmt_step(s, e);
    if (r < 0)
        return r;
    strbuf_addz(&object, "account");
    if (r > 0) {
        strbuf_addc(&object, ' ');
        strbuf_adds(&object, stmt_text(s, 0));
    }
    if (object.failed)
        return err_nomem(e);
    return audit_append(db,
                        &(struct audit_entry){
                            .actor_id = by->id,
                            .actor = str_of(by->name),
                            .session = str_of(by->session),
                            .address = str_of(by->address),
                            .action = str_of(d->action),
                            .object = strbuf_str(&object),
                            .division = r > 0 ? stmt_text(s, 1) : STR(""),
                            .before = d->before,
                            .after = d->after,
                            .outcome = d->outcome,
                        },
                        1, e);
}
