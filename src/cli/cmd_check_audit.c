/* `heyi check audit`: the chains of the audit trail, and their heads to be written down. */
#include "verbs.h"

#include "audit.h"
#include "cleanup.h"
#include "lang.h"
#include "office.h"
#include "table.h"

#include <stdio.h>
#include <string.h>

#define TOLD 20

struct told {
    struct table *chains, *findings;
    int64_t n;
};

static int put_head(void *arg, const struct audit_head *h, struct err *e)
{
    struct table *t = ((struct told *)arg)->chains;
    table_int(t, h->register_id);
    table_int(t, h->seq);
    table_text(t, str_of(h->hash));
    return 0;
}

static int put_finding(void *arg, const struct checkup_kind *k, const char *place,
                       const struct err *what, struct err *e)
{
    struct told *t = arg;
    if (t->n++ >= TOLD)
        return 0;
    table_text(t->findings, str_of(place));
    table_cell(t->findings, str_of(what->en), str_of(err_text(what)));
    return 0;
}

/* "1:4711:9f86d0…" */
static bool head_parse(struct str text, struct audit_head *ret)
{
    struct str reg, seq;
    char numbers[2][20] = {{0}};
    if (!str_split(&text, ':', &reg) || !str_split(&text, ':', &seq) || reg.len >= 19 ||
        seq.len >= 19 || text.len != AUDIT_HASH_HEX)
        return false;
    memcpy(numbers[0], reg.data, reg.len);
    memcpy(numbers[1], seq.data, seq.len);
    for (size_t i = 0; i < text.len; i++)
        ret->hash[i] =
            text.data[i] >= 'A' && text.data[i] <= 'F' ? text.data[i] + ('a' - 'A') : text.data[i];
    return strspn(ret->hash, "0123456789abcdef") == AUDIT_HASH_HEX &&
           option_number("", numbers[0], &ret->register_id, NULL) >= 0 &&
           option_number("", numbers[1], &ret->seq, NULL) >= 0;
}

static int print(struct told *t, enum table_format format)
{
    struct table *all[] = {t->chains, t->findings};
    struct err e = {0};
    /* people need no empty list */
    size_t n = format == TABLE_PEOPLE && !t->n ? 1 : ARRAY_LEN(all);
    if (tables_print(all, n, format, stdout) && fflush(stdout) == 0) {
        if (t->n)
            fprintf(stderr, "%s\n",
                    tr("审计记录有问题：请保留现状，从备份核对",
                       "the audit trail is not in order: keep it as it is, compare with a backup"));
        return t->n ? EXIT_FAILED : EXIT_DONE;
    }
    if (ferror(stdout))
        err_set(&e, E_IO, "结果无法写出", "the result can't be written");
    else
        err_nomem(&e);
    return fail(&e);
}

int cmd_check_audit(int argc, char **argv)
{
    static const struct table_column chains[] = {
        {"register_id", "登记册", "register", true},
        {"entries", "记录数", "entries", true},
        {"hash", "末条的校验值", "hash of the last", false},
    };
    static const struct table_column findings[] = {
        {"place", "位置", "place", false},
        {"finding", "问题", "finding", false},
    };
    struct common c = COMMON_DEFAULTS;
    static struct option_list given;
    static struct audit_head known[OPTION_LIST_MAX];
    const struct option_spec specs[] = {
        {"head", OPTION_LIST, &given, "REGISTER:N:HASH", "另外保存的链头，核对它仍在链中，可以多次",
         "a head written down before: is it still in its chain"},
        COMMON_OPTIONS(c),
    };
    struct err e = {0};
    enum table_format format;
    char **rest;
    int n;
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n, &e) < 0)
        return fail(&e);
    if (n > 0)
        return usage("check audit 没有参数", "check audit takes no words");
    if (!table_format_parse(c.format, &format))
        return usage("--format 只能是 table、csv 或 json", "--format is table, csv or json");
    for (size_t i = 0; i < given.n; i++)
        if (!head_parse(str_of(given.at[i].text), &known[i]))
            return usage(
                "--head 应如 0:17:校验值（登记册:记录数:64 位校验值，由 check audit 列出）",
                "--head is 0:17:HASH (register, entries, hash of 64 digits, as check audit "
                "tells them)");
    _cleanup_(table_freep) struct table *t = table_new("chains", "", "", chains, ARRAY_LEN(chains));
    _cleanup_(table_freep) struct table *f =
        table_new("findings", "问题", "findings", findings, ARRAY_LEN(findings));
    _cleanup_(db_closep) struct db *office = NULL;
    struct told told = {t, f};
    struct checkup checkup = {.fn = put_finding, .arg = &told};
    if (office_open(c.db, DB_READ, &office, &e) < 0 ||
        audit_check(office, known, given.n, put_head, &told, &checkup, &e) < 0)
        return fail(&e);
    return print(&told, format);
}
