/* The verbs, one file each (cmd_NAME.c). */
#pragma once

#include "options.h"

int cmd_init(int argc, char **argv);
int cmd_generate(int argc, char **argv);
int cmd_import(int argc, char **argv);
int cmd_import_feed(int argc, char **argv);
int cmd_determine(int argc, char **argv);
int cmd_explain(int argc, char **argv);
int cmd_simulate(int argc, char **argv);
int cmd_policy(int argc, char **argv);
int cmd_verify(int argc, char **argv);
int cmd_verify_report(int argc, char **argv);
int cmd_verify_sample(int argc, char **argv);
int cmd_verify_feeds(int argc, char **argv);
int cmd_verify_run(int argc, char **argv);
int cmd_verify_findings(int argc, char **argv);
int cmd_verify_settle(int argc, char **argv);
int cmd_verify_compare(int argc, char **argv);
int cmd_verify_coverage(int argc, char **argv);
int cmd_verify_retroactive(int argc, char **argv);
int cmd_verify_deliveries(int argc, char **argv);
int cmd_verify_withdraw(int argc, char **argv);
int cmd_verify_candidates(int argc, char **argv);
int cmd_verify_decide(int argc, char **argv);
int cmd_verify_correct(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_check_audit(int argc, char **argv);
int cmd_catalogue(int argc, char **argv);
int cmd_dmn(int argc, char **argv);
int cmd_serve(int argc, char **argv);
int cmd_user(int argc, char **argv);
int cmd_backup(int argc, char **argv);
int cmd_restore(int argc, char **argv);
int cmd_copy(int argc, char **argv);

/* Help that lists the kinds of errors. */
extern const char generate_details_zh[], generate_details_en[];
extern const char findings_details_zh[], findings_details_en[];

/* The folder of the pack given, or of the shipped one: ./policies/jiangmen, or beside the program.
 * NULL if there is none. The text lives in a static buffer. */
const char *default_pack(void);

/* Runs the word of a verb that argv[1] names; the list ends with {0}, its names begin with the
 * verb's. */
int run_word(const char *verb, const struct verb *at, int argc, char **argv);
