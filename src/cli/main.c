#include "lang.h"
#include "verbs.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct verb verbs[] = {
    {"init", "[--pack DIR] [--feeds DIR]", "建立或升级登记库", "create or migrate a register",
     cmd_init,
     "建立登记库、区划和密钥文件，并装入政策包和部门数据来源的定义。登记库已存在时升级其结构；\n"
     "给出 --pack 时装入新版政策，给出 --feeds 时装入该目录的来源定义（写法见 feeds/README.md）。",
     "Creates the register with divisions, key file, policy pack and definitions of department\n"
     "data. An existing register is migrated; with --pack a new version of the policy is\n"
     "installed, with --feeds the definitions of that folder (feeds/README.md)."},
    {"generate", "--sample --out DIR | --households N --division CODE --seed S --out DIR",
     "生成合成登记数据", "make a synthetic register", cmd_generate, generate_details_zh,
     generate_details_en},
    {"import", "households|people FILE… --valid-from DATE | feed NAME FILE…",
     "导入家庭、人员或部门数据", "import households, people or a department's data", cmd_import,
     "CSV（UTF-8 或 GB18030，逗号或制表符分隔）或电子表格（.xlsx）；表头为目录中的标识或名称，\n"
     "列序不限，表头之上可有标题行。号码列请设为文本格式：按数字存放的 18 位号码已丢失末几位。\n"
     "有错误的行不导入，写入 --errors 文件；其余照常导入，退出码为 1。\n"
     "部门数据另有说明：heyi import feed --help",
     "CSV (UTF-8 or GB18030, comma or tab) or spreadsheets (.xlsx). Headers are catalogue ids or\n"
     "labels in any order; a title may stand above. Identity numbers belong in columns of text\n"
     "format: of an 18-digit number typed as a number the last digits are lost.\n"
     "Faulty rows are left out and written to the --errors file; the others go in, exit code 1.\n"
     "A department's data: heyi import feed --help"},
    {"determine", "--as-of DATE", "按政策认定全部家庭", "decide every household under the policy",
     cmd_determine,
     "不加 --commit 只试算，不写登记库。--known-at 按当时所知的事实和政策回放。\n"
     "--changed "
     "的结果与全部认定相同：事实、参数、前次结果和日期都不影响的户，沿用认定日之前最近一次\n"
     "已提交的认定；重新认定的户数和原因见屏幕提示。",
     "Without --commit nothing is written. --known-at replays facts and rules as known then.\n"
     "--changed gives what a full run gives: where neither facts, parameters, what stood before\n"
     "nor dates make a difference, the last committed run before the date is taken over. How many\n"
     "were decided again, and why, is told on standard error."},
    {"explain", "HOUSEHOLD_NO", "说明一户的认定", "explain one household's decision", cmd_explain,
     "默认说明最近一次已提交的认定；给出 --as-of 时说明该日的认定，未提交过则试算；\n"
     "同时给出 --known-at 时按当时所知说明该日（三月的情况，按五月所知）。",
     "The last committed decision by default; with --as-of that of the date, tried if none is\n"
     "committed; with --known-at besides, that date as it was known then (March as known in May)."},
    {"simulate", "--set NAME=VALUE …", "试算改动参数的后果", "what other parameters would change",
     cmd_simulate,
     "按现行政策和改动后的政策各认定一遍，对比谁进、谁退、增减多少、月支出和贫困程度。只读不写。\n"
     "  --set 低保标准=880                     参数的名称或标识\n"
     "  --set 低保标准=800:1000:20             每个值一个方案\n"
     "  --set line@440783/rural=700            只改一地（区划、城乡，可只写其一）\n"
     "  --scenario 甲 --set … --scenario 乙 --set …",
     "Decides every household under today's policy and under the changed one: who enters, leaves,\n"
     "gains, loses, the bill, how far poverty falls. Reads only.\n"
     "  --set line=880                         a parameter's id or label\n"
     "  --set line=800:1000:20                 each value is a scenario\n"
     "  --set line@440783/rural=700            one place only (division, residence, or either)\n"
     "  --scenario A --set … --scenario B --set …"},
    {"verify", "WORD …", "经济状况核对", "economic verification", cmd_verify, NULL, NULL},
    {"check", "[--replay N] [--out FILE] | audit", "检查登记库是否完好",
     "check that a register is sound", cmd_check,
     "只读。核对数据库、表结构、变更日志、政策包、证据与汇总行、成员、认定的平衡，以及公民身份号码"
     "\n"
     "与密钥、办公库与审计记录。没有问题时退出码为 0；有问题为 3；缺少密钥文件而未能全查为 1。\n"
     "只核对审计记录，并列出可以另存的校验值：heyi check audit",
     "Reads only: database, tables, change log, packs, evidence against resolved rows, "
     "memberships,\n"
     "balance of determinations, identity numbers under the key, the office and its audit trail.\n"
     "Exits 0 if all is well, 3 if anything is wrong, 1 if the key file is missing so that not\n"
     "everything could be checked. The audit trail alone, with hashes to write down: check audit"},
    {"policy", "check|show|test|plan [PACK]", "检查、显示、测试政策包，列出其执行计划",
     "check, show or test a policy pack, or list its plan", cmd_policy, NULL, NULL},
    {"catalogue", "", "显示事实目录", "show the catalogue of facts", cmd_catalogue, NULL, NULL},
    {"dmn", "eval MODEL.dmn [--input JSON] | check MODEL.dmn | test DIR…",
     "运行、检查、测试 DMN 模型", "run, check or test DMN models", cmd_dmn, NULL, NULL},
    {"serve", "[--listen ADDR:PORT]", "启动服务", "serve the register over HTTP", cmd_serve,
     "没有账号时显示一次性链接，用来建立第一个系统管理员。Ctrl-C 结束。",
     "While there are no accounts it prints a link, good once, to make the first administrator.\n"
     "Ctrl-C ends it."},
    {"user", "WORD …", "账号、会话和令牌", "accounts, sessions and tokens", cmd_user, NULL, NULL},
    {"backup", "--out FILE", "备份登记库", "back up the register", cmd_backup,
     "备份时可以照常使用。备份含个人信息但不含密钥：密钥文件请另行保存，没有它不能读取公民身份号码"
     "。",
     "Others may go on working meanwhile. The archive holds personal data but not the keys: keep "
     "the "
     "key file apart, identity numbers can't be read without it."},
    {"restore", "FILE", "从备份恢复", "restore a backup", cmd_restore,
     "只恢复到空的位置（--"
     "db），写完后全部重读，与备份逐表核对；中途出错或中断，什么也不留下，可以重来。\n"
     "--dry-run 只检查备份是否完好、能否恢复。",
     "Into an empty place only (--db); everything is read again and compared with the archive. "
     "After "
     "an error or a break nothing is left, and it can be run again.\n"
     "--dry-run only checks whether the archive is whole and can be restored."},
    {"copy", "--from URL --to URL", "把登记库复制到另一个数据库",
     "copy the register to another database", cmd_copy,
     "与备份再恢复相同，但不经过文件；原库可以照常使用，不会改动。",
     "The same as a backup and its restore, without a file; the register stays as it is and in "
     "use."},
};

