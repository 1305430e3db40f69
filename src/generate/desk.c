#include "desk.h"

#include "cleanup.h"
#include "date.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

#define AS_ENTRY(name, weight, zh, en) {zh, en},
#define AS_WEIGHT(name, weight, zh, en) weight,
const struct noise_entry noise_entries[N_NOISES] = {NOISE_KINDS(AS_ENTRY)};

struct day_text day_text(int32_t day)
{
    struct day_text t;

    date_format(day, t.s);
    return t;
}

struct day_text month_text(int k)
{
    struct day_text t = day_text(date_add_months(DEPT_LAST, -k));

    t.s[7] = '\0';
    return t;
}

/* ---- how a number and a name are written ---- */

static void full_width(const char *number, char *out)
{
    /* U+FF10 … U+FF19 and U+FF38 */
    for (; *number; number++) {
        unsigned c = (unsigned)(*number == 'X' ? 0xff38 : 0xff10 + (*number - '0'));
        *out++ = (char)(0xe0 | c >> 12);
        *out++ = (char)(0x80 | (c >> 6 & 0x3f));
        *out++ = (char)(0x80 | (c & 0x3f));
    }
    *out = '\0';
}

static bool writes(struct page *p, const struct person *person)
{
    const char *n = person->id_no;
    struct dept_identity *who = &p->who;
    bool has_birth = dept_entries[p->feed].has_birth;

    switch (p->noise) {
    case NOISE_OLD_NUMBER:
        if (memcmp(n + 6, "19", 2) != 0)
            return false;
        snprintf(who->number, sizeof who->number, "%.6s%.9s", n, n + 8);
        return true;
    case NOISE_LOWER_X:
        if (n[17] != 'X')
            return false;
        who->number[17] = 'x';
        return true;
    case NOISE_FULL_WIDTH:
        full_width(n, who->number);
        return true;
    case NOISE_BLANKS:
        snprintf(who->number, sizeof who->number, " %.6s %.8s %.4s ", n, n + 6, n + 14);
        snprintf(who->name, sizeof who->name, "%.3s %s ", person->name, person->name + 3);
        return true;
    case NOISE_NO_NUMBER:
        if (!has_birth)
            return false;
        who->number[0] = '\0';
        return true;
    case NOISE_WRONG_DIGIT:
        if (!has_birth)
            return false;
        who->number[15] = (char)('0' + (n[15] - '0' + 1) % 10);
        return true;
    case NOISE_OTHER_NAME: {
        struct dept_identity other = desk_stranger(p->desk, &p->desk->noise, MALE, 50);
        memcpy(who->name, other.name, sizeof who->name);
        return true;
    }
    case NOISE_STRANGER:
    case NOISE_UNREADABLE:
        return true;
    case N_NOISES:
        break;
    }
    return false;
}

/* Where the 户籍 gives something away, it does so in plain writing. */
static bool plain(const struct page *p)
{
    enum hidden kind = p->desk->hiding.kind;

    return p->feed == DEPT_HUKOU && kind >= HIDDEN_SPOUSE && kind <= HIDDEN_TWO_HOUSEHOLDS;
}

struct page desk_page(struct desk *d, enum dept feed, size_t member)
{
    static const uint16_t weights[N_NOISES] = {NOISE_KINDS(AS_WEIGHT)};
    const struct person *person = &d->truth.p[member];
    struct page p = {d, feed, member, .lands = true};
    bool noisy = rng_below(&d->noise, 1000000) < d->noise_rate;

    p.noise = (enum noise)rng_pick(&d->noise, weights, N_NOISES);
    memcpy(p.who.number, person->id_no, sizeof person->id_no);
    memcpy(p.who.name, person->name, sizeof person->name);
    p.who.birth = (int32_t)person->v[P_BIRTH_DATE];
    if (!noisy || plain(&p) || !writes(&p, person))
        p.noise = N_NOISES;
    p.lands = p.noise < NOISE_NO_NUMBER || p.noise > NOISE_OTHER_NAME;
    return p;
}

