/* Models in folders: a file with the models it imports, which lie beside it. */
#pragma once

#include "dmn.h"

/* Reads the model of a .dmn file; an imported model is the .dmn file of the same folder that has
 * the namespace. Errors as dmn_read, and those of reading files. */
int dmn_read_file(const char *path, struct arena *a, struct dmn_model **ret, struct err *e);

/* Names of a folder's entries in order, without hidden ones; in the arena. */
int dmn_list_folder(const char *path, struct arena *a, const char ***ret, size_t *ret_n,
                    struct err *e);
/* A whole file in the arena. */
int dmn_slurp(const char *path, struct arena *a, struct str *ret, struct err *e);
