/* A look at the text of a statement: is it a query, and which. The server does the parsing. */
#include "postgres_driver.h"

struct scan {
    const char *p;
    int depth;
    bool words; /* there was one */
    bool selects, with, writes, returning, bounded;
    struct pg_sql sql;
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A string or quoted name; the quote doubled stands for itself. */
static const char *skip_quoted(const char *p)
{
    char quote = *p++;

    while (*p && !(*p == quote && p[1] != quote))
        p += *p == quote ? 2 : 1;
    return *p ? p + 1 : p;
}

static const char *skip_comment(const char *p)
{
    const char *end = *p == '-' ? strchr(p, '\n') : strstr(p + 2, "*/");

    return !end ? p + strlen(p) : *p == '-' ? end + 1 : end + 2;
}

static bool is_one_of(const char *word, const char *const *list)
{
    while (*list && strcmp(word, *list) != 0)
        list++;
    return *list;
}

static void word(struct scan *x, struct str w)
{
    static const char *const selecting[] = {"select", "values", "with", NULL};
    static const char *const plain[] = {"explain", "show", "table", "fetch", NULL};
    static const char *const writing[] = {"insert", "update", "delete", "merge", NULL};
    static const char *const bounding[] = {"limit", "offset", "fetch", "for", NULL};
    char low[12] = "";

    for (size_t i = 0; i < w.len && w.len < sizeof low; i++)
        low[i] = (char)(w.data[i] | (is_letter(w.data[i]) ? 0x20 : 0));
    if (!x->words) {
        x->words = true;
        x->selects = is_one_of(low, selecting);
        x->with = strcmp(low, "with") == 0;
        x->writes = !x->selects && !is_one_of(low, plain);
    }
    /* SELECT writes nothing, not even FOR UPDATE */
    x->writes |= x->with && is_one_of(low, writing);
    x->bounded |= x->depth == 0 && is_one_of(low, bounding);
    x->returning |= strcmp(low, "returning") == 0;
}

static const char *param(struct scan *x, const char *p)
{
    int n = 0;

    while (is_digit(*p) && n <= DB_PARAMS_MAX)
        n = n * 10 + (*p++ - '0');
    if (n > x->sql.n_params)
        x->sql.n_params = n;
    return p;
}

/* One word, sign or number; false at the end. */
static bool next(struct scan *x, const char *start)
{
    const char *p = x->p, *from = p;

    if (!*p)
        return false;
    if ((*p == '-' && p[1] == '-') || (*p == '/' && p[1] == '*')) {
        x->p = skip_comment(p);
        return true;
    }
    if (strchr(" \t\r\n;", *p)) {
        x->p = p + 1;
        return true;
    }
    if (*p == '\'' || *p == '"') {
        p = skip_quoted(p);
    } else if (*p == '$') {
        p = param(x, p + 1);
    } else if (is_letter(*p)) {
        while (is_letter(*p) || is_digit(*p) || *p == '$')
            p++;
        word(x, (struct str){from, (size_t)(p - from)});
    } else {
        x->depth += (*p == '(') - (*p == ')');
        p++;
    }
    x->p = p;
    x->sql.len = (size_t)(p - start);
    return true;
}

struct pg_sql pg_sql_scan(const char *sql)
{
    struct scan x = {.p = sql};

    while (next(&x, sql))
        ;
    if (x.sql.len == 0)
        x.sql.kind = PG_EMPTY;
    else if (x.writes)
        x.sql.kind = x.returning || x.with ? PG_WRITES_ROWS : PG_WRITES;
    else
        x.sql.kind = x.selects && !x.bounded ? PG_READS : PG_READS_WHOLE;
    return x.sql;
}
