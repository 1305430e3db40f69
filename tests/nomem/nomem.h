/*
 * Allocations that fail on purpose. A test program linked with nomem_dep has its own calls of
 * malloc and friends (the program's and its static libraries', not those inside shared libraries)
 * pass through here.
 */
#pragma once

/* The n-th allocation from now (0 = the next one) fails, once. */
void nomem_fail_at(long n);
/* Ends it; 1 if that allocation was reached. */
int nomem_end(void);

/*
 * Runs f with its first allocation failing, then its second, …, until f gets by without reaching
 * the failure. Each failing run must return E_NOMEM and then pass unharmed(arg), which may be NULL;
 * the last one must return 0. Returns how many allocations f
 * makes.
 */
long nomem_sweep(int (*f)(void *arg), void (*unharmed)(void *arg), void *arg);
