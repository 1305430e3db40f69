/* `heyi verify …`: economic verification. Each word behind it has a function of its own. */
#include "verbs.h"

#include "lang.h"

#include <stdio.h>
#include <string.h>

static const struct verb words[] = {
    {"verify feeds", "[NAME]", "部门数据的来源及其定义", "sources of department data, as defined",
     cmd_verify_feeds},
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
