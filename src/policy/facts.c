#include "facts.h"

#include "cleanup.h"
#include "lang.h"

static const struct {
    const char *code, *zh, *en;
} standings[] = {
    [STANDING_NONE] = {"", "无", "none"},
    [STANDING_IN_FORCE] = {"in_force", "在保", "in force"},
    [STANDING_GRACE] = {"grace", "渐退期", "in grace"},
    [STANDING_OUT] = {"out", "不在保", "out"},
    [STANDING_HELD] = {"held", "暂维持", "held"},
    [STANDING_UNDECIDED] = {"undecided", "待查明", "undecided"},
    [STANDING_FAILED] = {"failed", "计算出错", "failed"},
};

const char *standing_code(enum standing s)
{
    return standings[s].code;
}

const char *standing_label(enum standing s)
{
    return tr(standings[s].zh, standings[s].en);
}

enum standing standing_parse(struct str code)
{
    for (size_t i = 1; i < ARRAY_LEN(standings); i++)
        if (str_eqz(code, standings[i].code))
            return (enum standing)i;
    return STANDING_NONE;
}

enum standing standing_read(struct str text)
{
    enum standing s = standing_parse(text);
    for (size_t i = 1; i < ARRAY_LEN(standings) && !s; i++)
        if (str_eqz(text, standings[i].zh) || str_eqz(text, standings[i].en))
            s = (enum standing)i;
    return s;
}
