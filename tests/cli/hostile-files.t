What can happen to a register that is a file of SQLite.

  $ heyi init --pack $PACK --db r.db > /dev/null
  $ heyi import households $T/village/households.csv --valid-from 2018-01-01 --db r.db > /dev/null
  $ heyi import people $T/village/people.csv --valid-from 2018-01-01 --db r.db > /dev/null
  $ heyi determine --as-of 2018-06-30 --out before.csv --db r.db > /dev/null 2>&1

A database of a newer version, a damaged one, something else.

  $ copy() { cp r.db $1 && cp r.db.key $1.key; }; copy newer.db; copy damaged.db
  $ python3 -c "import sqlite3; c = sqlite3.connect('newer.db'); c.execute(\"insert into schema_version values ('register', 99)\"); c.commit()"
  $ heyi init --db newer.db
  heyi: newer.db：数据库版本 99 比本程序（7）新，请使用更新的程序
  [3]
  $ heyi determine --as-of 2018-06-30 --db newer.db
  heyi: newer.db：数据库版本 99 比本程序（7）新，请使用更新的程序
  [3]
  $ dd if=/dev/urandom of=damaged.db bs=4096 seek=20 count=60 conv=notrunc 2> /dev/null
  $ heyi determine --as-of 2018-06-30 --db damaged.db
  heyi: 数据库 damaged.db 已损坏；请停止使用并从备份恢复
  [3]
  $ heyi determine --as-of 2018-06-30 --db before.csv
  heyi: before.csv 不是合一的数据库，或已损坏；请核对文件名，或从备份恢复
  [3]

A place that can't be written (as somebody who isn't root), a disk that is full (no file may become longer).

  $ mkdir ro && cp r.db r.db.key $(command -v heyi) ro && cp -r $PACK ro/pack && chmod 755 . && chmod -R a+rX ro && chmod 555 ro
  $ somebody() { if [ $(id -u) = 0 ]; then setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; else "$@"; fi; }
  > somebody ro/heyi determine --as-of 2018-06-30 --db ro/r.db
  > somebody ro/heyi init --db ro/new.db --pack ro/pack
  heyi: 数据库 ro/r.db 或所在的文件夹不可写；请检查权限，或复制到可写的文件夹再打开
  heyi: ro/new.db：没有权限
  [3]
  $ ls ro
  heyi
  pack
  r.db
  r.db.key
  $ cp r.db full.db && cp r.db.key full.db.key
  $ heyi generate --sample --out s > /dev/null
  $ sh -c "trap '' XFSZ; ulimit -f 100; heyi import households s/households.csv --valid-from 2018-01-01 --db full.db"
  heyi: 读写数据库 full.db 出错；请检查磁盘和权限
  [3]
  $ heyi determine --as-of 2018-06-30 --out full.csv --db full.db > /dev/null 2>&1
  $ cmp before.csv full.csv

Nothing of all that has left a trace.

  $ heyi determine --as-of 2018-06-30 --out after.csv --db r.db > /dev/null 2>&1
  $ cmp before.csv after.csv
