#include "sqlite_error.h"

#include "str.h"

/* SQLite names the columns after a colon: "UNIQUE constraint failed: t.a, t.b". */
static const char *after_colon(const char *message)
{
    const char *colon = strstr(message, ": ");

    return colon ? colon + 2 : message;
}

static int constraint(struct err *e, int rc, const char *path, const char *message)
{
    const char *where = after_colon(message);

    switch (rc) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return err_set(e, E_CONFLICT, "%s：已有相同的记录（%s）",
                       "%s: there is such a record already (%s)", path, where);
    case SQLITE_CONSTRAINT_FOREIGNKEY:
        return err_set(e, E_CONFLICT, "%s：引用的记录不存在，或还有记录引用它",
                       "%s: a record referred to does not exist, or is still referred to", path);
    case SQLITE_CONSTRAINT_NOTNULL:
        return err_set(e, E_CONFLICT, "%s：缺少必须有的值（%s）",
                       "%s: a required value is missing (%s)", path, where);
    default:
        return err_set(e, E_CONFLICT, "%s：记录不符合约束（%s）",
                       "%s: a record breaks a constraint (%s)", path, where);
    }
}

static int io_error(struct err *e, sqlite3 *h, const char *path)
{
    int number = h ? sqlite3_system_errno(h) : 0;

    if (number)
        return err_set(e, E_IO, "读写数据库 %s 出错：%s；请检查磁盘和权限",
                       "reading or writing the database %s failed: %s; check the disk and the "
                       "permissions",
                       path, strerror(number));
    return err_set(e, E_IO, "读写数据库 %s 出错；请检查磁盘和权限",
                   "reading or writing the database %s failed; check the disk and the permissions",
                   path);
}

int sqlite_error(struct err *e, sqlite3 *h, int rc, const char *path)
{
    const char *message = h ? sqlite3_errmsg(h) : sqlite3_errstr(rc);

    switch (rc & 0xff) {
    case SQLITE_NOMEM:
        return err_nomem(e);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
        return err_set(e, E_BUSY, "另一个进程正在使用数据库 %s；请等它结束后再试",
                       "another process holds the database %s; wait until it has ended and try "
                       "again",
                       path);
    case SQLITE_FULL:
        return err_set(e, E_IO, "磁盘已满，数据库 %s 没有改动；请腾出空间后再试",
                       "the disk is full and the database %s was not changed; free some space and "
                       "try again",
                       path);
    case SQLITE_READONLY:
        /* Reading too needs the folder: the index of the log is shared through a file in it. */
        return err_set(e, E_IO,
                       "数据库 %s 或所在的文件夹不可写；请检查权限，或复制到可写的文件夹再打开",
                       "the database %s or its folder cannot be written; check the permissions, or "
                       "open a copy in a folder that can be written",
                       path);
    case SQLITE_CANTOPEN:
        return err_set(e, E_IO, "打不开数据库 %s；请检查文件和所在文件夹的权限",
                       "cannot open the database %s; check the permissions of the file and its "
                       "folder",
                       path);
    case SQLITE_NOTADB:
        return err_set(e, E_CORRUPT, "%s 不是合一的数据库，或已损坏；请核对文件名，或从备份恢复",
                       "%s is not a database of Heyi, or is damaged; check the name, or restore a "
                       "backup",
                       path);
    case SQLITE_CORRUPT:
        return err_set(e, E_CORRUPT, "数据库 %s 已损坏；请停止使用并从备份恢复",
                       "the database %s is damaged; stop using it and restore a backup", path);
    case SQLITE_IOERR:
        if (rc == SQLITE_IOERR_NOMEM)
            return err_nomem(e);
        return io_error(e, h, path);
    case SQLITE_CONSTRAINT:
        return constraint(e, rc, path, message);
    case SQLITE_TOOBIG:
        return err_set(e, E_LIMIT, "%s：值或语句太长", "%s: a value or statement is too long",
                       path);
    case SQLITE_ERROR:
        if (strcmp(message, "integer overflow") == 0)
            return err_set(e, E_RANGE, "%s：求和超出整数范围",
                           "%s: a sum leaves the range of int64", path);
        break;
    default:
        break;
    }
    return err_set(e, E_INVALID, "%s：内部错误：%s", "%s: internal error: %s", path, message);
}
