/*
 * Files that people send for a job to read. They may hold identity numbers: 0600 in the folder of
 * files, gone when the job that used them ends, or after a day. Nobody but the account that sent
 * one can see it; its content comes out nowhere again.
 */
#pragma once

#include "jobs.h"

#define UPLOAD_HOURS 24
#define UPLOAD_NAME_BYTES 200

struct upload {
    int64_t id, bytes, created_at;
    struct str name; /* as the client called it, cleaned: for people only */
    struct str sm3;  /* 64 hex digits */
    int64_t job;     /* that uses it; 0 = none */
};

/* Writes the content down; not inside a transaction, for it takes its time. Texts in the arena.
 * E_LIMIT: too many bytes of the account, or of all. */
int upload_add(struct jobs *jobs, struct db *office, const struct actor *actor, struct str name,
               struct str content, struct arena *a, struct upload *ret, struct err *e);
/* One's own. E_NOT_FOUND. */
int upload_get(struct db *office, const struct actor *actor, int64_t id, struct arena *a,
               struct upload *ret, struct err *e);
typedef int upload_fn(void *arg, const struct upload *u, struct err *e);
int upload_list(struct db *office, const struct actor *actor, upload_fn *fn, void *arg,
                struct err *e);
/* E_CONFLICT: a job uses it. */
int upload_delete(struct jobs *jobs, struct db *office, const struct actor *actor, int64_t id,
                  struct err *e);
/* It is this job's from now on (again: no error). E_NOT_FOUND, E_CONFLICT: another's. */
int upload_claim(struct db *office, int64_t account, int64_t id, int64_t job, struct err *e);

/* Row and file, whoever it belongs to. */
int upload_remove(const struct jobs *jobs, struct db *office, int64_t id, struct err *e);
void upload_unlink(const struct jobs *jobs, int64_t id); /* the file alone */
int upload_path(const struct jobs *jobs, int64_t id, struct strbuf *ret, struct err *e);
