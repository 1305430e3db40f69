/*
 * The sample town as CS51-3.1 gives it: 325 households with 915 people on 低保, 71 of them (251
 * people) with somebody able and willing. Sizes are spread around the means that follow, 3.54 and
 * 2.61; the stories are chosen so that the first two determinations show every standing.
 */
#include "story.h"

struct row {
    uint16_t count;
    struct story story;
};

#define ROW(count, people, labour, is, was, ...)                                                   \
    {                                                                                              \
        count,                                                                                     \
        {                                                                                          \
            people, labour, .kind = KIND_##is, .prior = PRIOR_##was, __VA_ARGS__                   \
        }                                                                                          \
    }
#define KEY(count, people, ...) ROW(count, people, ABLE_WILLING, DIBAO, DIBAO, __VA_ARGS__)
#define ABLE(count, people, is, was, ...) ROW(count, people, ABLE_UNWILLING, is, was, __VA_ARGS__)
#define POOR(count, people, is, was, ...) ROW(count, people, ABLE_NONE, is, was, __VA_ARGS__)

/* clang-format off */
static const struct row rows[] = {
    /* 重点帮扶: able and willing. Sizes 1 to 6: 2, 12, 21, 22, 10, 4 */
    KEY(2, 1, .june = JUNE_NOTHING),
    KEY(6, 2, .june = JUNE_NOTHING),
    KEY(2, 2, .june = JUNE_WORK),
    KEY(1, 2, .june = JUNE_WORK_FAR),
    KEY(2, 2, .june = JUNE_UP),
    KEY(1, 2, .june = JUNE_DOWN),
    KEY(11, 3, .june = JUNE_NOTHING),
    KEY(3, 3, .june = JUNE_WORK),
    KEY(1, 3, .june = JUNE_WORK_FAR),
    KEY(1, 3, .june = JUNE_WITHDRAWN),
    KEY(3, 3, .june = JUNE_UP),
    KEY(2, 3, .june = JUNE_DOWN),
    KEY(11, 4, .june = JUNE_NOTHING),
    KEY(3, 4, .june = JUNE_WORK),
    KEY(1, 4, .june = JUNE_WORK_FAR),
    KEY(1, 4, .june = JUNE_WITHDRAWN),
    KEY(1, 4, .june = JUNE_CAR),
    KEY(3, 4, .june = JUNE_UP),
    KEY(2, 4, .june = JUNE_DOWN),
    KEY(8, 5, .june = JUNE_NOTHING),
    KEY(1, 5, .june = JUNE_WORK),
    KEY(1, 5, .june = JUNE_UP),
    KEY(4, 6, .june = JUNE_NOTHING),

    /* Able, but not willing. Sizes 2 to 6: 4, 14, 16, 13, 7 */
    ABLE(3, 2, DIBAO, DIBAO, .june = JUNE_NOTHING),
    ABLE(1, 2, LOW, DIBAO, .prior_grace = true),
    ABLE(2, 3, DIBAO, DIBAO, .june = JUNE_NOTHING),
    ABLE(1, 3, DIBAO, DIBAO, .june = JUNE_WORK),
    ABLE(1, 3, DIBAO, DIBAO, .june = JUNE_UP),
    ABLE(1, 3, DIBAO, DIBAO, .june = JUNE_DOWN),
    ABLE(1, 3, LOW, DIBAO, .june = JUNE_BACK),
    ABLE(1, 3, LOW, DIBAO, .june = JUNE_NOTHING),
    ABLE(1, 3, FAR, DIBAO, .june = JUNE_NOTHING),
    ABLE(1, 3, SECOND_DWELLING, DIBAO, .june = JUNE_NOTHING),
    ABLE(1, 3, SINGLE_CASE, NONE, .family = FAMILY_OLD_AND_CHILD),
    ABLE(1, 3, FAR, NONE, .june = JUNE_NOTHING),
    ABLE(1, 3, DIBAO, DIBAO, .missing = MISSING_WAGE, .june = JUNE_FETCHED),
    ABLE(1, 3, DIBAO, NONE, .missing = MISSING_WAGE, .june = JUNE_FETCHED),
    ABLE(1, 3, DIBAO, NONE, .june = JUNE_NOTHING),
    ABLE(3, 4, DIBAO, DIBAO, .june = JUNE_NOTHING),
    ABLE(1, 4, DIBAO, DIBAO, .june = JUNE_WORK),
    ABLE(2, 4, DIBAO, DIBAO, .june = JUNE_UP),
    ABLE(1, 4, DIBAO, DIBAO, .june = JUNE_DOWN),
    ABLE(1, 4, LOW, DIBAO, .june = JUNE_BACK),
    ABLE(1, 4, LOW, DIBAO, .june = JUNE_NOTHING),
    ABLE(1, 4, FAR, DIBAO, .june = JUNE_NOTHING),
    ABLE(1, 4, CAR, DIBAO, .june = JUNE_NOTHING),
    ABLE(1, 4, BUSINESS, DIBAO, .june = JUNE_NOTHING),
    ABLE(1, 4, LOW, DIBAO, .prior_grace = true),
    ABLE(1, 4, DIBAO, DIBAO, .missing = MISSING_WAGE, .june = JUNE_FETCHED),
    ABLE(1, 4, DIBAO, NONE, .missing = MISSING_WAGE, .june = JUNE_NOTHING),
    ABLE(1, 4, DIBAO, DIBAO, .missing = MISSING_MINOR),
    ABLE(8, 5, DIBAO, DIBAO, .june = JUNE_NOTHING),
    ABLE(1, 5, LOW, DIBAO, .june = JUNE_NOTHING),
    ABLE(1, 5, CAR, DIBAO, .june = JUNE_NOTHING),
    ABLE(1, 5, LOW, DIBAO, .june = JUNE_NOTHING),
    ABLE(1, 5, DIBAO, DIBAO, .missing = MISSING_WAGE, .june = JUNE_NOTHING),
    ABLE(1, 5, DIBAO, DIBAO, .june = JUNE_UP),
    ABLE(5, 6, DIBAO, DIBAO, .june = JUNE_NOTHING),
    ABLE(1, 6, DIBAO, DIBAO, .june = JUNE_DOWN),
    ABLE(1, 6, DIBAO, NONE, .june = JUNE_NOTHING),

    /* Nobody able. Sizes 1 to 6: 63, 66, 46, 17, 6, 2. First the destitute. */
    POOR(7, 1, DESTITUTE, DESTITUTE, .family = FAMILY_OLD_SINGLE),
    POOR(2, 1, DESTITUTE, DESTITUTE, .family = FAMILY_ADULT_SINGLE),
    POOR(1, 1, DESTITUTE, DESTITUTE, .family = FAMILY_ORPHANS),
    POOR(1, 2, DESTITUTE, DESTITUTE, .family = FAMILY_ORPHANS),
    POOR(1, 2, DESTITUTE, DESTITUTE, .family = FAMILY_OLD_COUPLE),
    POOR(1, 1, DESTITUTE, NONE, .family = FAMILY_OLD_SINGLE),
    POOR(2, 1, DESTITUTE, DIBAO, .family = FAMILY_OLD_SINGLE),
    POOR(1, 1, DIBAO, DIBAO, .family = FAMILY_OLD_SINGLE, .missing = MISSING_SUPPORTER),
    POOR(1, 1, DIBAO, NONE, .family = FAMILY_OLD_SINGLE, .missing = MISSING_LABOUR,
         .june = JUNE_FETCHED),
    POOR(1, 1, DIBAO, DIBAO, .missing = MISSING_ASSETS, .june = JUNE_FETCHED),
    POOR(38, 1, DIBAO, DIBAO, .june = JUNE_NOTHING),
    POOR(4, 1, DIBAO, DIBAO, .june = JUNE_UP),
    POOR(2, 1, DIBAO, DIBAO, .june = JUNE_DOWN),
    POOR(2, 1, DIBAO, DIBAO, .missing = MISSING_MINOR),
    POOR(1, 1, DIBAO, NONE, .june = JUNE_NOTHING),
    POOR(1, 2, DIBAO, DIBAO, .missing = MISSING_DWELLING, .june = JUNE_FETCHED),
    POOR(1, 2, DIBAO, NONE, .missing = MISSING_TRANSFER, .june = JUNE_NOTHING),
    POOR(51, 2, DIBAO, DIBAO, .june = JUNE_NOTHING),
    POOR(4, 2, DIBAO, DIBAO, .june = JUNE_UP),
    POOR(3, 2, DIBAO, DIBAO, .june = JUNE_DOWN),
    POOR(1, 2, DIBAO, DIBAO, .family = FAMILY_OLD_AND_CHILD, .june = JUNE_DISABLED),
    POOR(2, 2, DIBAO, DIBAO, .missing = MISSING_MINOR),
    POOR(1, 2, DIBAO, NONE, .june = JUNE_NOTHING),
    POOR(1, 3, DIBAO, DIBAO, .family = FAMILY_ONE_PARENT, .missing = MISSING_HEALTH,
         .june = JUNE_FETCHED),
    POOR(1, 3, CAR, NONE, .missing = MISSING_VEHICLE, .june = JUNE_FETCHED),
    POOR(38, 3, DIBAO, DIBAO, .june = JUNE_NOTHING),
    POOR(2, 3, DIBAO, DIBAO, .june = JUNE_UP),
    POOR(2, 3, DIBAO, DIBAO, .june = JUNE_DOWN),
    POOR(1, 3, DIBAO, DIBAO, .missing = MISSING_MINOR),
    POOR(1, 3, DIBAO, NONE, .june = JUNE_NOTHING),
    POOR(16, 4, DIBAO, DIBAO, .june = JUNE_NOTHING),
    POOR(1, 4, DIBAO, DIBAO, .june = JUNE_UP),
    POOR(6, 5, DIBAO, DIBAO, .june = JUNE_NOTHING),
    POOR(2, 6, DIBAO, DIBAO, .june = JUNE_NOTHING),
};
/* clang-format on */

void story_sample(struct story ret[SAMPLE_HOUSEHOLDS])
{
    struct rng r = rng_of(51, 0);
    size_t n = 0;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (unsigned k = 0; k < rows[i].count && n < SAMPLE_HOUSEHOLDS; k++) {
            ret[n] = rows[i].story;
            ret[n++].mix = &mix_town;
        }
    /* so that a village doesn't have all of a kind */
    for (size_t i = n; i-- > 1;) {
        size_t k = rng_below(&r, (uint32_t)i + 1);
        struct story swap = ret[i];
        ret[i] = ret[k];
        ret[k] = swap;
    }
}
