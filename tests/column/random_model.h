/* Random models: expressions and tables over every kind of column, for world.h. */
#pragma once

#include "str.h"

#define RANDOM_MODEL_UNIFORM "p;asof"

/* The same text for the same seed. */
void random_model(uint64_t seed, struct strbuf *out);
