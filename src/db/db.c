/* The interface's side that is the same for every product: URLs, states, conveniences. */
#include "db.h"

#include "cleanup.h"
#include "db_driver.h"

#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

/* A transaction outrun by others waits 10, 20, … 160 ms before it is tried again. */
#define TRIES_MAX 5
#define RETRY_US 10000u

static bool is_postgresql(struct str url)
{
    return str_starts(url, STR("postgresql://")) || str_starts(url, STR("postgres://"));
}

/* scheme://user:secret@host/… loses `:secret`, and everything behind a question mark, where a
 * password can stand too. */
static char *url_without_password(struct str url)
{
    _cleanup_(strbuf_done) struct strbuf b = {0};
    ptrdiff_t start = str_find(url, STR("://")), query = str_find(url, STR("?"));
    size_t colon = 0, at = 0;

    if (start < 0)
        return strndup(url.data, url.len);
    if (query >= 0)
        url.len = (size_t)query;
    for (size_t i = (size_t)start + 3; i < url.len && !(at && url.data[i] == '/'); i++) {
        if (url.data[i] == ':' && !colon)
            colon = i;
        if (url.data[i] == '@')
            at = i;
    }
    if (colon && at > colon) {
        strbuf_add(&b, url.data, colon);
        strbuf_add(&b, url.data + at, url.len - at);
    } else {
        strbuf_adds(&b, url);
    }
    return b.failed ? NULL : take(b.data);
}

int db_open(const char *url, enum db_mode mode, struct db **ret, struct err *e)
{
    struct str s = str_of(url);
    const struct db_driver *driver = &db_driver_sqlite;
    const char *location = url;
    _cleanup_free_ char *shown = NULL;
    struct db *db;
    int r;

    if (s.len == 0)
        return err_set(e, E_USAGE, "没有指定数据库", "no database given");
    shown = url_without_password(s);
    if (!shown)
        return err_nomem(e);
    if (is_postgresql(s))
        driver = &db_driver_postgres;
    else if (str_starts(s, STR("sqlite:")))
        location = url + strlen("sqlite:");
    else if (str_find(s, STR("://")) >= 0)
        return err_set(e, E_UNSUPPORTED,
                       "%s：不认识的数据库类型，请用文件路径或 postgresql:// 地址",
                       "%s: unknown kind of database; give the path of a file or a postgresql:// "
                       "address",
                       shown);
    if (!*location)
        return err_set(e, E_USAGE, "没有指定数据库文件", "no database file given");

    r = driver->open(location, shown, mode, &db, e);
    if (r < 0)
        return r;
    db->driver = driver;
    db->mode = mode;
    db->tx = DB_TX_NONE;
    db->url = take(shown);
    *ret = db;
    return 0;
}

int db_open_beside(const char *url, const char *name, enum db_mode mode, struct db **ret,
                   struct err *e)
{
    struct str s = str_of(url);
    bool apart = !is_postgresql(s) && !str_ends(s, STR(":memory:"));
    _cleanup_(strbuf_done) struct strbuf b = {0};
    _cleanup_(db_closep) struct db *db = NULL;
    int r;

    strbuf_addz(&b, url);
    if (s.len && apart)
        strbuf_printf(&b, ".%s", name);
    if (b.failed)
        return err_nomem(e);
    r = db_open(strbuf_z(&b), mode, &db, e);
    /* others write it all the time, and after each commit SQLite would unmap and map it anew */
    if (r >= 0 && apart)
        r = db->driver->exec(db, "pragma mmap_size = 0", e);
    if (r < 0)
        return r;
    db->beside = name;
    *ret = take(db);
    return 0;
}

const char *db_beside(const struct db *db)
{
    return db->beside;
}

bool db_shares(const struct db *db)
{
    return db->beside && db->driver->shares;
}

void db_close(struct db *db)
{
    if (!db)
        return;
    db->closing = true;
    db_statements_free(db);
    free(db->url);
    free(db->path);
    db->driver->close(db);
}

void db_closep(struct db **db)
{
    db_close(*db);
}

void db_remove(struct db *db)
{
    if (db->driver->remove && db->tx == DB_TX_WRITE)
        db->driver->remove(db);
    db_close(db);
}

const char *db_url(const struct db *db)
{
    return db->url;
}

