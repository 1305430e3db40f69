/* Identity numbers: what is accepted is in its one form, and no mask lets a number through. */
#include "cleanup.h"
#include "date.h"
#include "idno.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static size_t longest_run(struct str s)
{
    size_t n = 0, longest = 0;

    for (size_t i = 0; i < s.len; i++) {
        n = s.data[i] >= '0' && s.data[i] <= '9' ? n + 1 : 0;
        longest = n > longest ? n : longest;
    }
    return longest;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    char number[IDNO_TEXT], again[IDNO_TEXT], birth[DATE_TEXT];
    _cleanup_(strbuf_done) struct strbuf masked = {0}, scrubbed = {0};
    enum idno_result r = idno_normalise(text, number);

    check(idno_reason(r, LANG_ZH)[0] && idno_reason(r, LANG_EN)[0]);
    idno_mask_text(text, &masked);
    idno_scrub(text, &scrubbed);
    /* a digest stays, and is longer than any number */
    check(scrubbed.len >= 64 || longest_run(strbuf_str(&scrubbed)) < 15);
    if (r != IDNO_OK)
        return 0;

    check(strlen(number) == IDNO_LENGTH);
    check(idno_normalise(str_of(number), again) == IDNO_OK && strcmp(number, again) == 0);
    check(date_format(idno_birth(number), birth) == 10);
    check(memcmp(birth, number + 6, 4) == 0 && memcmp(birth + 5, number + 10, 2) == 0 &&
          memcmp(birth + 8, number + 12, 2) == 0);
    check(str_find(strbuf_str(&masked), (struct str){number + 6, 8}) < 0);
    check(str_find(strbuf_str(&scrubbed), STR("********")) >= 0);
    idno_mask(number, again);
    check(memcmp(again + 6, "********", 8) == 0);
    return 0;
}
