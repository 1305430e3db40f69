/* heyi check: the office's file, its tables, and what stands in them. */
#include "office.h"

#include "audit.h"
#include "cleanup.h"
#include "db_check.h"

static int check_file(struct db *office, struct checkup *c, struct err *e)
{
    struct checkup_kind *k = checkup_begin(c, "office", "办公库", "office");

    k->examined++;
    if (!office)
        return checkup_find(
            k, e, "",
            "没有办公库（账号、审计、任务）：登记库由旧版本建立的，请运行 heyi init；"
            "否则它已丢失，请从备份恢复",
            "there is no office (accounts, audit, jobs): run heyi init if an older "
            "version made the register, else it was lost: restore a backup");
    return db_shares(office) ? 0 : db_check_end(office, k, db_verify(office, e), e);
}

int office_check(struct db *office, struct checkup *c, struct err *e)
{
    bool all = true, usable;
    int r = check_file(office, c, e);

    for (size_t i = 0; office && office_parts[i] && r >= 0; i++) {
        r = schema_part_check(office, office_parts[i], c, &usable, e);
        all = all && usable;
    }
    return r < 0 || !office || !all ? r : audit_check(office, NULL, 0, NULL, NULL, c, e);
}
