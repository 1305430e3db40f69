From SQLite to PostgreSQL and back, with a file and without ($DB: a database that doesn't exist yet).

  $ heyi generate --sample --out s > /dev/null
  $ heyi init --db a.db --pack $PACK > /dev/null && heyi import households s/households.csv --valid-from 2018-01-01 --db a.db && heyi import people s/people.csv --valid-from 2018-01-01 --db a.db && heyi determine --as-of 2018-01-01 --commit --db a.db > /dev/null 2>&1
  读入 325 行：新增 325，变更 0，无变化 0，拒绝 0；提示 0
  读入 915 行：新增 915，变更 0，无变化 0，拒绝 0；提示 0
  $ heyi copy --from a.db --to "$DB" | sed 's,postgresql:///[a-z0-9_]*,DB,'
  复制完成：a.db → DB
  78 张表，21313 行，最后变更 5
  已重读核对，两库逐表一致
  使用新库时请设置环境变量 HEYI_KEY_FILE=a.db.key
What it holds and decides is the same there, and in an archive of it.

  $ export HEYI_KEY_FILE=a.db.key; heyi check --db "$DB" > checked || cat checked
  $ export HEYI_KEY_FILE=a.db.key; for db in a.db "$DB"; do (heyi determine --as-of 2018-06-30 --db "$db" --out - 2> /dev/null; heyi explain 440783116-0078 --db "$db") > told.$((n += 1)); done; cmp told.1 told.2 && wc -l < told.1
  409
  $ heyi backup --db "$DB" --out pg.heyi > /dev/null && heyi backup --db a.db --out a.heyi > /dev/null
  $ for f in a pg; do heyi restore --dry-run $f.heyi --format csv | sed '1,/^table/d' > $f.tables; done; cmp a.tables pg.tables && wc -l < pg.tables
  78
  $ $T/../archive/read.py pg.heyi a.db
  21313 rows are the same
A place that holds anything is left alone; a damaged archive leaves nothing there.

  $ heyi restore pg.heyi --db "$DB" 2>&1 | sed 's,postgresql:///[a-z0-9_]*,DB,'
  heyi: DB 不是空的（有表 account），没有改动；请换一个还没有登记库的位置
  $ psql -q "$DB" -c 'drop schema public cascade; create schema public' 2> /dev/null
  $ (head -c 100000 pg.heyi; printf x; tail -c +100002 pg.heyi) > bad.heyi; heyi restore bad.heyi --db "$DB"
  heyi: bad.heyi：表 [a-z_]+：.*已损坏 (re)
  [3]
  $ psql -qAtc "select count(*) from pg_tables where schemaname = 'public'" "$DB"
  0
  $ timeout -s KILL 0.1 heyi restore pg.heyi --db "$DB" 2> /dev/null; HEYI_KEY_FILE=a.db.key heyi restore pg.heyi --db "$DB" | sed 's,postgresql:///[a-z0-9_]*,DB,; s/[0-9]* 字节/N 字节/'
  恢复完成：DB
  78 张表，21313 行，最后变更 5；2018-07-02 备份，N 字节
  已重读核对，与备份逐表一致
  密钥文件 a.db.key 相符
And back into a file.

  $ export HEYI_KEY_FILE=a.db.key; heyi copy --from "$DB" --to back.db | sed 's,postgresql:///[a-z0-9_]*,DB,'
  复制完成：DB → back.db
  78 张表，21313 行，最后变更 5
  已重读核对，两库逐表一致
  密钥文件 a.db.key 相符
  $ heyi backup --db back.db --out back.heyi > /dev/null; heyi restore --dry-run back.heyi --format csv | sed '1,/^table/d' | cmp - a.tables && echo same
  same
