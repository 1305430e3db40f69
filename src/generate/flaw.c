/* Which flaws there are, and how often. */
#include "flaw.h"

#define RATE_DEFAULT 2000

#define AS_ENTRY(name, word, expectation, zh, en) {word, zh, en, EXPECT_##expectation},
#define AS_WORD(name, word) word,
const struct flaw_entry flaw_entries[N_FLAWS] = {FLAW_KINDS(AS_ENTRY)};
const char *const expectation_words[N_EXPECTATIONS] = {FLAW_EXPECTATIONS(AS_WORD)};

_Static_assert(N_FLAWS <= FLAW_PLACES, "every kind needs a place of its own");

int rate_parse(struct str s, uint32_t max, uint32_t *ret, struct err *e)
{
    uint64_t v = 0; /* below 10^11 */
    size_t digits = 0, decimals = 0;
    bool point = false, good = str_ends(s, STR("%"));

    for (size_t i = 0; good && i + 1 < s.len; i++) {
        char c = s.data[i];
        if (c == '.' && digits && !point) {
            point = true;
        } else if (c >= '0' && c <= '9' && v < 1000000 && decimals < 4) {
            v = v * 10 + (uint64_t)(c - '0');
            digits++;
            decimals += point;
        } else {
            good = false;
        }
    }
    good = good && digits && (!point || decimals);
    for (; good && decimals < 4; decimals++)
        v *= 10;
    if (!good || v > max)
        return err_set(
            e, E_USAGE, "比例“" STR_FMT "”不对：应为 0%% 至 %u%%，至多四位小数，如 0.5%%",
            "rate “" STR_FMT "” is wrong: write 0%% to %u%% with four decimals at most, as 0.5%%",
            STR_ARG(s), max / 10000);
    *ret = (uint32_t)v;
    return 0;
}

static bool names(struct str word, enum flaw_kind kind)
{
    return str_eqz(word, "all") || str_eqz(word, flaw_entries[kind].word) ||
           str_eqz(word, expectation_words[flaw_entries[kind].expectation]);
}

static int parse_word(struct str text, uint32_t rate, struct flaw_rates *rates, struct err *e)
{
    struct str word;
    bool found = false;
    int r;

    str_split(&text, '=', &word);
    if (text.data && (r = rate_parse(text, FLAW_RATE_MAX, &rate, e)) < 0)
        return r;
    if (str_eqz(word, "none")) {
        *rates = (struct flaw_rates){0};
        return 0;
    }
    for (int k = 0; k < N_FLAWS; k++) {
        if (!names(word, (enum flaw_kind)k))
            continue;
        rates->of[k] = rate;
        found = true;
    }
    return found ? 0
                 : err_set(e, E_USAGE, "--errors：没有错误种类“" STR_FMT "”",
                           "--errors: there is no kind “" STR_FMT "”", STR_ARG(word));
}

int flaw_rates_parse(const char *errors, const char *rate, struct flaw_rates *ret, struct err *e)
{
    struct flaw_rates rates = {0};
    struct str rest = str_of(errors), text;
    uint32_t usual = RATE_DEFAULT;
    int r;

    if (rate && (r = rate_parse(str_of(rate), FLAW_RATE_MAX, &usual, e)) < 0)
        return r;
    while (str_split(&rest, ',', &text))
        if ((r = parse_word(text, usual, &rates, e)) < 0)
            return r;
    *ret = rates;
    return 0;
}

bool flaw_rates_any(const struct flaw_rates *r)
{
    for (int k = 0; k < N_FLAWS; k++)
        if (r->of[k])
            return true;
    return false;
}
