#include "verbs.h"

#include "cleanup.h"
#include "date.h"
#include "evidence_write.h"
#include "import_value.h"
#include "lang.h"
#include "scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct correct {
    struct reg *r;
    struct actor actor;
    struct arena *a;
    struct correction *at; /* all of one subject */
    size_t n;
};

static const struct attribute *attribute_of(const struct correct *x, int at)
{
    return &reg_catalogue(x->r)->attributes[x->at->member ? ENTITY_PERSON : ENTITY_HOUSEHOLD][at];
}

static int unknown_attribute(const struct correct *x, struct str name, struct err *e)
{
    if (!x->at->member && catalogue_find(reg_catalogue(x->r), ENTITY_PERSON, name))
        return err_set(e, E_USAGE, STR_FMT " 是成员的属性，请加 --member 成员序号",
                       STR_FMT " is an attribute of members; add --member N", STR_ARG(name));
    if (x->at->member && catalogue_find(reg_catalogue(x->r), ENTITY_HOUSEHOLD, name))
        return err_set(e, E_USAGE, STR_FMT " 是全家的属性，请去掉 --member",
                       STR_FMT " is an attribute of the household; leave out --member",
                       STR_ARG(name));
    return err_set(e, E_USAGE, "没有属性“" STR_FMT "”，见 heyi catalogue",
                   "there is no attribute \"" STR_FMT "\"; see heyi catalogue", STR_ARG(name));
}

/* ATTRIBUTE=VALUE */
static int read_one(struct correct *x, const char *word, struct correction *ret, struct err *e)
{
    struct str rest = str_of(word), name;
    struct value_fault fault;
    if (!strchr(word, '='))
        return err_set(e, E_USAGE, "“%s”应写成 属性=值", "\"%s\" should be ATTRIBUTE=VALUE", word);
    str_split(&rest, '=', &name);
    const struct attribute *t = catalogue_find(
        reg_catalogue(x->r), x->at->member ? ENTITY_PERSON : ENTITY_HOUSEHOLD, str_trim(name));
    if (!t)
        return unknown_attribute(x, name, e);
    ret->attribute = t->index;
    ret->value = (struct fact){0};
    int state = value_read(t, rest, x->a, &ret->value, &fault);
    if (state < 0)
        return err_nomem(e);
    if (state == VALUE_BAD)
        return err_set(e, E_INVALID, STR_FMT "=" STR_FMT "：%s，%s", STR_FMT "=" STR_FMT ": %s; %s",
                       STR_ARG(t->label), STR_ARG(rest), fault.problem, fault.remedy);
    if (state == VALUE_EMPTY && t->absent == ABSENT_UNKNOWN)
        return err_set(e, E_USAGE, STR_FMT " 没有值；要撤回更正请写 " STR_FMT "=-",
                       STR_FMT " has no value; to take a correction back write " STR_FMT "=-",
                       STR_ARG(t->label), STR_ARG(t->id));
    if (state == VALUE_EMPTY)
        ret->value = t->absent == ABSENT_EMPTY ? (struct fact){.known = true, .none = true}
                                               : t->absent_value;
    return 0;
}

/* The facts of the subject on the day. */
static int read_facts(struct correct *x, const struct fact **ret, struct err *e)
{
    _cleanup_(scan_closep) struct scan *s = NULL;
    struct household_facts h;
    int rc =
        scan_open_one(x->r, &x->actor, x->at->household_no, x->at->valid_from, INT64_MAX, &s, e);
    if (rc >= 0 && (rc = scan_next_in(s, x->a, &h, e)) >= 0)
        *ret = x->at->member && x->at->member <= h.n_members ? h.members[x->at->member - 1].facts
                                                             : h.facts;
    return rc < 0 ? rc : 0;
}

static void print_value(const struct attribute *t, struct fact v)
{
    _cleanup_(strbuf_done) struct strbuf text = {0};
    fact_print_people(t, v, &text);
    printf("%s", v.known ? strbuf_z(&text) : tr("未知", "unknown"));
}

