/* load FOLDER URL: makes the tables of schema.sql in an empty database, with the rows of rows.txt
 * (README.md tells its form), through db.h: for every product. */
#include "cleanup.h"
#include "db.h"
#include "file.h"

#include <stdio.h>
#include <stdlib.h>

#define COLUMNS_MAX 200
#define FILE_BYTES_MAX (16u << 20)

struct load {
    struct db *db;
    struct arena *row;
    struct bulk *bulk; /* of the table being filled */
    char types[COLUMNS_MAX + 1];
};

/* "table NAME COLUMN:TYPE …" */
static int begin_table(struct load *x, struct str line, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf columns = {0};
    struct str word, table;
    size_t n = 0;
    int rc = x->bulk ? bulk_end(x->bulk, e) : 0;
    bulk_free(take(x->bulk));
    if (rc < 0)
        return rc;
    str_split(&line, ' ', &word);
    str_split(&line, ' ', &table);
    while (str_split(&line, ' ', &word) && n < COLUMNS_MAX) {
        strbuf_printf(&columns, "%s%.*s", n ? "," : "", (int)word.len - 2, word.data);
        x->types[n++] = word.data[word.len - 1];
    }
    x->types[n] = '\0';
    arena_reset(x->row);
    return bulk_begin(x->db, arena_strndup(x->row, table.data, table.len), strbuf_z(&columns),
                      x->types, &x->bulk, e);
}

static int hex(char c)
{
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

static struct str unescape(struct arena *a, struct str s)
{
    char *out = arena_alloc(a, s.len);
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] != '\\') {
            out[n++] = s.data[i];
            continue;
        }
        char c = s.data[++i];
        if (c == 'x') {
            out[n++] = (char)(hex(s.data[i + 1]) << 4 | hex(s.data[i + 2]));
            i += 2;
        } else {
            out[n++] = c == 'n' ? '\n' : c;
        }
    }
    return (struct str){out, n};
}

static int add_row(struct load *x, struct str line, struct err *e)
{
    struct str value;
    arena_reset(x->row);
    for (const char *t = x->types; *t && str_split(&line, '\t', &value); t++) {
        struct str plain = unescape(x->row, value);
        if (str_eqz(value, "\\N"))
            bulk_null(x->bulk);
        else if (*t == 'i')
            bulk_int(x->bulk, strtoll(value.data, NULL, 10));
        else if (*t == 't')
            bulk_text(x->bulk, plain);
        else
            bulk_blob(x->bulk, plain.data, plain.len);
    }
    return bulk_row(x->bulk, e);
}

static int load_all(struct load *x, struct str schema, struct str rows, struct err *e)
{
    struct str line;
    int rc = db_begin(x->db, true, e);
    if (rc < 0 || (rc = db_ddl(x->db, schema.data, e)) < 0)
        return rc;
    while (rc >= 0 && rows.len && str_split(&rows, '\n', &line))
        rc = str_starts(line, STR("table ")) ? begin_table(x, line, e) : add_row(x, line, e);
    if (rc >= 0)
        rc = bulk_end(x->bulk, e);
    bulk_free(x->bulk);
    return rc < 0 ? rc : db_commit(x->db, e);
}

static int read_file(const char *folder, const char *name, struct strbuf *ret, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf path = {0};
    strbuf_printf(&path, "%s/%s", folder, name);
    return file_read(strbuf_z(&path), FILE_BYTES_MAX, ret, e);
}

int main(int argc, char **argv)
{
    _cleanup_(strbuf_done) struct strbuf schema = {0}, rows = {0};
    _cleanup_(db_closep) struct db *db = NULL;
    _cleanup_(arena_freep) struct arena *row = arena_new(0);
    struct err e = {0};
    if (argc != 3 || !row)
        return 2;
    if (read_file(argv[1], "schema.sql", &schema, &e) < 0 ||
        read_file(argv[1], "rows.txt", &rows, &e) < 0 || db_open(argv[2], DB_CREATE, &db, &e) < 0)
        return fprintf(stderr, "%s\n", e.en), 1;
    struct load x = {.db = db, .row = row};
    if (load_all(&x, strbuf_str(&schema), strbuf_str(&rows), &e) < 0)
        return fprintf(stderr, "%s\n", e.en), 1;
    return 0;
}
