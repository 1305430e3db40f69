/* A job as JSON. */
#include "jobs_private.h"

#include "date.h"

static void put_instant(struct json_writer *w, const char *name, int64_t at)
{
    char text[40];
    json_name(w, name);
    if (at)
        instant_format(at, text);
    json_put_z(w, at ? text : NULL);
}

static void put_text(struct json_writer *w, const char *name, struct str text)
{
    json_name(w, name);
    if (text.len)
        json_put_str(w, text);
    else
        json_put_null(w);
}

/* A value that was written here before; "" is null. */
static void put_value(struct json_writer *w, const char *name, struct str text)
{
    json_name(w, name);
    if (text.len)
        json_put_value(w, text, NULL);
    else
        json_put_null(w);
}

void job_print_progress(const struct job *j, struct json_writer *w)
{
    json_name(w, "done");
    json_put_int(w, j->done);
    json_name(w, "total");
    if (j->total)
        json_put_int(w, j->total);
    else
        json_put_null(w);
    put_text(w, "phase", j->phase_zh);
    put_text(w, "phase_en", j->phase_en);
}

void job_print(const struct job *j, struct json_writer *w)
{
    json_object(w);
    json_name(w, "job");
    json_put_int(w, j->id);
    json_name(w, "kind");
    json_put_str(w, j->kind);
    json_name(w, "state");
    json_put_z(w, job_state_name(j->state));
    json_name(w, "revision");
    json_put_int(w, j->revision);
    json_name(w, "account");
    json_put_str(w, j->account_name);
    json_name(w, "division");
    json_put_str(w, j->division);
    json_name(w, "own");
    json_put_bool(w, j->own);
    json_name(w, "cancel");
    json_put_bool(w, j->cancel);
    json_name(w, "attempts");
    json_put_int(w, j->attempts);
    job_print_progress(j, w);
    put_instant(w, "created_at", j->created_at);
    put_instant(w, "started_at", j->started_at);
    put_instant(w, "ended_at", j->ended_at);
    put_value(w, "input", j->input);
    put_value(w, "result", j->result);
    put_text(w, "problem", j->problem_zh);
    put_text(w, "problem_en", j->problem_en);
    json_object_end(w);
}
