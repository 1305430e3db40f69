#include "verdict.h"

#include "cleanup.h"
#include "csv.h"
#include "file.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>

#define AS_WORD(name, word) word,
#define AS_NAME(name, id, words) {id, words},
#define TEXT_BYTES 64

/* What feeds verify. Differences up to the larger of tolerance (fen) and percent (of what was
 * declared) are none: feeds/attributes.csv. */
struct verified {
    int fact;
    int64_t tolerance;
    int percent;
};
static const struct verified household_facts[] = {
    {H_RESIDENCE},           {H_DWELLING_COUNT},
    {H_VEHICLE_COUNT},       {H_FINANCIAL_ASSETS, 200000, 5},
    {H_BUSINESS_REGISTERED}, {H_MEDICAL_EXPENSE, 100000, 10},
};
static const struct verified person_facts[] = {
    {P_WAGE_INCOME, 60000, 5},
    {P_BUSINESS_INCOME, 60000, 5},
    {P_PROPERTY_INCOME, 30000, 5},
    {P_TRANSFER_INCOME, 30000, 5},
    {P_BASIC_PENSION, 6000, 2},
    {P_DISABILITY_TYPE},
    {P_DISABILITY_GRADE},
    {P_HEALTH},
    {P_SCHOOLING},
    {P_EMPLOYED},
    {P_INSURED},
};

struct fact_name {
    const char *id, *words;
};
static const struct fact_name household_names[] = {HOUSEHOLD_FACTS(AS_NAME)};
static const struct fact_name person_names[] = {PERSON_FACTS(AS_NAME)};

enum { DIVERGENCE, UNDECLARED, FIRST_SIGN };
static const char *const kind_words[N_VERDICTS] = {"divergence", "undeclared", SIGN_KINDS(AS_WORD)};

struct table {
    struct file_out *file;
    struct csv_writer csv;
};

struct verdict {
    const struct catalogue *catalogue;
    const struct attribute *household[N_HOUSEHOLD_FACTS], *person[N_PERSON_FACTS];
    struct table facts, findings;
    uint64_t counts[N_VERDICTS];
};

static int open_table(struct table *t, const char *folder, const char *name,
                      const char *const *columns, size_t n, struct err *e)
{
    _cleanup_free_ char *path = NULL;

    if (asprintf(&path, "%s/%s", folder, name) < 0)
        return err_nomem(e);
    int r = file_out_open(path, &t->file, e);
    if (r < 0)
        return r;
    t->csv.f = file_out_stream(t->file);
    fputs(CSV_BOM, t->csv.f);
    for (size_t i = 0; i < n; i++)
        csv_putz(&t->csv, columns[i]);
    csv_end(&t->csv);
    return 0;
}

static int find_attributes(const struct catalogue *c, enum entity entity,
                           const struct fact_name *names, size_t n, const struct attribute **ret,
                           struct err *e)
{
    for (size_t i = 0; i < n; i++)
        if (!(ret[i] = catalogue_find(c, entity, str_of(names[i].id))))
            return err_set(e, E_INVALID, "目录中没有“%s”", "the catalogue has no attribute %s",
                           names[i].id);
    return 0;
}

int verdict_open(const char *folder, const struct catalogue *c, struct verdict **ret, struct err *e)
{
    static const char *const facts[] = {"household_no", "member", "attribute", "value"};
    static const char *const findings[] = {"household_no", "member",   "kind", "attribute",
                                           "declared",     "verified", "feeds"};
    _cleanup_(verdict_freep) struct verdict *v = calloc(1, sizeof *v);
    _cleanup_free_ char *truth = NULL;

    if (!v || asprintf(&truth, "%s/truth", folder) < 0)
        return err_nomem(e);
    if (mkdir(truth, 0700) < 0 && errno != EEXIST)
        return err_io(e, errno, truth);
    v->catalogue = c;
    int r =
        find_attributes(c, ENTITY_HOUSEHOLD, household_names, N_HOUSEHOLD_FACTS, v->household, e);
    if (r == 0)
        r = find_attributes(c, ENTITY_PERSON, person_names, N_PERSON_FACTS, v->person, e);
    if (r == 0)
        r = open_table(&v->facts, truth, "facts.csv", facts, ARRAY_LEN(facts), e);
    if (r == 0)
        r = open_table(&v->findings, truth, "findings.csv", findings, ARRAY_LEN(findings), e);
    if (r < 0)
        return r;
    *ret = take(v);
    return 0;
}

/* As fact_print has it. */
static const char *text(const struct attribute *t, const char *words, bool known, int64_t value,
                        struct strbuf *out)
{
    struct fact f = {.known = known, .i = value};
    struct str rest = str_of(words);

