#include "lang.h"

static _Thread_local enum lang current = LANG_ZH;

enum lang lang_set(enum lang lang)
{
    enum lang before = current;
    current = lang;
    return before;
}

enum lang lang_get(void)
{
    return current;
}

const char *tr(const char *zh, const char *en)
{
    return current == LANG_ZH ? zh : en;
}
