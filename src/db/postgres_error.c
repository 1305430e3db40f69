/*
 * What the server reports, as messages that name the place and say what to do. They are made from
 * the SQLSTATE and from names of tables and columns; the server's own words are shown only where
 * they can't hold a value or a password, as its details do.
 */
#include "cleanup.h"
#include "postgres_driver.h"

#include <stdlib.h>

static const char *field(const PGresult *res, int code)
{
    const char *text = res ? PQresultErrorField(res, code) : NULL;

    return text ? text : "";
}

/* 40001 as a number, so that codes can be compared and grouped. */
static uint64_t state(const char *s)
{
    uint64_t v = 0;

    for (int i = 0; i < 5; i++)
        v = v << 8 | (unsigned char)(*s ? *s++ : 0);
    return v;
}

#define STATE(text)                                                                                \
    ((uint64_t)(text)[0] << 32 | (uint64_t)(text)[1] << 24 | (uint64_t)(text)[2] << 16 |           \
     (uint64_t)(text)[3] << 8 | (uint64_t)(text)[4])

static bool in_class(const char *sqlstate, const char *class)
{
    return strncmp(sqlstate, class, 2) == 0;
}

/* The detail of a key's error begins "… (a, b)=(values) …": its columns, if they are plain names.
 */
static struct str key_columns(const PGresult *res)
{
    const char *detail = field(res, PG_DIAG_MESSAGE_DETAIL);
    const char *from = strchr(detail, '('), *to = from ? strstr(from, ")=(") : NULL;
    size_t len = to ? (size_t)(to - from - 1) : 0;

    if (!len || strspn(from + 1, "abcdefghijklmnopqrstuvwxyz0123456789_, ") < len)
        return (struct str){0};
    return (struct str){from + 1, len};
}

/* "t.a, t.b", or the name of the constraint. */
static const char *where(const PGresult *res, struct strbuf *b)
{
    struct str columns = key_columns(res), column;
    const char *table = field(res, PG_DIAG_TABLE_NAME);
    const char *single = field(res, PG_DIAG_COLUMN_NAME);

    if (*single)
        columns = str_of(single);
    while (columns.len && str_split(&columns, ',', &column)) {
        column = str_trim(column);
        strbuf_printf(b, "%s%s." STR_FMT, b->len ? ", " : "", table, STR_ARG(column));
    }
    if (!b->len)
        strbuf_printf(b, "%s: %s", table, field(res, PG_DIAG_CONSTRAINT_NAME));
    return strbuf_z(b);
}

static int constraint(const struct pg_db *db, const PGresult *res, uint64_t code, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf b = {0};
    const char *at = where(res, &b);

    if (code == STATE("23505"))
        return err_set(e, E_CONFLICT, "%s：已有相同的记录（%s）",
                       "%s: there is such a record already (%s)", db->name, at);
    if (code == STATE("23503"))
        return err_set(e, E_CONFLICT, "%s：引用的记录不存在，或还有记录引用它（%s）",
                       "%s: a record referred to does not exist, or is still referred to (%s)",
                       db->name, at);
    if (code == STATE("23502"))
        return err_set(e, E_CONFLICT, "%s：缺少必须有的值（%s）",
                       "%s: a required value is missing (%s)", db->name, at);
    return err_set(e, E_CONFLICT, "%s：记录不符合约束（%s）",
                   "%s: a record breaks a constraint (%s)", db->name, at);
}

int pg_lost(struct pg_db *db, struct err *e)
{
    db->lost = true;
    return err_set(e, E_IO,
                   "与数据库 %s 的连接中断，未提交的内容没有写入；请检查服务器和网络，然后重新运行",
                   "the connection to the database %s is lost, and what was not committed is not "
                   "written; check the server and the network, then run this again",
                   db->name);
}

