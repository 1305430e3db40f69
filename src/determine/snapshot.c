/* Opening a snapshot: the file that is there, or a new one; and the part of it that was asked for.
 */
#include "snapshot_private.h"

#include "change.h"
#include "cleanup.h"
#include "determine.h"
#include "file.h"
#include "scan.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define SCATTERED 64 /* households in a run, below which it is */

struct part {
    uint32_t block, first, n;
};

/* A mapped file, as long as somebody reads it. */
struct mapping {
    struct snapshot_file file;
    atomic_uint users;
};

struct snapshot {
    struct arena *arena;
    struct mapping *mapping;   /* NULL: the file is this one's alone */
    struct snapshot_file file; /* of the mapping, read with this one's columns */
    struct snapshot_info info;
    bool whole;    /* batches are the blocks; else parts */
    bool gathered; /* the file holds the part alone */
    struct {
        struct part *at;
        size_t n, cap;
    } parts;
};

static void let_go(struct snapshot *s)
{
    if (!s->mapping) {
        snapshot_unmap(&s->file);
    } else if (atomic_fetch_sub(&s->mapping->users, 1) == 1) {
        snapshot_unmap(&s->mapping->file);
        free(s->mapping);
    }
    s->mapping = NULL;
    s->file = (struct snapshot_file){0};
}

void snapshot_close(struct snapshot *s)
{
    if (!s)
        return;
    let_go(s);
    arena_free(s->arena);
    free(s);
}

void snapshot_closep(struct snapshot **s)
{
    snapshot_close(*s);
}

const struct snapshot_info *snapshot_info(const struct snapshot *s)
{
    return &s->info;
}

struct str snapshot_division(const struct snapshot *s, uint32_t index)
{
    const struct snapshot_code *c = &s->file.divisions[index];
    return (struct str){c->digits, sizeof c->digits};
}

size_t snapshot_width(const struct snapshot *s)
{
    return snapshot_all_columns(s->info.columns);
}

void snapshot_batch(const struct snapshot *s, size_t batch, struct column *columns,
                    struct snapshot_batch *ret)
{
    const struct snapshot_file *f = &s->file;
    if (s->whole) {
        snapshot_file_rows(f, batch, 0, f->blocks[batch].households, columns, ret);
    } else {
        const struct part *p = &s->parts.at[batch];
        snapshot_file_rows(f, p->block, p->first, p->n, columns, ret);
    }
}

size_t snapshot_batch_households(const struct snapshot *s, size_t batch)
{
    return s->whole ? s->file.blocks[batch].households : s->parts.at[batch].n;
}

/* The households of one block that are wanted, as runs. */
static int add_parts(struct snapshot *s, size_t block, const bool *wanted, struct column *columns,
                     struct err *e)
{
    struct snapshot_batch b;
    size_t n = s->file.blocks[block].households;
    snapshot_file_rows(&s->file, block, 0, n, columns, &b);
    for (size_t i = 0, first; i < n; i++) {
        for (first = i; i < n && wanted[b.divisions[i]];)
            i++;
        if (i == first)
            continue;
        struct part p = {(uint32_t)block, (uint32_t)first, (uint32_t)(i - first)};
        if (!vec_push(s->arena, &s->parts, p))
            return err_nomem(e);
        s->info.households += p.n;
        s->info.members += b.columns.offsets[i] - b.columns.offsets[first];
    }
    return 0;
}

static void use_whole(struct snapshot *s)
{
    const struct snapshot_header *h = s->file.header;
    s->whole = true;
    s->info.divisions = h->divisions;
    s->info.households = h->households;
    s->info.members = h->members;
    s->info.batches = h->blocks;
}

/* The parts alone, in memory, where households of one place lie scattered: batches of a few
 * households would cost more than this once. */
