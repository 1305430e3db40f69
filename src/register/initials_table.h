/* What script/initials makes of Unihan: by character the letters that its readings begin with. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct initials_character {
    uint32_t character;
    uint8_t set; /* in initials_sets */
};
extern const uint32_t initials_sets[]; /* bit 0 = a … bit 25 = z */
extern const uint32_t initials_first, initials_last;
extern const uint8_t initials_dense[];                    /* from first to last */
extern const struct initials_character initials_sparse[]; /* all others, by character */
extern const size_t initials_n_sparse;