const char *db_path(const struct db *db)
{
    return db->path;
}

int db_given_up(const struct db *db, struct err *e)
{
    return err_set(e, E_CONFLICT, "%s：先前的错误已使本次事务全部撤销",
                   "%s: an earlier error has undone everything of this transaction", db->url);
}

int db_refuse_nul(const struct db *db, struct err *e)
{
    return err_set(e, E_INVALID, "%s：文字中有 NUL 字符，不能写入",
                   "%s: a text holds a NUL character and can't be written", db->url);
}

static int open_already(const struct db *db, struct err *e)
{
    return err_set(e, E_INVALID, "%s：事务已经开始", "%s: a transaction is already open", db->url);
}

static int none_open(const struct db *db, struct err *e)
{
    return err_set(e, E_INVALID, "%s：没有进行中的事务", "%s: no transaction is open", db->url);
}

static void ended(struct db *db)
{
    db->tx = db->inner = DB_TX_NONE;
    db->failed = db->outer = false;
}

static void roll_back(struct db *db)
{
    db->driver->rollback(db);
    ended(db);
}

static int begin(struct db *db, bool write, struct err *e)
{
    int r;

    if (write && db->mode == DB_READ)
        return err_set(e, E_INVALID, "%s：数据库以只读方式打开，不能写入",
                       "%s: the database was opened for reading only", db->url);
    db->outrun = false;
    r = db->driver->begin(db, write, e);
    if (r < 0)
        return r;
    db->tx = write ? DB_TX_WRITE : DB_TX_READ;
    db->serial++;
    r = db->at_begin ? db->at_begin(db, db->at_begin_arg, e) : 0;
    if (r < 0)
        roll_back(db);
    return r;
}

void db_at_begin(struct db *db, db_begun_fn *fn, void *arg)
{
    db->at_begin = fn;
    db->at_begin_arg = arg;
}

static int commit(struct db *db, struct err *e)
{
    int r;

    if (db->failed) {
        r = db_given_up(db, e);
        db->driver->rollback(db);
    } else {
        r = db->driver->commit(db, e);
    }
    ended(db);
    return r;
}

int db_begin(struct db *db, bool write, struct err *e)
{
    if (db->outer && db->inner == DB_TX_NONE) {
        if (db->failed)
            return db_given_up(db, e);
        if (write && db->tx != DB_TX_WRITE)
            return open_already(db, e);
        db->inner = write ? DB_TX_WRITE : DB_TX_READ;
        return 0;
    }
    return db->tx == DB_TX_NONE ? begin(db, write, e) : open_already(db, e);
}

int db_commit(struct db *db, struct err *e)
{
    if (db->outer) {
        if (db->inner == DB_TX_NONE)
            return none_open(db, e);
        db->inner = DB_TX_NONE;
        return db->failed ? db_given_up(db, e) : 0;
    }
    return db->tx == DB_TX_NONE ? none_open(db, e) : commit(db, e);
}

void db_rollback(struct db *db)
{
    if (db->outer) {
        db->failed = db->failed || db->inner == DB_TX_WRITE;
        db->inner = DB_TX_NONE;
    } else if (db->tx != DB_TX_NONE) {
        roll_back(db);
    }
}

static int begin_outer(struct db *db, bool write, struct err *e)
{
    int r = db->tx == DB_TX_NONE ? begin(db, write, e) : open_already(db, e);

    db->outer = db->outer || r >= 0;
    return r;
}

int db_begin_outer(struct db *db, struct err *e)
{
    return begin_outer(db, true, e);
}

int db_begin_outer_read(struct db *db, struct err *e)
{
    return begin_outer(db, false, e);
}

int db_commit_outer(struct db *db, struct err *e)
{
    return db->outer ? commit(db, e) : none_open(db, e);
}

void db_rollback_outer(struct db *db)
{
    if (db->outer)
        roll_back(db);
}

bool db_in_transaction(const struct db *db)
{
    return db->tx != DB_TX_NONE;
}

static int transact_once(struct db *db, bool write, int (*fn)(struct db *, void *, struct err *),
                         void *arg, struct err *e)
{
    int r = db_begin(db, write, e);

    if (r < 0)
        return r;
    r = fn(db, arg, e);
    if (r == 0)
        return db_commit(db, e);
    db_rollback(db);
    return r < 0 ? r : 0;
}

