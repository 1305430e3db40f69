#include "serve_private.h"

#include "register.h"
#include "schema_parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *folder_of(struct arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return ".";
    return slash == path ? "/" : arena_printf(a, "%.*s", (int)(slash - path), path);
}

static void add_read(struct serve_places *p, const char *path)
{
    if (path && *path && p->n_read < SERVE_PLACES)
        p->read[p->n_read++] = path;
}

static void add_write(struct serve_places *p, const char *path)
{
    if (path && *path && p->n_write < SERVE_PLACES)
        p->write[p->n_write++] = path;
}

/* With those above it. */
static int make_folder(struct arena *a, const char *path, struct err *e)
{
    char *copy = arena_printf(a, "%s", path);
    if (!copy)
        return err_nomem(e);
    for (char *at = copy + 1; *at; at++) {
        if (*at != '/')
            continue;
        *at = '\0';
        mkdir(copy, 0700);
        *at = '/';
    }
    return mkdir(copy, 0700) < 0 && errno != EEXIST ? err_io(e, errno, path) : 0;
}

/* Where simulations keep their snapshots when the register is no file (snapshot_place.c). */
static const char *snapshots(struct arena *a)
{
    const char *own = getenv("HEYI_SNAPSHOT_DIR"), *cache = getenv("XDG_CACHE_HOME"),
               *home = getenv("HOME");
    if (own && *own)
        return own;
    if (cache && *cache == '/')
        return arena_printf(a, "%s/heyi", cache);
    return home && *home ? arena_printf(a, "%s/.cache/heyi", home) : NULL;
}

/* Passwords and certificates of the database server, where libpq looks for them. */
static void add_postgres(struct serve_places *p)
{
    static const char *const names[] = {"PGPASSFILE", "PGSERVICEFILE", "PGSSLROOTCERT", "PGSSLCERT",
                                        "PGSSLKEY"};
    const char *home = getenv("HOME");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        add_read(p, getenv(names[i]));
    if (home && *home) {
        add_read(p, arena_printf(p->arena, "%s/.pgpass", home));
        add_read(p, arena_printf(p->arena, "%s/.postgresql", home));
    }
    add_write(p, snapshots(p->arena));
}

static void find(const struct serve_options *o, struct db *db, struct serve_places *p)
{
    struct arena *a = p->arena;
    const char *path = db_path(db), *tmp = getenv("TMPDIR");
    p->connects = !path;
    add_read(p, getenv("HEYI_KEY_FILE"));
    add_read(p, getenv("TZDIR"));
    add_write(p, tmp && *tmp ? tmp : "/var/tmp");
    if (o->http.log && strcmp(o->http.log, "-") != 0)
        add_write(p, folder_of(a, o->http.log));
    if (path)
        add_write(p, folder_of(a, path));
    else
        add_postgres(p);
    p->files = o->files ? o->files : getenv("HEYI_FILES");
    if ((!p->files || !*p->files) && path)
        p->files = arena_printf(a, "%s.files", path);
    add_write(p, p->files);
}

/* An operator who forgot heyi init after an upgrade shall hear of it now, not the clerks. */
static int check_schema(struct db *db, struct err *e)
{
    int rc = 0;
    for (size_t i = 0; register_parts[i] && rc >= 0; i++)
        rc = db_schema_check(db, register_parts[i], e);
    return rc;
}

int serve_places(const struct serve_options *o, struct arena *a, struct serve_places *ret,
                 struct err *e)
{
    struct serve_places p = {.arena = a};
    struct reg *r = NULL;
    int rc = reg_open(o->url, DB_READ, &r, e);
    if (rc == 0 && (rc = check_schema(reg_db(r), e)) == 0)
        find(o, reg_db(r), &p);
    reg_close(r);
    for (size_t i = 0; i < p.n_write && rc == 0; i++)
        rc = make_folder(a, p.write[i], e);
    if (rc == 0)
        *ret = p;
    return rc;
}