static void print_result(const struct correct *x, const struct fact *before,
                         const struct fact *after, int64_t seq)
{
    char day[DATE_TEXT];
    date_format(x->at->valid_from, day);
    printf(tr("已更正：户 " STR_FMT, "corrected: household " STR_FMT),
           STR_ARG(x->at->household_no));
    if (x->at->member)
        printf(tr("，第 %zu 位成员", ", member %zu"), x->at->member);
    printf(tr("，自 %s 起（第 %lld 号变更）\n", ", from %s on (change %lld)\n"), day,
           (long long)seq);
    for (size_t i = 0; i < x->n; i++) {
        const struct attribute *t = attribute_of(x, x->at[i].attribute);
        printf("  " STR_FMT "%s", STR_ARG(lang_get() == LANG_ZH ? t->label : t->id),
               tr("：", ": "));
        print_value(t, before[t->index]);
        printf(" → ");
        print_value(t, after[t->index]);
        printf("\n");
    }
}

static int correct(struct correct *x, const char *why, const char *attachment, struct err *e)
{
    const struct fact *before, *after;
    int64_t seq;
    int rc = read_facts(x, &before, e);
    if (rc < 0 || (rc = db_begin(reg_db(x->r), true, e)) < 0)
        return rc;
    rc = evidence_correct(x->r, &x->actor, x->at, x->n, str_of(why), str_of(attachment), &seq, e);
    if (rc >= 0)
        rc = db_commit(reg_db(x->r), e);
    if (rc < 0) {
        db_rollback(reg_db(x->r));
        return rc;
    }
    if ((rc = read_facts(x, &after, e)) >= 0)
        print_result(x, before, after, seq);
    return rc;
}

/* From 1; 0 if it is none. */
static size_t read_member(const char *text)
{
    char *end;
    unsigned long n = strtoul(text, &end, 10);
    return *end || *text < '0' || *text > '9' || n > 10000 ? 0 : n;
}

int cmd_verify_correct(int argc, char **argv)
{
    struct common c = COMMON_DEFAULTS;
    const char *member = NULL, *valid_from = NULL, *why = NULL, *attachment = NULL;
    const struct option_spec specs[] = {
        {"member", OPTION_TEXT, &member, "N", "更正第 N 位成员的事实（默认为全家的）",
         "correct facts of the N-th member (default: of the household)"},
        {"valid-from", OPTION_TEXT, &valid_from, "DATE", "自何日起是这样（必填）",
         "the date from which it is so (required)"},
        {"why", OPTION_TEXT, &why, "TEXT", "更正的原因（必填）", "the reason (required)"},
        {"attachment", OPTION_TEXT, &attachment, "REF", "证明材料的文号或编号（必填）",
         "what proves it: a file number (required)"},
        COMMON_OPTIONS(c),
    };
    struct err e = {0};
    char **rest;
    int n;
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n, &e) < 0 ||
        option_text_only(c.format, &e) < 0)
        return fail(&e);
    if (n < 2)
        return usage("请给出户号，和至少一个 属性=值",
                     "name the household number, and at least one ATTRIBUTE=VALUE");
    if (!valid_from || !why || !attachment)
        return usage("更正须有 --valid-from、--why 和 --attachment",
                     "a correction needs --valid-from, --why and --attachment");
    struct correction subject = {.household_no = str_of(rest[0])};
    if (member && !(subject.member = read_member(member)))
        return usage("--member 应为成员序号，从 1 数起", "--member takes a number from 1");
    if (option_date("valid-from", valid_from, &subject.valid_from, &e) < 0)
        return fail(&e);
    _cleanup_(reg_closep) struct reg *r = NULL;
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct correction *at = a ? arena_array_of(a, (size_t)n, struct correction) : NULL;
    if (!at) {
        err_nomem(&e);
        return fail(&e);
    }
    if (reg_open(c.db, DB_WRITE, &r, &e) < 0)
        return fail(&e);
    struct correct x = {r, actor_local(), a, at, (size_t)n - 1};
    for (size_t i = 0; i < x.n; i++) {
        at[i] = subject;
        if (read_one(&x, rest[i + 1], &at[i], &e) < 0)
            return fail(&e);
    }
    return correct(&x, why, attachment, &e) < 0 ? fail(&e) : EXIT_DONE;
}
