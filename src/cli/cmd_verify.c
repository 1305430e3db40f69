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
    {"verify compare", "--left LIST=FILE --right LIST=FILE", "两个名单的台账比对",
     "compare two lists of people", cmd_verify_compare,
     "按公民身份号码比对，写法不限（15 位、小写 x、全角、空格）；号码缺失或有误的，\n"
     "姓名和出生日期相同者列为“可能同一人”，由人核实。结果中的号码均已遮盖。\n"
     "LIST 是来源定义的标识或名称，如 dibao_list=低保.xlsx；不写文件则用登记库中最近一次交付。\n"
     "同一名单有几个文件时重复该选项。",
     "By identity number, however it is written; where there is no sound one, the same name and\n"
     "birth date make a pair that is possibly the same, for people to decide. Numbers come out\n"
     "masked. LIST is a feed's id or label, as dibao_list=dibao.xlsx; without a file the\n"
     "register's last delivery of it. Repeat the option for several files of a list."},
    {"verify coverage", "[--as-of DATE] [--list LIST=FILE]", "应保尽保、应退尽退",
     "who is eligible but not covered, and covered but no longer eligible", cmd_verify_coverage,
     "在该日重新认定（不提交），与已提交的认定相比，没有的按导入的原类别；\n"
     "给出 --list 时与名单相比：有成员在名单上的户即为在保。渐退期内的、尚待查明的单列。",
     "What the policy finds on that date (nothing is committed), against the last determination,\n"
     "without one what was imported; with --list against lists: a household is covered if a\n"
     "member is on one. Those in grace and those still open are told apart."},
    {"verify retroactive", "[--division CODE] [--by-month] [--out FILE]", "以现在所知复核以往认定",
     "past determinations as they would be with what is known now", cmd_verify_retroactive,
     "事实追溯、规则不追溯：按各次认定当时有效的政策包，用现在所知的事实，\n"
     "从首次受影响的认定起逐次重算，列出会不同的认定和每月差额（正数应补发，负数应追回）。\n"
     "只读，不改登记库；是否补发、追回由人决定。",
     "Facts are retroactive, rules aren't: determinations are decided again under the pack in\n"
     "force when they were made, from the first one whose facts differ on. Told are those that\n"
     "would differ, with the amount a month (above 0: arrears, below 0: recovery). Nothing is\n"
     "written; people decide."},
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
