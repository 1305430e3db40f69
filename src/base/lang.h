/* The language in which the process speaks to people: Chinese unless asked otherwise.
 * Machine formats (csv, json) are never localised. */
#pragma once

enum lang { LANG_ZH, LANG_EN };

void lang_set(enum lang lang);
enum lang lang_get(void);

/* Picks one of two texts. */
const char *tr(const char *zh, const char *en);
