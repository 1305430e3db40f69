/* generate --errors: whatever is read, no rate is above the most. */
#include "flaw.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    struct flaw_rates r;
    struct err e = {0};
    bool any = false;

    if (!text)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    if (flaw_rates_parse(text, NULL, &r, &e) == 0) {
        for (int k = 0; k < N_FLAWS; k++) {
            if (r.of[k] > FLAW_RATE_MAX)
                abort();
            any |= r.of[k] > 0;
        }
        if (any != flaw_rates_any(&r))
            abort();
    } else if (e.code != E_USAGE) {
        abort();
    }
    free(text);
    return 0;
}