int db_transact(struct db *db, bool write, int (*fn)(struct db *db, void *arg, struct err *e),
                void *arg, struct err *e)
{
    struct err why;
    int r;

    for (unsigned tries = 0;; tries++) {
        r = transact_once(db, write, fn, arg, &why);
        if (r >= 0)
            return r;
        if (!db->outrun || db->outer || tries == TRIES_MAX)
            break;
        usleep((RETRY_US << tries) + (unsigned)getpid() % RETRY_US);
    }
    if (e)
        *e = why;
    return r;
}

int db_transact_outer(struct db *db, int (*fn)(struct db *db, void *arg, struct err *e), void *arg,
                      struct err *e)
{
    struct err why;
    int r;

    for (unsigned tries = 0;; tries++) {
        r = db_begin_outer(db, &why);
        if (r >= 0 && (r = fn(db, arg, &why)) >= 0)
            r = db_commit_outer(db, &why);
        if (r >= 0)
            return 0;
        db_rollback_outer(db);
        if (!db->outrun || tries == TRIES_MAX)
            break;
        usleep((RETRY_US << tries) + (unsigned)getpid() % RETRY_US);
    }
    if (e)
        *e = why;
    return r;
}

/* What would write where nothing may be written. */
static int read_only(const struct db *db, struct err *e)
{
    return err_set(e, E_INVALID, "%s：只读，不能写入", "%s: read only, nothing can be written",
                   db->url);
}

static bool may_write(const struct db *db)
{
    return db->mode != DB_READ && db->tx != DB_TX_READ && db->inner != DB_TX_READ;
}

int db_ddl(struct db *db, const char *sql, struct err *e)
{
    const struct {
        struct str name;
        const char *word;
    } words[] = {
        {STR("{int}"), db->driver->word_int},           {STR("{text}"), db->driver->word_text},
        {STR("{blob}"), db->driver->word_blob},         {STR("{table}"), db->driver->word_table},
        {STR("{rowtable}"), db->driver->word_rowtable},
    };
    _cleanup_(strbuf_done) struct strbuf b = {0};
    struct str rest = str_of(sql);

    while (rest.len) {
        size_t i;

        if (*rest.data != '{') {
            strbuf_addc(&b, *rest.data);
            rest.data++, rest.len--;
            continue;
        }
        for (i = 0; i < ARRAY_LEN(words); i++)
            if (str_starts(rest, words[i].name))
                break;
        if (i == ARRAY_LEN(words))
            return err_set(e, E_INVALID, "建表语句中有不认识的词：%.20s",
                           "unknown word in a schema statement: %.20s", rest.data);
        strbuf_addz(&b, words[i].word);
        rest.data += words[i].name.len;
        rest.len -= words[i].name.len;
    }
    if (b.failed)
        return err_nomem(e);
    if (!may_write(db))
        return read_only(db, e);
    if (db->failed)
        return db_given_up(db, e);
    return db_fails(db, db->driver->exec(db, strbuf_z(&b), e));
}

int db_append_only(struct db *db, const char *table, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf sql = {0};
    struct str rest = str_of(db->driver->append_only);

    for (ptrdiff_t at; (at = str_find(rest, STR("{name}"))) >= 0;) {
        strbuf_add(&sql, rest.data, (size_t)at);
        strbuf_addz(&sql, table);
        rest.data += at + 6;
        rest.len -= (size_t)at + 6;
    }
    strbuf_adds(&sql, rest);
    return sql.failed ? err_nomem(e) : db_ddl(db, strbuf_z(&sql), e);
}

void stmt_bind_int(struct stmt *s, int i, int64_t v)
{
    s->driver->bind_int(s, i, v);
}

void stmt_bind_text(struct stmt *s, int i, struct str v)
{
    s->nul |= db_has_nul(v);
    s->driver->bind_text(s, i, v);
}

void stmt_bind_blob(struct stmt *s, int i, const void *data, size_t len)
{
    s->driver->bind_blob(s, i, data, len);
}

void stmt_bind_null(struct stmt *s, int i)
{
    s->driver->bind_null(s, i);
}

int stmt_step(struct stmt *s, struct err *e)
{
    struct db *db = s->db;

    if (s->nul)
        return db_refuse_nul(db, e);
    if (s->writes && !may_write(db))
        return read_only(db, e);
    if (db->failed)
        return db_given_up(db, e);
    return db_fails(db, s->driver->step(s, e));
}

