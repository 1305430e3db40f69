#include "area.h"

#include "cleanup.h"
#include "lang.h"

static const size_t levels[] = {2, 4, 6, 9, 12};

struct str area_common(const char *first, const char *last)
{
    size_t n = 0, level = 0;
    while (first[n] && first[n] == last[n])
        n++;
    for (size_t i = 0; i < ARRAY_LEN(levels); i++) {
        if (levels[i] <= n)
            level = levels[i];
    }
    struct str area = division_prefix(str_of(first));
    return area.len < level ? area : (struct str){first, level};
}

size_t area_next(struct str area)
{
    for (size_t i = 0; i < ARRAY_LEN(levels); i++) {
        if (levels[i] > area.len)
            return levels[i];
    }
    return 12;
}

struct str area_below(struct str code12, size_t next)
{
    struct str area = division_prefix(code12);
    return area.len > next ? (struct str){code12.data, next} : area;
}

void area_name(struct table *t, struct reg *r, struct str area, size_t next, int32_t on)
{
    char padded[13];
    struct division d;
    _cleanup_(strbuf_done) struct strbuf name = {0};
    /* not division_pad, which takes no provinces and prefectures */
    memset(padded, '0', 12);
    padded[12] = '\0';
    memcpy(padded, area.data, area.len);
    if (reg_division(r, str_of(padded), on, &d, NULL) == 0)
        strbuf_printf(&name, STR_FMT "%s", STR_ARG(d.name),
                      area.len < next ? tr("（本级）", " (itself)") : "");
    else
        strbuf_addz(&name, padded);
    table_cell(t, str_of(padded), strbuf_str(&name));
}

const struct parameter *area_parameter(const struct pack *p, const char *name, struct str area,
                                       int32_t on)
{
    const struct parameter *row = parameter_find(p, name, area, STR(""), on);
    return row && str_eq(row->division, area) ? row : NULL;
}

void area_incidence(struct table *t, const struct pack *p, struct str area, size_t next, int32_t on,
                    int64_t people)
{
    const struct parameter *population =
        area.len < next ? NULL : area_parameter(p, "registered_population", area, on);
    int64_t n;
    if (population && dec_to_int(population->value, &n))
        table_percent(t, people, n);
    else
        table_empty(t);
}