static int gather(struct snapshot *s, struct err *e)
{
    _cleanup_(snapshot_writer_freep) struct snapshot_writer *w = NULL;
    struct snapshot_file own = {0};
    int rc = snapshot_writer_new(s->info.columns, &s->file.header->binding, -1, "", NULL, &w, e);
    for (size_t i = 0; i < s->parts.n && rc >= 0; i++) {
        const struct part *p = &s->parts.at[i];
        rc = snapshot_writer_copy(w, &s->file, p->block, p->first, p->n, e);
    }
    if (rc < 0 || (rc = snapshot_writer_finish(w, NULL, e)) < 0 ||
        (rc = snapshot_writer_take(w, &own, e)) < 0)
        return rc;
    let_go(s);
    s->file = own;
    s->gathered = true;
    use_whole(s);
    return 0;
}

/* What the actor may see of what was asked for: nothing else can be had from the snapshot. */
static int choose(struct snapshot *s, const struct scan_range *range, struct err *e)
{
    const struct snapshot_header *h = s->file.header;
    _cleanup_free_ bool *wanted = calloc(h->divisions + 1, sizeof *wanted);
    struct column *columns =
        arena_array_of(s->arena, snapshot_all_columns(s->info.columns), struct column);
    size_t n = 0;
    if (!wanted || !columns)
        return err_nomem(e);
    for (uint32_t i = 0; i < h->divisions; i++) {
        struct str code = snapshot_division(s, i);
        wanted[i] =
            str_cmp(code, str_of(range->low)) >= 0 && str_cmp(code, str_of(range->high)) < 0;
        n += wanted[i];
    }
    if (n == h->divisions) {
        use_whole(s);
        return 0;
    }
    s->info.divisions = h->divisions;
    for (size_t i = 0; i < h->blocks; i++) {
        int rc = add_parts(s, i, wanted, columns, e);
        if (rc < 0)
            return rc;
    }
    s->info.batches = s->parts.n;
    return s->parts.n > s->info.households / SCATTERED + 1 ? gather(s, e) : 0;
}

static int new_snapshot(const struct catalogue *c, struct snapshot **ret, struct err *e)
{
    _cleanup_(snapshot_closep) struct snapshot *s = calloc(1, sizeof *s);
    if (!s || !(s->arena = arena_new(0)))
        return err_nomem(e);
    int rc = fact_columns_new(c, s->arena, &s->info.columns, e);
    if (rc < 0)
        return rc;
    *ret = take(s);
    return 0;
}

struct opening {
    struct reg *r;
    struct snapshot *s;
    int32_t as_of;
    int64_t known_seq;
    struct snapshot_slot slot; /* fd >= 0: locked, or a file without a name */
};

/* Is it a file of this register, of a moment that its log has? */
static int is_ours(struct opening *x, const struct snapshot_file *f, bool *ret, struct err *e)
{
    const struct snapshot_binding *b = &f->header->binding;
    struct snapshot_binding then;
    struct err none = {0};
    int rc = snapshot_bind(x->r, f->columns, b->as_of, b->seq, &then, &none);
    if (rc < 0 && rc != E_NOT_FOUND) {
        if (e)
            *e = none;
        return rc;
    }
    *ret = rc == 0 && memcmp(&then, b, sizeof then) == 0;
    return 0;
}

/* The file that is there, if it can be used at all; *ret is zero if not. */
static int load(struct opening *x, const char *path, struct snapshot_file *ret, struct err *e)
{
    struct snapshot_file f = {0};
    struct err *notice = &x->s->info.notice;
    bool ours = false;
    *notice = (struct err){0};
    int rc = snapshot_load(path, x->s->info.columns, &f, notice);
    if (rc == E_NOT_FOUND)
        *notice = (struct err){0};
    if (rc < 0)
        return rc == E_NOMEM ? err_nomem(e) : 0;
    if ((rc = is_ours(x, &f, &ours, e)) < 0 || !ours)
        snapshot_unmap(&f);
    if (rc < 0)
        return rc;
    if (!ours)
        err_set(notice, E_CONFLICT, "%s：快照文件不是此登记库的，或登记库已从备份恢复",
                "%s: the snapshot file is not this register's, or that was restored from a backup",
                path);
    *ret = f;
    return 0;
}

