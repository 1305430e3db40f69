/* `heyi verify …`: economic verification. Each word behind it has a function of its own. */
#include "verbs.h"

#include "lang.h"

#include <stdio.h>
#include <string.h>

static const struct verb words[] = {
    {"verify retroactive", "[--division CODE] [--by-month] [--out FILE]", "以现在所知复核以往认定",
     "past determinations as they would be with what is known now", cmd_verify_retroactive,
     "事实追溯、规则不追溯：按各次认定当时有效的政策包，用现在所知的事实从首次受影响的认定起逐次重"
     "算，\n"
     "列出结果会不同的认定和每月差额（正数应补发，负数应追回）。只读，不改登记库；是否补发、追回由"
     "人决定。",
     "Facts are retroactive, rules aren't: determinations are decided again under the pack in "
     "force\n"
     "when they were made, from the first one whose facts differ on. Told are those that would "
     "differ,\n"
     "with the amount a month (above 0: arrears, below 0: recovery). Nothing is written; people "
     "decide."},
    {0},
};

static void list_words(FILE *out)
{
    fprintf(out, "%s\n\n%s\n", tr("用法：heyi verify 子命令 …", "usage: heyi verify WORD …"),
            tr("子命令：", "words:"));
    for (const struct verb *w = words; w->name; w++)
        fprintf(out, "  %-12s %s\n", w->name + strlen("verify "), tr(w->zh, w->en));
    fprintf(
        out, "\n%s\n",
        tr("heyi verify 子命令 --help 显示其选项", "heyi verify WORD --help shows its options"));
}

int cmd_verify(int argc, char **argv)
{
    if (argc < 2)
        return usage("请写出 verify 的子命令", "verify what? Write one of its words");
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        list_words(stdout);
        return EXIT_DONE;
    }
    for (const struct verb *w = words; w->name; w++)
        if (strcmp(w->name + strlen("verify "), argv[1]) == 0) {
            current_verb = w;
            return w->run(argc - 1, argv + 1);
        }
    fprintf(stderr, tr("verify 没有子命令“%s”\n", "verify has no word \"%s\"\n"), argv[1]);
    list_words(stderr);
    return EXIT_USAGE;
}