/* Row by row the same, but not hers. */
static void put_stranger(struct page *p, struct str cells)
{
    struct desk *d = p->desk;
    const struct person *person = &d->truth.p[p->member];
    struct dept_identity who = desk_stranger(d, &d->noise, (enum sex)person->v[P_SEX],
                                             person->age > 2 ? person->age - 2 : 3);
    char buf[256];

    memcpy(who.name, person->name, sizeof person->name);
    if (p->feed == DEPT_HUKOU) {
        /* in a household of her own */
        struct str rest = cells, group;
        str_split(&rest, ',', &group);
        snprintf(buf, sizeof buf, "9" STR_FMT "," STR_FMT, STR_ARG(group), STR_ARG(rest));
        cells = str_of(buf);
    }
    deptbook_put(d->book, p->feed, &who, cells);
}

static void put_unreadable(struct page *p, struct str cells)
{
    const struct dept_entry *entry = &dept_entries[p->feed];
    char buf[256];
    size_t n = 0, k = 0;
    struct str cell;

    while (str_split(&cells, ',', &cell)) {
        struct str text = k == entry->fragile ? str_of(entry->unreadable) : cell;
        n += (size_t)snprintf(buf + n, sizeof buf - n, "%s" STR_FMT, k ? "," : "", STR_ARG(text));
        k++;
    }
    deptbook_put(p->desk->book, p->feed, &p->who, (struct str){buf, n});
}

static void begin(struct page *p, struct str cells)
{
    p->begun = true;
    if (p->noise == N_NOISES)
        return;
    p->desk->noises[p->noise]++;
    if (p->noise == NOISE_NO_NUMBER || p->noise == NOISE_WRONG_DIGIT)
        page_sign(p, SIGN_CANDIDATE);
    else if (p->noise == NOISE_OTHER_NAME)
        page_sign(p, SIGN_NAME_DIFFERS);
    else if (p->noise == NOISE_STRANGER)
        put_stranger(p, cells);
    else if (p->noise == NOISE_UNREADABLE)
        put_unreadable(p, cells);
}

bool page_row(struct page *p, const char *format, ...)
{
    char buf[256];
    va_list args;

    va_start(args, format);
    int n = vsnprintf(buf, sizeof buf, format, args);
    va_end(args);
    struct str cells = {buf, (size_t)n < sizeof buf ? (size_t)n : sizeof buf - 1};

    if (!p->begun)
        begin(p, cells);
    deptbook_put(p->desk->book, p->feed, &p->who, cells);
    return p->lands;
}

void desk_sign(struct desk *d, enum sign sign, size_t member, enum dept feed)
{
    d->said.signs[sign][member] |= UINT32_C(1) << feed;
}

void page_sign(const struct page *p, enum sign sign)
{
    desk_sign(p->desk, sign, p->member + 1, p->feed);
}

struct dept_identity desk_stranger(struct desk *d, struct rng *r, enum sex sex, int age)
{
    /* not among those of data/synthetic-names.csv */
    static const char *const surnames[] = {"上官", "诸葛", "夏侯", "皇甫", "尉迟", "令狐"};
    struct dept_identity who;
    struct person p = {.age = age};
    const char *surname = surnames[rng_below(r, ARRAY_LEN(surnames))];
    struct str given = namebook_given(d->names, r, sex);

    p.v[P_SEX] = sex;
    who.birth = date_add_months(DRAFT_BASE, -12 * age) - (int32_t)rng_below(r, 365);
    p.v[P_BIRTH_DATE] = who.birth;
    int error = serials_next_outside(d->serials, &p, d->error < 0 ? NULL : d->e);
    d->error = d->error < 0 ? d->error : error;
    memcpy(who.number, p.id_no, sizeof p.id_no);
    snprintf(who.name, sizeof who.name, "%s" STR_FMT, surname, STR_ARG(given));
    return who;
}
