/* `heyi verify …`: economic verification. Each word behind it has a function of its own. */
#include "verbs.h"

#include "lang.h"

#include <stdio.h>
#include <string.h>

static const struct verb words[] = {
    {"verify deliveries", "[--division CODE] [--known-at TIME]", "各部门的历次交付",
     "what departments have sent", cmd_verify_deliveries},
    {"verify withdraw", "DELIVERY --why TEXT", "整批撤回一次交付",
     "take a delivery back as a whole", cmd_verify_withdraw,
     "事实回到没有这次交付时的样子；它的记录仍在，以便按当时所知回放。",
     "Facts become what they are without it; its rows stay, for what was known before."},
    {"verify candidates", "[--all] [--division CODE]", "待认定的匹配",
     "rows of which it isn't certain whose they are", cmd_verify_candidates},
    {"verify decide", "DELIVERY ROW HOUSEHOLD_NO --member N --accept|--refuse --why TEXT",
     "认定一条记录是不是此人的", "decide whether a row is a person's", cmd_verify_decide,
     "--accept 之后，同一条记录的其他候选即告排除；事实随即重算。误认的可再 --refuse。",
     "--accept rules the row's other candidates out; facts follow at once. What was accepted by "
     "mistake can be refused."},
    {"verify feeds", "[NAME]", "部门数据的来源及其定义", "sources of department data, as defined",
     cmd_verify_feeds},
    {"verify correct", "HOUSEHOLD_NO [--member N] ATTRIBUTE=VALUE …", "更正一户或一位成员的事实",
     "correct facts of a household or a member", cmd_verify_correct,
     "更正作为证据记入，优先于申报和部门数据；原因和附件记入变更日志。属性为目录中的标识或名称，\n"
     "值的写法与导入文件相同；写 - 或 未知 撤回自该日起的更正。成员按该日的户内次序，从 1 数起。\n"
     "例：heyi verify correct B1 --member 2 工资性收入=1200 --valid-from 2018-03-01 \\\n"
     "      --why 单位证明工资有误 --attachment 赤民证〔2018〕5号",
     "A correction is evidence that outranks declarations and departments; reason and attachment\n"
     "stand in the change log. Attributes are catalogue ids or labels, values are written as in\n"
     "imports; - or 未知 takes corrections back from that day on. Members are counted from 1, as\n"
     "the household is on that day."},
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