void stmt_reset(struct stmt *s)
{
    s->nul = false;
    s->driver->reset(s);
}

bool stmt_is_null(struct stmt *s, int col)
{
    return s->driver->is_null(s, col);
}

int64_t stmt_int(struct stmt *s, int col)
{
    return s->driver->get_int(s, col);
}

struct str stmt_text(struct stmt *s, int col)
{
    return s->driver->get_text(s, col);
}

struct str stmt_blob(struct stmt *s, int col)
{
    return s->driver->get_blob(s, col);
}

int stmt_columns(struct stmt *s)
{
    return s->driver->columns(s);
}

static int bind_all(struct stmt *s, const char *types, va_list ap, struct err *e)
{
    int i = 0;

    for (const char *t = types; *t; t++) {
        struct str v;

        i++;
        switch (*t) {
        case 'i':
            stmt_bind_int(s, i, va_arg(ap, int64_t));
            break;
        case 't':
            stmt_bind_text(s, i, va_arg(ap, struct str));
            break;
        case 'b':
            v = va_arg(ap, struct str);
            stmt_bind_blob(s, i, v.data, v.len);
            break;
        case 'n':
            stmt_bind_null(s, i);
            break;
        default:
            return err_set(e, E_INVALID, "内部错误：参数类型 %c",
                           "internal error: parameter kind %c", *t);
        }
    }
    return 0;
}

int db_run(struct db *db, struct err *e, const char *sql, const char *types, ...)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    va_list ap;
    int r;

    r = db_prepare(db, sql, &s, e);
    if (r < 0)
        return r;
    va_start(ap, types);
    r = bind_all(s, types, ap, e);
    va_end(ap);
    if (r < 0)
        return r;
    do
        r = stmt_step(s, e);
    while (r > 0);
    return r;
}

static int ask_ahead(struct stmt *s, const struct db_each *x, size_t first, struct err *e)
{
    size_t n = x->n - first < DB_ASK_AHEAD ? x->n - first : DB_ASK_AHEAD;

    if (!s->driver->ask_ahead)
        return 0;
    if (s->writes)
        return err_set(e, E_INVALID, "内部错误：不是查询：%.100s",
                       "internal error: not a query: %.100s", s->sql);
    if (s->db->failed)
        return db_given_up(s->db, e);
    return db_fails(s->db, s->driver->ask_ahead(s, x, first, n, e));
}

int db_each(struct db *db, const char *sql, const struct db_each *x, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int r = db_prepare(db, sql, &s, e);

    for (size_t i = 0; i < x->n && r >= 0; i++) {
        if (i % DB_ASK_AHEAD == 0 && (r = ask_ahead(s, x, i, e)) < 0)
            break;
        x->bind(s, i, x->arg);
        while ((r = stmt_step(s, e)) > 0)
            if ((r = x->row(s, i, x->arg, e)) < 0)
                break;
    }
    return r;
}

int db_query_int(struct db *db, int64_t *ret, bool *ret_found, struct err *e, const char *sql,
                 const char *types, ...)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    va_list ap;
    bool found;
    int r;

    r = db_prepare(db, sql, &s, e);
    if (r < 0)
        return r;
    va_start(ap, types);
    r = bind_all(s, types, ap, e);
    va_end(ap);
    if (r < 0)
        return r;
    r = stmt_step(s, e);
    if (r < 0)
        return r;
    found = r > 0 && !stmt_is_null(s, 0);
    if (ret_found)
        *ret_found = found;
    if (ret)
        *ret = found ? stmt_int(s, 0) : 0;
    return 0;
}

int db_has_table(struct db *db, const char *table, bool *ret, struct err *e)
{
    return db->driver->has_table(db, table, ret, e);
}

int db_has_column(struct db *db, const char *table, const char *column, bool *ret, struct err *e)
{
    return db->driver->has_column(db, table, column, ret, e);
}

int db_tables(struct db *db, struct arena *a, struct db_table **ret, size_t *ret_n, struct err *e)
{
    return db->driver->tables(db, a, ret, ret_n, e);
}

int db_verify(struct db *db, struct err *e)
{
    return db->driver->verify(db, e);
}
