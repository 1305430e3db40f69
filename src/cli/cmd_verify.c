/* `heyi verify …`: economic verification. Each word behind it has a function of its own. */
#include "verbs.h"

#include "lang.h"

#include <stdio.h>
#include <string.h>

static const struct verb words[] = {
    {"verify report", "HOUSEHOLD_NO | --division CODE | --verification N --out FILE.html|FILE.xlsx",
     "核对报告", "the verification report", cmd_verify_report,
     "一户的核对报告，或一个区划、一次核对的汇总报告；HTML 可直接打印（A4）。",
     "The report of one household, or a summary of a division or a verification; the HTML page is\n"
     "made to be printed on A4."},
    {"verify sample", "draw|results|rate|list", "第三方抽样核查", "samples for third-party checks",
     cmd_verify_sample, NULL, NULL},
    {0},
};

static void list_words(const char *verb, const struct verb *w, FILE *out)
{
    fprintf(out, tr("用法：heyi %s 子命令 …\n\n子命令：\n", "usage: heyi %s WORD …\n\nwords:\n"),
            verb);
    for (; w->name; w++)
        fprintf(out, "  %-12s %s\n", w->name + strlen(verb) + 1, tr(w->zh, w->en));
    fprintf(out,
            tr("\nheyi %s 子命令 --help 显示其选项\n", "\nheyi %s WORD --help shows its options\n"),
            verb);
}

int run_word(const char *verb, const struct verb *at, int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, tr("请写出 %s 的子命令\n", "%s what? Write one of its words\n"), verb);
        list_words(verb, at, stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        list_words(verb, at, stdout);
        return EXIT_DONE;
    }
    for (const struct verb *w = at; w->name; w++)
        if (strcmp(w->name + strlen(verb) + 1, argv[1]) == 0) {
            current_verb = w;
            return w->run(argc - 1, argv + 1);
        }
    fprintf(stderr, tr("%s 没有子命令“%s”\n", "%s has no word \"%s\"\n"), verb, argv[1]);
    list_words(verb, at, stderr);
    return EXIT_USAGE;
}

int cmd_verify(int argc, char **argv)
{
    return run_word("verify", words, argc, argv);
}
