#include "mix.h"

const struct mix mix_town =
    {
        .family =
            {
                [FAMILY_OLD_SINGLE] = {{0}, {0, 63}},
                [FAMILY_ADULT_SINGLE] = {{0, 10}, {0, 37}},
                [FAMILY_OLD_COUPLE] = {{0}, {0, 0, 38}},
                [FAMILY_OLD_AND_CHILD] = {{0, 0, 55, 45, 10}, {0, 0, 36, 55, 22}},
                [FAMILY_SKIP] = {{0}, {0, 0, 8, 14, 26, 40, 40}},
                [FAMILY_ONE_PARENT] = {{0, 0, 40, 20, 15}, {0, 0, 18, 28, 30, 10, 5}},
                [FAMILY_NUCLEAR] = {{0, 0, 15, 50, 55, 40, 30}, {0, 0, 3, 15, 30, 40, 40}},
                [FAMILY_THREE] = {{0, 0, 0, 5, 30, 60, 70}, {0, 0, 0, 0, 4, 10, 15}},
                [FAMILY_SIBLINGS] = {{0}, {0, 0, 8, 8, 4}},
            },
        .eldest_from = 6,
        .eldest_able = 25,
        .eldest_none = 17,
        .male_old = 620,
        .male_single = 650,
        .male_parent = 470,
        .disabled_child = 25,
        .disabled_lost = 640,
        .disabled_old = 115,
        .cause_chronic = 380,
        .cause_disability = 1000,
        .cause_schooling = 1000,
        .cause_disaster = 18,
        .cause_accident = 12,
        .cause_labour = 600,
        .cause_skill = 350,
        .cause_capital = 250,
        .cause_unemployment = 120,
        .poor_spread = 330,
        .far_low = 1540,
        .far_high = 2200,
        .far_tail = 200,
        .far_more = 1500,
};

/* What country and town have in common. */
#define REGISTER                                                                                   \
    .family =                                                                                      \
        {                                                                                          \
            [FAMILY_OLD_SINGLE] = {{0}, {0, 45}},                                                  \
            [FAMILY_ADULT_SINGLE] = {{0, 10}, {0, 55}},                                            \
            [FAMILY_OLD_COUPLE] = {{0}, {0, 0, 12}},                                               \
            [FAMILY_OLD_AND_CHILD] = {{0, 0, 60, 55, 15}, {0, 0, 50, 68, 45}},                     \
            [FAMILY_SKIP] = {{0}, {0, 0, 4, 6, 8, 10, 10}},                                        \
            [FAMILY_ONE_PARENT] = {{0, 0, 35, 20, 15}, {0, 0, 16, 12, 12, 5, 5}},                  \
            [FAMILY_NUCLEAR] = {{0, 0, 20, 50, 55, 40, 30}, {0, 0, 12, 20, 40, 40, 40}},           \
            [FAMILY_THREE] = {{0, 0, 0, 5, 30, 60, 70}, {0, 0, 0, 0, 4, 15, 20}},                  \
            [FAMILY_SIBLINGS] = {{0}, {0, 0, 14, 14, 14}},                                         \
    },                                                                                             \
    .eldest_from = 16, .eldest_able = 32, .eldest_none = 24, .male_old = 710, .male_single = 760,  \
    .male_parent = 640, .cause_chronic = 300, .cause_disability = 560, .cause_schooling = 850,     \
    .cause_lessons = 200, .cause_disaster = 45, .cause_accident = 30, .cause_labour = 430,         \
    .cause_skill = 350, .cause_capital = 250, .cause_unemployment = 120, .cause_other = 500,       \
    .far_low = 1505, .far_high = 1960, .far_tail = 200, .far_more = 900, .institution = 310

const struct mix mix_rural = {
    REGISTER, .disabled_child = 25, .disabled_lost = 570, .disabled_old = 115, .poor_spread = 300,
};

const struct mix mix_urban = {
    REGISTER, .disabled_child = 40, .disabled_lost = 830, .disabled_old = 200, .poor_spread = 265,
};
