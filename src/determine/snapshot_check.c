/* heyi check: the snapshot that lies there, against the register as of its date and change. */
#include "snapshot_private.h"

#include "cleanup.h"
#include "determine.h"

static int compare(struct reg *r, const char *path, const struct snapshot_file *f,
                   struct checkup_kind *k, struct err *e)
{
    _cleanup_(snapshot_writer_freep) struct snapshot_writer *w = NULL;
    const struct snapshot_binding *b = &f->header->binding;
    bool refreshed, same;
    int rc;
    if ((rc = snapshot_writer_new(f->columns, b, -1, path, f, &w, e)) < 0 ||
        (rc = snapshot_build(r, b, NULL, w, &refreshed, &k->examined, e)) < 0 ||
        (rc = snapshot_writer_finish(w, &same, e)) < 0 || same)
        return rc;
    return checkup_find(k, e, path, "快照与登记库不符；请删除此文件，需要时会重新建立",
                        "the snapshot doesn't agree with the register: delete this file, it is "
                        "built again when it is needed");
}

int snapshot_check(struct reg *r, const struct actor *actor, struct checkup *c, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(strbuf_done) struct strbuf path = {0};
    _cleanup_(snapshot_unmap) struct snapshot_file f = {0};
    const struct fact_columns *columns;
    struct snapshot_binding b;
    int rc = a ? actor_require(actor, RIGHT_VIEW, e) : err_nomem(e);
    if (rc >= 0 && actor->scope[0])
        return err_set(e, E_DENIED, "%s 只管辖 %s，检查登记库需要全部范围",
                       "the scope of %s is %s; checking a register takes all of it", actor->name,
                       actor->scope);
    if (rc >= 0 && db_schema_check(reg_db(r), &determine_schema, NULL) < 0)
        return 0; /* told already */
    if (rc < 0 || (rc = fact_columns_new(reg_catalogue(r), a, &columns, e)) < 0 ||
        (rc = snapshot_bind(r, columns, 0, 1, &b, e)) < 0)
        return rc;
    struct err what = {0};
    if ((rc = snapshot_place(r, b.place, &path, &what)) < 0 ||
        (rc = snapshot_load(strbuf_z(&path), columns, &f, &what)) == E_NOT_FOUND)
        return rc == E_NOMEM ? err_nomem(e) : 0;
    if (rc == E_NOMEM)
        return err_nomem(e);
    struct checkup_kind *k = checkup_begin(c, "snapshot", "快照", "snapshot");
    k->derived = true;
    if (rc == E_CORRUPT)
        return checkup_find(k, e, strbuf_z(&path), "快照文件已损坏；请删除，需要时会重新建立",
                            "the snapshot file is damaged: delete it, it is built again when it is "
                            "needed");
    if (rc == 0)
        rc = snapshot_bind(r, columns, f.header->binding.as_of, f.header->binding.seq, &b, &what);
    if (rc == 0 && memcmp(&b, &f.header->binding, sizeof b) == 0)
        return checkup_end(k, compare(r, strbuf_z(&path), &f, k, e), e);
    if (rc == E_NOMEM)
        return err_nomem(e);
    if (rc == 0 || rc == E_NOT_FOUND)
        err_set(&what, E_CONFLICT, "%s 不是此登记库的快照，可以删除",
                "%s is no snapshot of this register and may be deleted", strbuf_z(&path));
    k->skipped = what;
    return 0;
}