static int busy(const struct pg_db *db, struct err *e)
{
    return err_set(e, E_BUSY, "另一个进程正在使用数据库 %s；请等它结束后再试",
                   "another process holds the database %s; wait until it has ended and try again",
                   db->name);
}

static int outrun(struct pg_db *db, struct err *e)
{
    db->base.outrun = true;
    return err_set(e, E_BUSY,
                   "数据库 %s 中的同一批记录正被另一个程序修改，本次没有写入；请再运行一次",
                   "another program was changing the same records of the database %s, and nothing "
                   "was written; run this again",
                   db->name);
}

static int denied(const struct pg_db *db, const PGresult *res, struct err *e)
{
    return err_set(e, E_DENIED, "%s：数据库用户没有所需的权限（%s）；请数据库管理员授权后再试",
                   "%s: the database role lacks a right (%s); have the administrator grant it and "
                   "try again",
                   db->name, field(res, PG_DIAG_MESSAGE_PRIMARY));
}

static int data_error(const struct pg_db *db, uint64_t code, struct err *e)
{
    if (code == STATE("22003"))
        return err_set(e, E_RANGE, "%s：结果超出整数范围", "%s: a result leaves the range of int64",
                       db->name);
    if (code == STATE("22021") || code == STATE("22P05"))
        return err_set(e, E_INVALID, "%s：文字不是有效的 UTF-8", "%s: a text is not valid UTF-8",
                       db->name);
    return 0;
}

/* Of the server's machine. */
static int resources(const struct pg_db *db, uint64_t code, struct err *e)
{
    if (code == STATE("53100"))
        return err_set(e, E_IO, "数据库服务器的磁盘已满，%s 没有改动；请腾出空间后再试",
                       "the disk of the database server is full and %s was not changed; free some "
                       "space and try again",
                       db->name);
    if (code == STATE("53300"))
        return err_set(e, E_BUSY, "%s：连接数据库的程序过多；请稍后再试",
                       "%s: too many programs are connected to the database; try again later",
                       db->name);
    return err_set(e, E_IO, "%s：数据库服务器资源不足；请检查服务器的内存和磁盘",
                   "%s: the database server lacks resources; check its memory and disk", db->name);
}

static int internal(const struct pg_db *db, const PGresult *res, struct err *e)
{
    const char *code = field(res, PG_DIAG_SQLSTATE);
    /* syntax, names, unsupported: no values in the text */
    bool open = in_class(code, "42") || in_class(code, "0A") || in_class(code, "26") ||
                in_class(code, "34") || in_class(code, "XX");
    const char *text = open ? field(res, PG_DIAG_MESSAGE_PRIMARY) : "";

    return err_set(e, E_INVALID, "%s：内部错误：SQLSTATE %s %s",
                   "%s: internal error: SQLSTATE %s %s", db->name, code, text);
}

/* What the server says before it hangs up. */
static bool is_last_word(const PGresult *res)
{
    const char *severity = field(res, PG_DIAG_SEVERITY_NONLOCALIZED);

    return strcmp(severity, "FATAL") == 0 || strcmp(severity, "PANIC") == 0;
}

