/* What the tests of this folder share. */
#pragma once

#include "catalogue.h"
#include "cleanup.h"
#include "pack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* Path below the source root, in a buffer of the arena. */
const char *fixture_path(struct arena *a, const char *path);
struct catalogue *fixture_catalogue(struct arena *a);
/* The shipped pack, or another folder of the source tree; fails the test on an error. */
struct pack *fixture_pack(struct arena *a, const char *folder);
/* A pack with the shipped model and these parameters; NULL and *e on an error. */
struct pack *fixture_pack_with(struct arena *a, const char *parameters, struct err *e);
