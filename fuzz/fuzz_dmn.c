/* DMN: XML text → model → findings → every decision with null inputs. */
#include "cleanup.h"
#include "dmn.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int no_import(void *arg, struct str ns, struct str location, struct str *ret_text,
                     struct err *e)
{
    *ret_text = STR("<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" "
                    "name=\"empty\"/>");
    return 0;
}

static void on_finding(void *arg, const struct dmn_finding *f)
{
    *(size_t *)arg += f->message.en[0] != 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(256u << 20);
    _cleanup_(dmn_run_freep) struct dmn_run *run = NULL;
    struct dmn_model *m;
    struct err e;
    size_t n = 0;

    if (!a ||
        dmn_read((struct str){(const char *)data, size}, "fuzz", no_import, NULL, a, &m, &e) < 0)
        return 0;
    dmn_check(m, on_finding, &n);
    if (dmn_run_new(m, &run, &e) < 0)
        return 0;
    for (size_t i = 0; i < dmn_node_count(m) && i < 64; i++) {
        _cleanup_(strbuf_done) struct strbuf text = {0};

        dmn_run_trace(run, i % 2);
        feel_print(dmn_run_decide(run, (int)i), true, &text);
        if (dmn_node(m, (int)i)->kind == DMN_BKM || dmn_node(m, (int)i)->kind == DMN_SERVICE)
            dmn_run_invoke(run, (int)i, NULL, NULL, 0);
        if (i % 8 == 7)
            dmn_run_reset(run);
    }
    return 0;
}