const char *default_pack(void)
{
    static char path[4096 + 64];
    if (access("policies/jiangmen", R_OK) == 0)
        return "policies/jiangmen";
    char exe[4096];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
    if (n <= 0)
        return NULL;
    exe[n] = '\0';
    for (int up = 0; up < 2; up++) {
        char *slash = strrchr(exe, '/');
        if (!slash)
            return NULL;
        *slash = '\0';
        snprintf(path, sizeof path, "%s/policies/jiangmen", exe);
        if (access(path, R_OK) == 0)
            return path;
    }
    return NULL;
}

static int help(FILE *out)
{
    fprintf(out, "%s\n\n",
            tr("合一：低收入人口登记、核查与认定",
               "Heyi: register, verify and decide on low-income households"));
    fprintf(out, "%s\n",
            tr("用法：heyi 命令 [选项]，各命令的说明见 heyi 命令 --help",
               "Usage: heyi VERB [OPTIONS]; heyi VERB --help tells more"));
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        fprintf(out, "  %-10s %s\n", verbs[i].name, tr(verbs[i].zh, verbs[i].en));
    return out == stdout ? EXIT_DONE : EXIT_USAGE;
}

/* What still stood in the buffer may be what doesn't fit on the disk. */
static int flushed(int code)
{
    if (code == EXIT_FAILED || (fflush(stdout) == 0 && !ferror(stdout)))
        return code;
    struct err e = {0};
    err_set(&e, E_IO, "结果无法写出（磁盘已满？）", "the result can't be written (disk full?)");
    return fail(&e);
}

int main(int argc, char **argv)
{
    setlocale(LC_CTYPE, "C.UTF-8");
    for (int i = 1; i + 1 < argc; i++) {
        if (strcmp(argv[i], "--lang") == 0 && strcmp(argv[i + 1], "en") == 0)
            lang_set(LANG_EN);
    }
    if (argc < 2)
        return help(stderr);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0 ||
        strcmp(argv[1], "-h") == 0)
        return help(stdout);
    if (strcmp(argv[1], "--version") == 0) {
        printf("heyi %s\n", HEYI_VERSION);
        return EXIT_DONE;
    }
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        if (strcmp(argv[1], verbs[i].name) == 0) {
            current_verb = &verbs[i];
            return flushed(verbs[i].run(argc - 1, argv + 1));
        }
    }
    fprintf(stderr, tr("heyi: 没有命令 %s\n", "heyi: there is no verb %s\n"), argv[1]);
    return help(stderr);
}