    for (int64_t k = 0; words && k <= value; k++)
        str_split(&rest, ';', &f.s);
    strbuf_clear(out);
    fact_print(t, f, out);
    return strbuf_z(out);
}

/* One subject: the household (member 0), or a member. */
struct side {
    struct verdict *v;
    const char *household_no;
    size_t member;
    const struct attribute *const *attributes;
    const struct fact_name *names;
    const int64_t *declared;
    uint64_t unknown;
    const struct said_facts *said;
};

static void begin(struct csv_writer *csv, const struct side *s)
{
    char member[UINT_TEXT + 1];

    member[uint_format(s->member, member)] = '\0';
    csv_putz(csv, s->household_no);
    csv_putz(csv, member);
}

static void judge(const struct side *s, const struct verified *which)
{
    _cleanup_(strbuf_done) struct strbuf buf = {0};
    int fact = which->fact;
    const struct attribute *t = s->attributes[fact];
    const char *words = s->names[fact].words;
    bool known = !(s->unknown >> fact & 1), stated = s->said->stated >> fact & 1;
    bool least = s->said->least >> fact & 1;
    int64_t declared = s->declared[fact], value = s->said->v[fact];
    struct csv_writer *facts = &s->v->facts.csv, *findings = &s->v->findings.csv;

    if (!stated && !least)
        return;
    /* a lower bound raises what was declared; of what wasn't it tells nothing */
    if (least && value < declared)
        value = declared;
    begin(facts, s);
    csv_put(facts, t->id);
    csv_putz(facts, text(t, words, known || stated, value, &buf));
    csv_end(facts);

    int64_t by = value < declared ? declared - value : value - declared;
    bool differs = known && by > which->tolerance && by * 100 > declared * which->percent;
    bool news = !known && stated && value != 0;
    if (!differs && !news)
        return;
    int kind = differs ? DIVERGENCE : UNDECLARED;
    s->v->counts[kind]++;
    begin(findings, s);
    csv_putz(findings, kind_words[kind]);
    csv_put(findings, t->id);
    csv_putz(findings, text(t, words, known, declared, &buf));
    csv_putz(findings, text(t, words, true, value, &buf));
    csv_putz(findings, "");
    csv_end(findings);
}

static void put_signs(const struct side *s, const struct said *said)
{
    struct csv_writer *findings = &s->v->findings.csv;

    for (int k = 0; k < N_SIGNS; k++) {
        uint32_t feeds = said->signs[k][s->member];
        char names[N_DEPTS * 16];
        size_t n = 0;
        if (!feeds)
            continue;
        for (int f = 0; f < N_DEPTS; f++)
            if (feeds >> f & 1)
                n += (size_t)snprintf(names + n, sizeof names - n, "%s%s", n ? ";" : "",
                                      dept_entries[f].name);
        s->v->counts[FIRST_SIGN + k]++;
        begin(findings, s);
        csv_putz(findings, kind_words[FIRST_SIGN + k]);
        for (int i = 0; i < 3; i++)
            csv_putz(findings, "");
        csv_put(findings, (struct str){names, n});
        csv_end(findings);
    }
}

void verdict_put(struct verdict *v, const struct household *declared, const struct said *said)
{
    struct side s = {v,
                     declared->no,
                     0,
                     v->household,
                     household_names,
                     declared->v,
                     declared->unknown,
                     &said->household};

    for (size_t k = 0; k < ARRAY_LEN(household_facts); k++)
        judge(&s, &household_facts[k]);
    put_signs(&s, said);
    for (size_t i = 0; i < declared->n; i++) {
        const struct person *p = &declared->p[i];
        s = (struct side){v,    declared->no, i + 1,           v->person, person_names,
                          p->v, p->unknown,   &said->people[i]};
        for (size_t k = 0; k < ARRAY_LEN(person_facts); k++)
            judge(&s, &person_facts[k]);
        put_signs(&s, said);
    }
}

int verdict_commit(struct verdict *v, struct err *e)
{
    int r = file_out_commit(v->facts.file, e);

    return r < 0 ? r : file_out_commit(v->findings.file, e);
}

uint64_t verdict_findings(const struct verdict *v, size_t kind, const char **ret_word)
{
    *ret_word = kind_words[kind];
    return v->counts[kind];
}

void verdict_free(struct verdict *v)
{
    if (!v)
        return;
    file_out_free(v->facts.file);
    file_out_free(v->findings.file);
    free(v);
}

void verdict_freep(struct verdict **v)
{
    verdict_free(*v);
}
