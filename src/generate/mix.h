/* The shares by which people and their lot are drawn: one mix for the sample town, two for large
 * registers. README.md says which of them come from published figures and which are assumed. */
#pragma once

#include <stdint.h>

enum family {
    FAMILY_ANY, /* one that suits size and ability */
    FAMILY_OLD_SINGLE,
    FAMILY_ADULT_SINGLE,
    FAMILY_OLD_COUPLE,
    FAMILY_OLD_AND_CHILD, /* aged parents and a grown child */
    FAMILY_SKIP,          /* grandparents and grandchildren */
    FAMILY_ONE_PARENT,
    FAMILY_NUCLEAR,
    FAMILY_THREE, /* three generations */
    FAMILY_SIBLINGS,
    FAMILY_ORPHANS,
    N_FAMILIES,
};

/* Thousandths where nothing else is said. */
struct mix {
    struct {
        uint16_t able[7], none[7]; /* weights by size, with and without somebody able */
    } family[N_FAMILIES];
    uint8_t eldest_from;                         /* age of the eldest child, at least */
    uint8_t eldest_able, eldest_none;            /* … and at most */
    uint16_t male_old, male_single, male_parent; /* of old people and adults alone, lone parents */
    uint16_t disabled_child, disabled_lost, disabled_old; /* lost: of those unable to work */
    /* What counts as a cause, if it is there; schooling is high school and above, lessons are
     * compulsory ones. */
    uint16_t cause_chronic, cause_disability, cause_schooling, cause_lessons;
    uint16_t cause_disaster, cause_accident;
    uint16_t cause_labour, cause_skill, cause_capital, cause_unemployment;
    uint16_t cause_other; /* … of those unable to work who have none of these */
    /* Income a head in thousandths of the line: of 低保 the less, the lower poor_spread; of those
     * far above it from far_low to far_high, and far_tail of them up to far_more above that. */
    uint16_t poor_spread, far_low, far_high, far_tail, far_more;
    uint16_t institution; /* of the destitute, who live in an institution (敬老院) */
};

extern const struct mix mix_town, mix_rural, mix_urban;
