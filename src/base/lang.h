/* The language in which a thread speaks to people: Chinese unless asked otherwise. Each thread has
 * its own, since a server answers several people at once; those of a pipeline (threads.h) speak
 * their caller's. Machine formats (csv, json) are never localised. */
#pragma once

enum lang { LANG_ZH, LANG_EN };

/* Returns what it was, for whoever sets it for a while. */
enum lang lang_set(enum lang lang);
enum lang lang_get(void);

/* Picks one of two texts. */
const char *tr(const char *zh, const char *en);
