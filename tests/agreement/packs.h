/* Packs made from another by changing its text: cells, rows, hit policies, operators, numbers,
 * whole expressions, and the values of parameters by place. */
#pragma once

#include "rng.h"
#include "str.h"

/* Appends the changed model, and a line for each of the n changes that tells it. */
void model_change(struct str model, struct rng *r, int n, struct strbuf *ret_model,
                  struct strbuf *ret_what);
/* Appends further rows to parameters.csv: other values for places and residences. */
void parameters_change(struct str parameters, struct rng *r, struct strbuf *ret);
