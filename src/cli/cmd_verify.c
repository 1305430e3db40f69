/* `heyi verify …`: economic verification. Each word behind it has a function of its own. */
#include "verbs.h"

#include "lang.h"

#include <stdio.h>
#include <string.h>

static const struct verb words[] = {
    {"verify compare", "--left LIST=FILE --right LIST=FILE", "两个名单的台账比对",
     "compare two lists of people", cmd_verify_compare,
     "按公民身份号码比对（15 位、小写 "
     "x、全角、空格均可）；号码缺失或有误的，姓名和出生日期相同者列为“可能同一人”，\n"
     "由人核实。LIST 是数据源定义的标识或名称，如 "
     "dibao_list=低保.xlsx；不写文件则用登记库中该名单最近一次交付。\n"
     "同一名单有几个文件时重复该选项。号码在结果中均已遮盖。",
     "By identity number (15 digits, small x, full width and blanks are understood); where there "
     "is\n"
     "no sound one, the same name and birth date make a pair that is possibly the same, for people "
     "to\n"
     "decide. LIST is a feed's id or label, as dibao_list=dibao.xlsx; without a file the "
     "register's\n"
     "last delivery of it. Repeat the option for several files of a list. Numbers come out "
     "masked."},
    {"verify coverage", "--as-of DATE [--list LIST=FILE]", "应保尽保、应退尽退",
     "who is eligible but not covered, and covered but no longer eligible", cmd_verify_coverage,
     "按现在所知的事实在该日重新认定，与已提交的认定（没有的按导入的原类别）相比；给出 --list "
     "时与名单相比：\n"
     "有成员在名单上的户即为在保。渐退期内的、尚待查明的单列。只读，不改登记库。",
     "What the policy finds on that date, against the committed determination (without one, what "
     "was\n"
     "imported); with --list against lists: a household is covered if a member is on one. Those "
     "in\n"
     "grace and those still open are told apart. Nothing is written."},
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
