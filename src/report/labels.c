#include "labels.h"

#include "cleanup.h"
#include "figures.h"
#include "lang.h"

static const struct {
    const char *code, *zh, *en;
} measures[] = {
    {"industry", "产业扶持", "business support"},
    {"employment", "就业帮扶", "help with finding work"},
    {"schooling", "教育资助", "help with schooling"},
    {"insurance", "资助参保", "paid health insurance"},
    {"medical", "医疗救助", "medical assistance"},
    {"housing", "住房改造", "repair of the dwelling"},
    {"disaster", "灾害救助", "disaster relief"},
    {"safety_net", "兜底保障", "safety net"},
    {"single_case", "单人户", "assessment as a household of one"},
};

struct str label_category(struct str code)
{
    enum category c = category_parse(code);
    return c == CATEGORY_UNDECIDED && code.len ? code : str_of(category_label(c));
}

const char *measure_code(size_t i)
{
    return i < ARRAY_LEN(measures) ? measures[i].code : NULL;
}

static struct str label_measure(struct str code)
{
    for (size_t i = 0; i < ARRAY_LEN(measures); i++) {
        if (str_eqz(code, measures[i].code))
            return str_of(tr(measures[i].zh, measures[i].en));
    }
    return code;
}

void label_measures(struct str codes, struct strbuf *out)
{
    struct str rest = codes, code;
    bool first = true;
    while (codes.len && str_split(&rest, ';', &code)) {
        if (!first)
            strbuf_addz(out, tr("、", ", "));
        first = false;
        strbuf_adds(out, label_measure(code));
    }
}