int pg_error(struct pg_db *db, const PGresult *res, struct err *e)
{
    const char *text = field(res, PG_DIAG_SQLSTATE);
    uint64_t code = state(text);
    int r;

    /* an error without a code isn't the server's: what was sent didn't reach it */
    if (PQstatus(db->c) == CONNECTION_BAD || is_last_word(res) || !*text)
        return pg_lost(db, e);
    if (code == STATE("40001") || code == STATE("40P01"))
        return outrun(db, e);
    if (code == STATE("55P03"))
        return busy(db, e);
    if (code == STATE("42501"))
        return denied(db, res, e);
    if (code == STATE("25006"))
        return err_set(e, E_INVALID, "%s：只读，不能写入", "%s: read only, nothing can be written",
                       db->name);
    if (code == STATE("57014"))
        return err_set(e, E_IO, "%s：数据库服务器中止了查询；请与数据库管理员联系",
                       "%s: the database server cancelled a query; ask its administrator",
                       db->name);
    if (code == STATE("XX001") || code == STATE("XX002"))
        return err_set(e, E_CORRUPT, "数据库 %s 已损坏（%s）；请停止使用并从备份恢复",
                       "the database %s is damaged (%s); stop using it and restore a backup",
                       db->name, field(res, PG_DIAG_MESSAGE_PRIMARY));
    if (code == STATE("42804"))
        return err_set(e, E_CONFLICT, "%s：值的类型与列不符（%s）",
                       "%s: a value is of the wrong kind (%s)", db->name,
                       field(res, PG_DIAG_MESSAGE_PRIMARY));
    if (in_class(text, "23"))
        return constraint(db, res, code, e);
    if (in_class(text, "22") && (r = data_error(db, code, e)) < 0)
        return r;
    if (in_class(text, "53") || in_class(text, "58"))
        return resources(db, code, e);
    if (in_class(text, "54"))
        return err_set(e, E_LIMIT, "%s：值或语句太长", "%s: a value or statement is too long",
                       db->name);
    return internal(db, res, e);
}

/* The last word of the connection's message: with PQERRORS_SQLSTATE the code, if it is the
 * server's. */
static uint64_t connect_state(const PGconn *c)
{
    const char *text = PQerrorMessage(c);
    size_t n = strlen(text);

    while (n && strchr(" \r\n", text[n - 1]))
        n--;
    if (n < 6 || text[n - 6] != ' ' ||
        strspn(text + n - 5, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") < 5)
        return 0;
    return state(text + n - 5);
}

int pg_connect_error(const PGconn *c, const char *shown, struct err *e)
{
    uint64_t code = connect_state(c);

    if (PQconnectionNeedsPassword(c))
        return err_set(e, E_DENIED,
                       "%s：数据库服务器要求密码；请写在 ~/.pgpass 文件或环境变量 PGPASSWORD 中",
                       "%s: the database server wants a password; put it into ~/.pgpass or the "
                       "environment variable PGPASSWORD",
                       shown);
    if (code == STATE("28P01"))
        return err_set(e, E_DENIED, "%s：数据库用户 %s 的密码不正确",
                       "%s: the password of the database role %s is wrong", shown, PQuser(c));
    if (code == STATE("28000"))
        return err_set(
            e, E_DENIED, "%s：数据库服务器不接受用户 %s；请核对用户名，或请管理员检查 pg_hba.conf",
            "%s: the database server doesn't accept the role %s; check its name, or have "
            "the administrator check pg_hba.conf",
            shown, PQuser(c));
    if (code == STATE("42501"))
        return err_set(e, E_DENIED, "%s：用户 %s 没有连接这个数据库的权限；请管理员授权",
                       "%s: the role %s may not connect to this database; have the administrator "
                       "grant it",
                       shown, PQuser(c));
    if (code == STATE("3D000"))
        return err_set(e, E_NOT_FOUND, "数据库 %s 不存在；请先运行 heyi init",
                       "the database %s does not exist; run heyi init first", shown);
    if (code == STATE("53300"))
        return err_set(e, E_BUSY, "%s：连接数据库的程序过多；请稍后再试",
                       "%s: too many programs are connected to the database; try again later",
                       shown);
    if (code == STATE("57P03"))
        return err_set(e, E_BUSY, "%s：数据库服务器正在启动或关闭；请稍后再试",
                       "%s: the database server is starting or stopping; try again later", shown);
    return err_set(e, E_IO,
                   "连不上数据库服务器 %s（主机 %s，端口 %s）；请检查地址，以及服务器是否在运行",
                   "can't reach the database server of %s (host %s, port %s); check the address, "
                   "and that the server is running",
                   shown, PQhost(c) && *PQhost(c) ? PQhost(c) : "localhost", PQport(c));
}
