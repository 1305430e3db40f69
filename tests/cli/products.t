A register on a server, a copy of it in a file of SQLite, and a copy of that on the server again: all
three hold and decide the same. (On PostgreSQL only: NAME.db is on the server, NAME.sqlite a file.)

  $ heyi generate --sample --out s > /dev/null
  $ heyi init --db a.db --pack $PACK > /dev/null && heyi import households s/households.csv --valid-from 2018-01-01 --db a.db && heyi import people s/people.csv --valid-from 2018-01-01 --db a.db && heyi determine --as-of 2018-01-01 --commit --db a.db > /dev/null 2>&1
  读入 325 行：新增 325，变更 0，无变化 0，拒绝 0；提示 0
  读入 915 行：新增 915，变更 0，无变化 0，拒绝 0；提示 0
  $ heyi copy --from a.db --to file.sqlite
  复制完成：a.db → file.sqlite
  78 张表，21313 行，最后变更 5
  已重读核对，两库逐表一致
  密钥文件 a.db.key 相符
  $ heyi copy --from file.sqlite --to again.db | sed 's/[0-9a-f]\{32\}/PRINT/'
  复制完成：file.sqlite → again.db
  78 张表，21313 行，最后变更 5
  已重读核对，两库逐表一致
  请把密钥文件（指纹 PRINT）放到 again.db.key；没有它不能导入，也不能读取公民身份号码
  $ heyi backup --db a.db --out a.heyi > /dev/null; heyi restore --dry-run a.heyi --format csv | sed '1,/^table/d' > a.tables; wc -l < a.tables
  78
  $ for db in file.sqlite again.db; do HEYI_KEY_FILE=a.db.key heyi backup --db $db --out b.heyi > /dev/null; heyi restore --dry-run b.heyi --format csv | sed '1,/^table/d' | cmp - a.tables && echo same; done
  same
  same

What happens afterwards is the same everywhere.

  $ export HEYI_KEY_FILE=a.db.key; for db in a.db file.sqlite again.db; do heyi import households s/households-2018-06.csv --valid-from 2018-06-15 --db $db; heyi import people s/people-2018-06.csv --valid-from 2018-06-15 --db $db; heyi determine --as-of 2018-06-30 --commit --out $db.csv --db $db > $db.txt 2>&1; heyi explain 440783116-0078 --db $db > $db.letter; heyi check --replay 10 --format csv --db $db > $db.check 2>&1; done
  读入 5 行：新增 0，变更 5，无变化 0，拒绝 0；提示 0
  读入 95 行：新增 0，变更 95，无变化 0，拒绝 0；提示 0
  读入 5 行：新增 0，变更 5，无变化 0，拒绝 0；提示 0
  读入 95 行：新增 0，变更 95，无变化 0，拒绝 0；提示 0
  读入 5 行：新增 0，变更 5，无变化 0，拒绝 0；提示 0
  读入 95 行：新增 0，变更 95，无变化 0，拒绝 0；提示 0
  $ for what in csv txt letter check; do cmp a.db.$what file.sqlite.$what && cmp a.db.$what again.db.$what && wc -l < a.db.$what; done
  326
  68
  66
  29

A backup of one is restored on the other.

  $ heyi restore a.heyi --db restored.sqlite | tail -n 2 | sed 's/[0-9a-f]\{32\}/PRINT/'
  已重读核对，与备份逐表一致
  请把密钥文件（指纹 PRINT）放到 restored.sqlite.key；没有它不能导入，也不能读取公民身份号码
  $ heyi restore a.heyi --db restored.db | tail -n 2 | sed 's/[0-9a-f]\{32\}/PRINT/'
  已重读核对，与备份逐表一致
  请把密钥文件（指纹 PRINT）放到 restored.db.key；没有它不能导入，也不能读取公民身份号码

A register on a server has its key file where HEYI_KEY_FILE says; addresses are shown without what could be a secret.

  $ $HEYI_PROGRAM determine --as-of 2018-01-01 --db "postgresql://u:geheim@localhost:1/x?password=geheim" --lang en
  heyi: can't reach the database server of postgresql://u@localhost:1/x (host localhost, port 1); check the address, and that the server is running
  [3]
  $ $HEYI_PROGRAM determine --as-of 2018-01-01 --db "postgresql://u:geheim@localhost:port/x"
  heyi: 连不上数据库服务器 postgresql://u@localhost:port/x（主机 localhost，端口 port）；请检查地址，以及服务器是否在运行
  [3]
  $ $HEYI_PROGRAM import people s/people.csv --valid-from 2018-01-01 --db "$(url a.db)"
  heyi: 这个数据库不是文件，请用环境变量 HEYI_KEY_FILE 指明密钥文件
  用法见 heyi import --help
  [2]
