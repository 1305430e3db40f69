#include "archive_print.h"

#include "cleanup.h"
#include "date.h"
#include "keys.h"
#include "lang.h"
#include "register.h"

static uint64_t total(const struct manifest *m)
{
    uint64_t rows = 0;

    for (size_t i = 0; i < m->n_tables; i++)
        rows += m->tables[i].rows;
    return rows;
}

static struct table *archive_table(const struct manifest *m)
{
    static const struct table_column columns[] = {
        {"program", "", "", false}, {"created", "", "", false}, {"seq", "", "", true},
        {"key", "", "", false},     {"tables", "", "", true},   {"rows", "", "", true},
        {"bytes", "", "", true},
    };
    struct table *t = table_new("archive", "", "", columns, ARRAY_LEN(columns));
    char created[40];

    instant_format(m->created, created);
    table_text(t, str_of(m->program));
    table_text(t, str_of(created));
    table_int(t, m->seq);
    table_text(t, str_of(m->key));
    table_int(t, (int64_t)m->n_tables);
    table_int(t, (int64_t)total(m));
    table_int(t, (int64_t)m->bytes);
    return t;
}

static struct table *tables_table(const struct manifest *m)
{
    static const struct table_column columns[] = {
        {"table", "表", "table", false},
        {"rows", "行数", "rows", true},
        {"sm3", "摘要", "digest", false},
    };
    struct table *t = table_new("tables", "", "", columns, ARRAY_LEN(columns));

    for (size_t i = 0; i < m->n_tables; i++) {
        char digest[2 * SM3_BYTES + 1];

        crypto_hex(m->tables[i].digest, SM3_BYTES, digest);
        table_text(t, str_of(m->tables[i].shape.name));
        table_int(t, (int64_t)m->tables[i].rows);
        table_cell(t, str_of(digest), (struct str){digest, 16});
    }
    return t;
}

void archive_print(const struct manifest *m, enum table_format format, bool verbose, FILE *out)
{
    _cleanup_(table_freep) struct table *archive = archive_table(m), *tables = tables_table(m);
    _cleanup_(strbuf_done) struct strbuf line = {0};
    char day[DATE_TEXT];

    if (format != TABLE_PEOPLE) {
        tables_print((struct table *const[]){archive, tables}, 2, format, out);
        return;
    }
    if (verbose)
        tables_print(&tables, 1, format, out);
    strbuf_printf(&line,
                  tr("%zu 张表，%llu 行，最后变更 %lld", "%zu tables, %llu rows, last change %lld"),
                  m->n_tables, (unsigned long long)total(m), (long long)m->seq);
    if (m->bytes) {
        date_format(date_of_instant(m->created), day);
        strbuf_printf(&line, tr("；%s 备份，%llu 字节", "; backed up on %s, %llu bytes"), day,
                      (unsigned long long)m->bytes);
    }
    fprintf(out, "%s\n", strbuf_z(&line));
}

void archive_print_state(const struct restored *x, FILE *out)
{
    struct err e = {0};

    if (x->steps)
        fprintf(
            out,
            tr("已升级到本程序的版本：%d 步\n", "brought to this program's version: %d steps\n"),
            x->steps);
    if (reg_check(x->db, &e) < 0)
        fprintf(out, tr("注意：%s\n", "mind: %s\n"), err_text(&e));
}

void archive_print_key(const struct restored *x, FILE *out)
{
    _cleanup_(strbuf_done) struct strbuf path = {0};
    _cleanup_(keys_closep) struct keys *k = NULL;
    const char *print = x->manifest->key;
    struct err e = {0};
    int r = keys_path(x->db, &path, &e);

    if (!*print)
        return;
    if (r >= 0)
        r = keys_load(x->db, &k, &e);
    if (r >= 0)
        fprintf(out, tr("密钥文件 %s 相符\n", "the key file %s fits\n"), strbuf_z(&path));
    else if (r == E_NOT_FOUND)
        fprintf(out,
                tr("请把密钥文件（指纹 %s）放到 %s；没有它不能导入，也不能读取公民身份号码\n",
                   "put the key file (fingerprint %s) at %s; without it nothing can be imported, "
                   "nor identity numbers read\n"),
                print, strbuf_z(&path));
    else
        fprintf(out, tr("%s（所需密钥的指纹 %s）\n", "%s (fingerprint of the keys needed: %s)\n"),
                err_text(&e), print);
}