/* Writes a new file, and maps it. */
static int make(struct opening *x, const char *path, const struct snapshot_binding *b,
                const struct snapshot_file *earlier, struct err *e)
{
    _cleanup_(snapshot_writer_freep) struct snapshot_writer *w = NULL;
    struct snapshot_info *info = &x->s->info;
    bool refreshed = false;
    int rc;
    if ((rc = snapshot_writer_new(info->columns, b, x->slot.fd, path, NULL, &w, e)) < 0 ||
        (rc = snapshot_build(x->r, b, earlier, w, &refreshed, &info->read, e)) < 0 ||
        (rc = snapshot_writer_finish(w, NULL, e)) < 0 ||
        (rc = snapshot_map(x->slot.fd, info->columns, &x->s->file, e)) < 0)
        return rc;
    info->origin = refreshed ? SNAPSHOT_REFRESHED : SNAPSHOT_BUILT;
    if (x->slot.path)
        snapshot_keep(&x->slot, &info->notice);
    return 0;
}

/* In a read transaction. 1 = done, 0 = nothing there that fits, and no right to build yet. */
static int attempt(struct opening *x, const char *path, struct err *e)
{
    struct snapshot *s = x->s;
    struct snapshot_file earlier = {0};
    struct snapshot_binding b;
    int64_t last;
    int rc;
    if ((rc = change_last(reg_db(x->r), &last, e)) < 0 ||
        (rc = snapshot_bind(x->r, s->info.columns, x->as_of,
                            x->known_seq < last ? x->known_seq : last, &b, e)) < 0 ||
        (*path && (rc = load(x, path, &earlier, e)) < 0))
        return rc;
    s->info.as_of = b.as_of;
    s->info.seq = b.seq;
    if (earlier.bytes && memcmp(&earlier.header->binding, &b, sizeof b) == 0) {
        s->file = earlier;
        s->info.origin = SNAPSHOT_MAPPED;
        return 1;
    }
    if (x->slot.fd >= 0)
        rc = make(x, path, &b, earlier.bytes ? &earlier : NULL, e);
    snapshot_unmap(&earlier);
    return rc < 0 ? rc : x->slot.fd >= 0;
}

/* The right to build; where no file can be kept, a nameless one. */
static int lock(struct opening *x, const char *path, struct err *why, struct err *e)
{
    int rc = *path ? snapshot_lock(path, &x->slot, why) : E_NOT_FOUND;
    if (rc == E_NOMEM)
        return err_nomem(e);
    if (rc == 0)
        return 0;
    return file_nameless(&x->slot.fd, e);
}

static int find_path(struct opening *x, struct strbuf *path, struct err *why, struct err *e)
{
    struct snapshot_binding b;
    int rc = snapshot_bind(x->r, x->s->info.columns, x->as_of, 1, &b, e);
    if (rc < 0)
        return rc;
    rc = snapshot_place(x->r, b.place, path, why);
    return rc == E_NOMEM ? err_nomem(e) : 0;
}

static int open_current(struct opening *x, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf path = {0};
    struct db *db = reg_db(x->r);
    struct err unkept = {0};
    int rc = find_path(x, &path, &unkept, e);
    while (rc >= 0) {
        if ((rc = db_begin(db, false, e)) < 0)
            return rc;
        rc = attempt(x, strbuf_z(&path), e);
        db_rollback(db);
        if (rc != 0)
            break;
        rc = lock(x, strbuf_z(&path), &unkept, e);
    }
    if (rc >= 0 && unkept.code && !x->s->info.notice.code)
        x->s->info.notice = unkept;
    return rc < 0 ? rc : 0;
}

