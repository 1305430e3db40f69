/* Random FEEL over the inputs of the Jiangmen pack. */
#pragma once

#include "rng.h"
#include "str.h"

/* depth: how far it may nest. */
void expression_number(struct rng *r, int depth, struct strbuf *out);
void expression_boolean(struct rng *r, int depth, struct strbuf *out);
