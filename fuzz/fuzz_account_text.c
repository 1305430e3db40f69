/*
 * Texts that come with a request: as a user name, as a line for people, as every text of an audit
 * entry. Names have one form; what is kept on record is UTF-8 without NUL, and bounded.
 */
#include "account_private.h"
#include "audit_private.h"
#include "text.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
    if (!ok)
        abort();
}

static void name(struct str text)
{
    char once[ACCOUNT_NAME_BYTES], again[ACCOUNT_NAME_BYTES];

    if (name_normalise(text, once, NULL) < 0)
        return;
    check(name_normalise(str_of(once), again, NULL) == 0 && strcmp(once, again) == 0);
    check(line_check(str_of(once), ACCOUNT_NAME_BYTES, NULL) == 0);
}

static void line(struct str text)
{
    char clean[100];

    line_clean(text, sizeof clean, clean);
    check(line_check(str_of(clean), sizeof clean, NULL) == 0);
    if (text.len < sizeof clean && line_check(text, sizeof clean, NULL) == 0)
        check(str_eq(str_of(clean), text));
}

static void entry(struct str t)
{
    const struct audit_entry a = {1, 2, t, t, t, t, t, t, t, t, t, 200};
    struct audit_ready r;

    check(audit_ready_make(&a, &r, NULL) == 0);
    for (int i = 0; i < N_AUDIT_TEXTS; i++) {
        struct str text = audit_ready_text(&r, i);

        check(utf8_valid(text) && !(text.len && memchr(text.data, 0, text.len)));
        check(text.len <= AUDIT_CHANGE_BYTES);
    }
    audit_ready_done(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};

    name(text);
    line(text);
    entry(text);
    return 0;
}
