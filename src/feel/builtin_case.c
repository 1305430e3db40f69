/* upper case, lower case: by Unicode's full mappings, whatever the language. */
#include "builtin.h"
#include "cleanup.h"
#include "ops.h"
#include "text.h"

#include <locale.h>
#include <pthread.h>
#include <stdlib.h>
#include <wctype.h>

/* From one character to several, in order. */
static const struct mapping {
    uint32_t from;
    bool upper;
    uint32_t to[3];
} mappings[] = {
#define MAPPING(from, upper, a, b, c) {from, upper, {a, b, c}},
#include "casing.def"
#undef MAPPING
};

/* From one to one: libc's own C.UTF-8 knows them. */
static locale_t unicode;

static void open_locale(void)
{
    unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
}

static void put(struct strbuf *out, uint32_t cp)
{
    char bytes[4];
    strbuf_add(out, bytes, (size_t)utf8_put(cp, bytes));
}

static int by_character(const void *key, const void *entry)
{
    uint32_t a = *(const uint32_t *)key, b = ((const struct mapping *)entry)->from;
    return a < b ? -1 : a > b;
}

static void put_changed(struct strbuf *out, uint32_t cp, bool upper)
{
    const struct mapping *m =
        bsearch(&cp, mappings, ARRAY_LEN(mappings), sizeof *mappings, by_character);
    if (!m || m->upper != upper) {
        put(out, upper ? towupper_l(cp, unicode) : towlower_l(cp, unicode));
        return;
    }
    for (size_t i = 0; i < 3 && m->to[i]; i++)
        put(out, m->to[i]);
}

static const struct feel_value *change_case(struct call *c, struct str s, bool upper)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    _cleanup_(strbuf_done) struct strbuf out = {0};
    uint32_t cp;
    int n;
    pthread_once(&once, open_locale);
    if (unicode == (locale_t)0)
        return ops_no_memory(c->run);
    for (; s.len > 0 && (n = utf8_next(s, &cp)) > 0; s.data += n, s.len -= (size_t)n)
        put_changed(&out, cp, upper);
    struct str copy = str_dup(c->run->arena, strbuf_str(&out));
    return out.failed || !copy.data ? ops_no_memory(c->run) : feel_string(c->run->arena, copy);
}

const struct feel_value *builtin_upper_case(struct call *c, const struct feel_value *const *args,
                                            size_t n)
{
    return change_case(c, args[0]->string, true);
}

const struct feel_value *builtin_lower_case(struct call *c, const struct feel_value *const *args,
                                            size_t n)
{
    return change_case(c, args[0]->string, false);
}
