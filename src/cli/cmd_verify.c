/* `heyi verify …`: economic verification. Each word behind it has a function of its own. */
#include "verbs.h"

#include "lang.h"

#include <stdio.h>
#include <string.h>

static const struct verb words[] = {
    {"verify feeds", "[NAME]", "部门数据的来源及其定义", "sources of department data, as defined",
     cmd_verify_feeds},
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
    {"verify run", "[HOUSEHOLD_NO… | --list FILE | --division CODE] --as-of DATE",
     "核对申报，登记事项", "compare what was declared, note items", cmd_verify_run,
     "把申报的和现行有效的逐项对照，登记不一致、死亡、迁出、漏报成员、待认定匹配等事项，并算出每件"
     "对\n"
     "认定的影响。再次核对时，没有变化的事项沿用，已消除的不再列出。--known-at 按当时所知查看，\n"
     "与 --dry-run 一样不登记。",
     "Compares what was declared with what is in force: differences, the dead, members left out,\n"
     "matches to be decided, each with what it would do to the decision. What is found again\n"
     "stands, what isn't any more is gone. --known-at looks at what was known then; like "
     "--dry-run\n"
     "it writes nothing."},
    {"verify findings", "[--division CODE] [--kind KIND] [--state STATE] [--household NO]",
     "列出核对事项", "list what verifications found", cmd_verify_findings, findings_details_zh,
     findings_details_en},
    {"verify settle", "HOUSEHOLD_NO ITEM --state STATE --why TEXT [--attachment REF] [--value V]",
     "处理一件事项", "settle an item", cmd_verify_settle,
     "explained 已说明：理由成立，事实不变。confirmed 属实：核对的结果属实。\n"
     "dismissed 不属实：以申报的（或 --value 所写的）为准，即时更正事实；须有理由和佐证材料。\n"
     "open 待核实：重新打开。",
     "explained: there is an accepted reason, facts stay. confirmed: what was verified is so.\n"
     "dismissed: what was declared (or --value) is so, and corrects the fact at once; needs a\n"
     "reason and proof. open: looked at again."},
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
    {"verify report", "HOUSEHOLD_NO | --division CODE | --verification N --out FILE.html|FILE.xlsx",
     "核对报告", "the verification report", cmd_verify_report,
     "一户的核对报告，或一个区划、一次核对的汇总报告；HTML 可直接打印（A4）。",
     "The report of one household, or a summary of a division or a verification; the HTML page is\n"
     "made to be printed on A4."},
    {"verify sample", "draw|results|rate|list", "第三方抽样核查", "samples for third-party checks",
     cmd_verify_sample, NULL, NULL},
    {"verify retroactive", "[--division CODE] [--by-month] [--out FILE]", "以现在所知复核以往认定",
     "past determinations as they would be with what is known now", cmd_verify_retroactive,
     "事实追溯、规则不追溯：按各次认定当时有效的政策包，用现在所知的事实，\n"
     "从首次受影响的认定起逐次重算，列出会不同的认定和每月差额（正数应补发，负数应追回）。\n"
     "只读，不改登记库；是否补发、追回由人决定。",
     "Facts are retroactive, rules aren't: determinations are decided again under the pack in\n"
     "force when they were made, from the first one whose facts differ on. Told are those that\n"
     "would differ, with the amount a month (above 0: arrears, below 0: recovery). Nothing is\n"
     "written; people decide."},
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
    struct err e = {0};
    if (argc < 2) {
        err_set(&e, E_USAGE, "请写出 %s 的子命令", "%s what? Write one of its words", verb);
        return fail(&e);
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