int snapshot_open(struct reg *r, const struct actor *actor, struct str division, int32_t as_of,
                  int64_t known_seq, struct snapshot **ret, struct err *e)
{
    _cleanup_(snapshot_closep) struct snapshot *s = NULL;
    struct scan_range range;
    int rc;
    if ((rc = actor_require(actor, RIGHT_VIEW, e)) < 0 ||
        (rc = scan_range(actor, division, &range, e)) < 0 ||
        (rc = db_schema_check(reg_db(r), &determine_schema, e)) < 0 ||
        (rc = new_snapshot(reg_catalogue(r), &s, e)) < 0)
        return rc;
    struct opening x = {.r = r, .s = s, .as_of = as_of, .known_seq = known_seq, .slot.fd = -1};
    rc = open_current(&x, e);
    snapshot_slot_done(&x.slot);
    if (rc < 0 || (rc = choose(s, &range, e)) < 0)
        return rc;
    *ret = take(s);
    return 0;
}

int snapshot_share(struct snapshot *s, struct err *e)
{
    if (s->mapping)
        return 0;
    if (!(s->mapping = calloc(1, sizeof *s->mapping)))
        return err_nomem(e);
    s->mapping->file = s->file;
    atomic_init(&s->mapping->users, 1);
    return 0;
}

size_t snapshot_own_bytes(const struct snapshot *s)
{
    return s->gathered ? s->file.size : 0;
}

int snapshot_again(const struct snapshot *shared, struct reg *r, const struct actor *actor,
                   struct str division, struct snapshot **ret, struct err *e)
{
    _cleanup_(snapshot_closep) struct snapshot *s = NULL;
    struct scan_range range;
    int rc;
    if ((rc = actor_require(actor, RIGHT_VIEW, e)) < 0 ||
        (rc = scan_range(actor, division, &range, e)) < 0 ||
        (rc = new_snapshot(reg_catalogue(r), &s, e)) < 0)
        return rc;
    s->mapping = shared->mapping;
    atomic_fetch_add(&s->mapping->users, 1);
    s->file = shared->file;
    s->file.columns = s->info.columns;
    s->gathered = shared->gathered;
    s->info.as_of = shared->info.as_of;
    s->info.seq = shared->info.seq;
    if ((rc = choose(s, &range, e)) < 0)
        return rc;
    *ret = take(s);
    return 0;
}

int snapshot_is_ready(struct reg *r, int32_t as_of, bool *ret, struct err *e)
{
    _cleanup_(snapshot_closep) struct snapshot *s = NULL;
    _cleanup_(strbuf_done) struct strbuf path = {0};
    struct snapshot_header h = {0};
    struct err unkept = {0};
    int rc = new_snapshot(reg_catalogue(r), &s, e);
    if (rc < 0)
        return rc;
    struct opening x = {.r = r, .s = s, .as_of = as_of, .known_seq = INT64_MAX, .slot.fd = -1};
    if ((rc = find_path(&x, &path, &unkept, e)) < 0)
        return rc;
    int fd = path.len ? open(strbuf_z(&path), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK) : -1;
    *ret = fd >= 0 && read(fd, &h, sizeof h) == sizeof h &&
           memcmp(h.magic, SNAPSHOT_MAGIC, sizeof h.magic) == 0 && h.binding.as_of == as_of;
    if (fd >= 0)
        close(fd);
    return 0;
}

int snapshot_open_file(const char *path, const struct catalogue *c, struct snapshot **ret,
                       struct err *e)
{
    _cleanup_(snapshot_closep) struct snapshot *s = NULL;
    int rc = new_snapshot(c, &s, e);
    if (rc < 0 || (rc = snapshot_load(path, s->info.columns, &s->file, e)) < 0)
        return rc;
    s->info.as_of = s->file.header->binding.as_of;
    s->info.seq = s->file.header->binding.seq;
    rc = choose(s, &(struct scan_range){.low = "", .high = ":"}, e);
    if (rc < 0)
        return rc;
    *ret = take(s);
    return 0;
}
