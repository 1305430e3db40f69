/*
 * The zip of an Office file (OPC package), for reading. Parts are found by the package's relations,
 * never by guessed names; names don't depend on case. Refused: encrypted and doubly named entries,
 * absolute names and names with .. or \, other compression than deflate, more entries, bytes or a
 * higher ratio than bounds.h says. Nothing is ever unpacked to disk.
 */
#pragma once

#include "arena.h"
#include "err.h"
#include "str.h"
#include "xml.h"

#include <stdbool.h>
#include <stdint.h>

struct package;
/* `-` is standard input, which must be a file then. name in messages is the path. */
int package_open(const char *path, struct package **ret, struct err *e);
/* A file in memory, which must outlive the package. */
int package_open_text(struct str bytes, const char *name, struct package **ret, struct err *e);
void package_close(struct package *p);
void package_closep(struct package **p);
const char *package_name(const struct package *p);

/* Does a file's beginning (8 bytes are enough) say that it is a zip, or the older container of .xls
 * and of files with a password? */
bool package_is_zip(struct str head);
bool package_is_ole(struct str head);

/* Relations of a part (of the package itself: ""), in the arena; none is NULL. target is a part's
 * name, empty for what lies outside the package. */
struct relation {
    struct str id, type, target;
    struct relation *next;
};
int package_relations(struct package *p, const char *part, struct arena *a, struct relation **ret,
                      struct err *e);
/* Is it of that kind ("worksheet") of Office documents, in either of the standard's editions? */
bool relation_is(const struct relation *r, const char *kind);
/* The first of that kind, or with that id; NULL if there is none. */
const struct relation *relation_of_kind(const struct relation *r, const char *kind);
const struct relation *relation_by_id(const struct relation *r, struct str id);

/* A small part as a tree. E_NOT_FOUND, E_LIMIT. */
int package_xml(struct package *p, struct str part, struct arena *a, struct xml_node **ret,
                struct err *e);

/* A part as a stream of bytes. Reading to the end (*ret_n = 0) checks its sum. */
struct part;
int part_open(struct package *p, struct str name, struct part **ret, struct err *e);
int part_read(void *part, char *buf, size_t room, size_t *ret_n, struct err *e);
uint64_t part_bytes(const struct part *t); /* read so far, unpacked */
uint64_t part_size(const struct part *t);  /* as the directory has it */
void part_close(struct part *t);
void part_closep(struct part **t);
