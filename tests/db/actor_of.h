/* An actor with a built-in role (access/role.h), for tests of the layers above. */
#pragma once

#include "role.h"

static inline int actor_of(struct actor *ret, int64_t id, const char *name, const char *role,
                           const char *scope, struct err *e)
{
    struct role found;
    int r = role_builtin(str_of(role), &found, e);

    return r < 0 ? r : actor_init(ret, id, name, &found, scope, e);
}
