/*
 * What the reader accepts, the writer writes and the reader accepts again, with the same result;
 * the first byte chooses what is skipped, and the indentation.
 */
#include "cleanup.h"
#include "json.h"
#include "text.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
    if (!ok)
        abort();
}

/* Skipping from the n-th token on comes to the same verdict. */
static void skip(struct str text, unsigned n, int verdict)
{
    _cleanup_(json_closep) struct json_reader *r = NULL;
    struct err e = {0};
    size_t line, column;
    int token;

    check(json_open(text, &r, &e) == 0);
    while ((token = json_next(r, &e)) > 0) {
        json_where(r, &line, &column);
        check(line > 0 && column > 0);
        if (n-- == 0 && token != JSON_OBJECT_END && token != JSON_ARRAY_END) {
            token = json_skip(r, &e);
            if (token < 0)
                break;
        }
    }
    check(token == verdict);
}

static int write_again(struct str text, int indent, char **ret, size_t *ret_n)
{
    struct json_writer w = {.f = open_memstream(ret, ret_n), .indent = indent};

    check(w.f);
    struct err e = {0};
    int rc = json_put_value(&w, text, &e);
    check(fclose(w.f) == 0);
    check(utf8_valid((struct str){*ret, *ret_n}));
    check(rc == 0 || (rc == e.code && e.zh[0] && e.en[0]));
    return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    _cleanup_free_ char *exact = malloc(size), *one = NULL, *two = NULL;
    size_t n_one = 0, n_two = 0;
    if (!exact)
        return 0;
    memcpy(exact + 1, data + 1, size - 1);
    struct str text = {exact + 1, size - 1};

    int rc = write_again(text, data[0] & 3, &one, &n_one);
    skip(text, data[0] >> 2, rc);
    if (rc == 0) {
        check(write_again((struct str){one, n_one}, data[0] & 3, &two, &n_two) == 0);
        check(str_eq((struct str){one, n_one}, (struct str){two, n_two}));
    }
    return 0;
}
