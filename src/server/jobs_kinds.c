/* Every kind of job, one a line. */
#include "determine_job.h"
#include "import_job.h"
#include "jobs_verify.h"
#include "lang.h"
#include "policy_job.h"

/* What people call them. */
#define KINDS(X)                                                                                   \
    X(import_households, "导入户", "households imported")                                          \
    X(import_people, "导入人员", "people imported")                                                \
    X(import_feed, "导入部门数据", "a department's delivery imported")                             \
    X(determine, "试认定", "a trial determination")                                                \
    X(determine_commit, "认定并提交", "a determination, committed")                                \
    X(simulate, "试算", "a simulation")                                                            \
    X(export_households, "导出户", "households exported")                                          \
    X(export_determination, "导出认定结果", "results exported")                                    \
    X(export_findings, "导出核对事项", "findings exported")                                        \
    X(export_audit, "导出审计记录", "the audit trail exported")                                    \
    X(policy_check, "检查政策方案", "a proposal checked")                                          \
    X(policy_simulate, "试算政策方案", "a proposal simulated")                                     \
    X(delivery_withdraw, "撤回部门数据", "a delivery taken back")                                  \
    X(verification_run, "核对", "a verification")                                                  \
    X(verification_report, "核对报告", "a verification report")                                    \
    X(comparison, "比对名单", "lists compared")                                                    \
    X(coverage, "应保未保、应退未退", "coverage looked at")                                        \
    X(retroactive, "回溯重算", "looking back")                                                     \
    X(sample_draw, "抽查抽样", "a sample drawn")                                                   \
    X(sample_visits, "走访清单", "a list of visits")                                               \
    X(sample_results, "录入抽查结果", "results of visits entered")

const struct job_kind *const job_kinds[] = {
#define X(name, zh, en) &name##_kind,
    KINDS(X)
#undef X
        NULL,
};

const char *job_kind_label(size_t i)
{
    static const struct {
        const char *zh, *en;
    } labels[] = {
#define X(name, zh, en) {zh, en},
        KINDS(X)
#undef X
    };
    return tr(labels[i].zh, labels[i].en);
}
