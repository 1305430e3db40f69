A backup of the sample town with two committed runs, a correction between them, and a new pack.

  $ heyi generate --sample --out s > /dev/null
  $ export HEYI_CLOCK=2018-01-05T09:00:00+08:00; heyi init --db a.db --pack $PACK > /dev/null && heyi import households s/households.csv --valid-from 2018-01-01 --db a.db && heyi import people s/people.csv --valid-from 2018-01-01 --db a.db && heyi determine --as-of 2018-01-01 --commit --db a.db > /dev/null 2>&1
  读入 325 行：新增 325，变更 0，无变化 0，拒绝 0；提示 0
  读入 915 行：新增 915，变更 0，无变化 0，拒绝 0；提示 0
  $ export HEYI_CLOCK=2018-06-20T09:00:00+08:00; heyi import households s/households-2018-06.csv --valid-from 2018-06-15 --db a.db && heyi import people s/people-2018-06.csv --valid-from 2018-06-15 --db a.db && heyi determine --as-of 2018-06-30 --commit --db a.db > /dev/null 2>&1
  读入 5 行：新增 0，变更 5，无变化 0，拒绝 0；提示 0
  读入 95 行：新增 0，变更 95，无变化 0，拒绝 0；提示 0
  $ cp -r $PACK p && chmod -R u+w p && sed -i 's/^line,4407,,2018-01-01,,800.00/line,4407,,2018-01-01,,900.00/' p/parameters.csv && rm p/cases.csv && heyi init --db a.db --pack p | sed 's/[0-9a-f]\{12,\}/HASH/g'
  政策包：江门两线合一，版本 HASH
  $ heyi backup --db a.db --out a.heyi | sed 's/[0-9a-f]\{32\}/PRINT/; s/[0-9]* 字节/N 字节/'
  备份完成：a.heyi
  78 张表，22024 行，最后变更 9；2018-07-02 备份，N 字节
  密钥不在备份中，请另存一份密钥文件 a.db.key（指纹 PRINT）
  $ stat -c %a a.heyi
  600
It changes nothing: a second one holds the same. One that is there is replaced.

  $ heyi backup --db a.db --out b.heyi > /dev/null && heyi backup --db a.db --out b.heyi > /dev/null
  $ for f in a b; do heyi restore --dry-run $f.heyi --format csv | sed '1,/^table/d' > $f.tables; done; cmp a.tables b.tables && wc -l < a.tables
  78
  $ heyi restore --dry-run a.heyi --db none.db | sed 's/[0-9]* 字节/N 字节/'; ls none.db
  备份完好，本程序可以恢复：a.heyi
  78 张表，22024 行，最后变更 9；2018-07-02 备份，N 字节
  ls: cannot access 'none.db': No such file or directory
  [2]
The format is what its description says.

sqlite: the script reads its file
  $ $T/../archive/read.py a.heyi a.db
  22024 rows are the same
Restored where nothing is; folders are made.

  $ heyi restore a.heyi --db new/r.db | sed 's/[0-9a-f]\{32\}/PRINT/; s/[0-9]* 字节/N 字节/'
  恢复完成：new/r.db
  78 张表，22024 行，最后变更 9；2018-07-02 备份，N 字节
  已重读核对，与备份逐表一致
  请把密钥文件（指纹 PRINT）放到 new/r.db.key；没有它不能导入，也不能读取公民身份号码
sqlite: the file of the database
  $ ls new
  r.db
  r.db.office
An office that was there before its register is nobody's to overwrite; one that a killed restore has
left is known by its mark.

sqlite: the file of the office
  $ cp new/r.db.office o.db.office; heyi restore a.heyi --db o.db
  heyi: o.db.office 不是空的（有表 account），没有改动；请换一个还没有登记库的位置
  [3]
sqlite: the file of the office
  $ ls o.db*; sql o.db.office "insert into schema_version(part, version) values ('restoring', 1)"
  o.db.office
sqlite: the file of the office
  $ heyi restore a.heyi --db o.db | tail -n 2 | head -n 1; heyi backup --db o.db --out o.heyi > /dev/null; heyi restore --dry-run o.heyi --format csv | sed '1,/^table/d' | cmp - a.tables && echo same
  已重读核对，与备份逐表一致
  same
A register of before has no office: its backup is a backup all the same, and gets one when it is restored.

sqlite: the file of the office
  $ rm o.db.office; heyi backup --db o.db --out o.heyi | sed -n 's/ 张表，.*/ 张表/p'; heyi restore o.heyi --db p.db > /dev/null && heyi user list --db p.db --format csv
  59 张表
  name,label,role,division,state,second_factor,must_change,signed_in,created
sqlite: the file of the office
  $ heyi user list --db o.db
  heyi: 数据库 o.db.office 不存在；请先运行 heyi init
  [3]
sqlite: the file of the office
  $ cp a.db.key o.db.key; heyi check --db o.db 2> /dev/null | tail -n 3
  检查    位置  问题
  ------  ----  --------------------------------------------------------------------------------------------------
  办公库        没有办公库（账号、审计、任务）：登记库由旧版本建立的，请运行 heyi init；否则它已丢失，请从备份恢复
sqlite: the file of the office
  $ heyi init --db o.db; rm o.db* p.db*
  办公库：已建立（账号、审计、任务）
Without the key file everything works but what needs identity numbers; with it everything.

  $ heyi explain 440783116-0078 --db new/r.db | head -n 3
  认定说明
  户号 440783116-0078　开平市赤水镇和安村委会　3 人
  认定日 2018-06-30（2018-06-20 提交，第 2 次认定）　政策 江门两线合一
  $ heyi import people s/people.csv --valid-from 2018-07-01 --db new/r.db
  heyi: 找不到密钥文件 new/r.db.key；没有它无法读取公民身份号码，请把保存的副本放回原处
  [3]
  $ mkdir -p new && cp a.db.key new/r.db.key && heyi import people s/people-2018-06.csv --valid-from 2018-06-15 --dry-run --db new/r.db
  试导入，未写入登记库
  读入 95 行：新增 0，变更 0，无变化 95，拒绝 0；提示 0
Every decision and every explanation is the same as before, also as known earlier.

  $ for db in a new/r; do heyi determine --as-of 2018-06-30 --out 1.csv --db $db.db > 1.txt 2>&1; heyi determine --as-of 2018-06-30 --known-at 2018-06-01 --out 2.csv --db $db.db > 2.txt 2>&1; for h in 0001 0078 0200 0325; do heyi explain 440783116-$h --db $db.db; heyi explain 440783116-$h --as-of 2018-01-01 --known-at 2018-03-01 --db $db.db; done > letters.txt 2>&1; cat 1.csv 1.txt 2.csv 2.txt letters.txt | sha256sum > $db.sum; done; cmp a.sum new/r.sum && wc -l < letters.txt
  637
A place that holds anything is left alone.

  $ heyi restore a.heyi --db new/r.db > told 2>&1; echo $?; sed 's/有表 [a-z_]*/有表 T/' told
  3
  heyi: new/r.db 不是空的（有表 T），没有改动；请换一个还没有登记库的位置
  $ heyi restore a.heyi --db a.db --lang en > told 2>&1; echo $?; sed 's/the table [a-z_]*/the table T/' told
  3
  heyi: a.db is not empty (it has the table T) and was left alone; name a place without a register
sqlite: the file of the database
  $ head -c 5000 /dev/zero > zero.db; heyi restore a.heyi --db zero.db
  heyi: zero.db 不是合一的数据库，或已损坏；请核对文件名，或从备份恢复
  [3]
Damaged files, and files that are something else, leave nothing behind.

  $ head -c 100000 a.heyi > cut.heyi; heyi restore cut.heyi --db x.db
  heyi: cut.heyi：表 [a-z_]+：文件不完整 (re)
  [3]
  $ heyi restore cut.heyi --dry-run --lang en
  heyi: cut.heyi: table [a-z_]+: the file is cut short (re)
  [3]
  $ (cat a.heyi; echo) > long.heyi; heyi restore long.heyi --db x.db
  heyi: long.heyi：文件末尾有多余的内容
  [3]
  $ (head -c 60000 a.heyi; printf x; tail -c +60002 a.heyi) > bit.heyi; heyi restore bit.heyi --db x.db
  heyi: bit.heyi：表 [a-z_]+：.*已损坏 (re)
  [3]
  $ cp $T/backup.t text.heyi; heyi restore text.heyi --db x.db
  heyi: text.heyi 不是合一的备份，或已损坏；请换一份备份
  [3]
  $ heyi restore nowhere.heyi --db x.db
  heyi: nowhere.heyi：文件不存在
  [3]
  $ ls x.db* 2>&1
  ls: cannot access 'x.db*': No such file or directory
  [2]
Through a pipe; what is told then goes to standard error.

  $ heyi backup --db a.db --out - 2> told | heyi restore - --db piped.db > /dev/null; sed 's/[0-9a-f]\{32\}/PRINT/; s/[0-9]* 字节/N 字节/' told
  备份完成：-
  78 张表，22024 行，最后变更 9；2018-07-02 备份，N 字节
  密钥不在备份中，请另存一份密钥文件 a.db.key（指纹 PRINT）
  $ heyi backup --db piped.db --out c.heyi > /dev/null; heyi restore --dry-run c.heyi --format csv | sed '1,/^table/d' | cmp - a.tables && echo same
  same
A file where nobody can write is refused before anything is read; the register itself is no place.

  $ heyi backup --db a.db --out nowhere/a.heyi
  heyi: nowhere/a.heyi：所在的文件夹不存在，请先建立
  [3]
  $ heyi backup --db a.db --out a.db.key
  heyi: --out 不能写到 a.db.key：这是登记库、它的密钥或输入文件，请换一个文件名
  用法见 heyi backup --help
  [2]
  $ heyi backup --db none.db --out x.heyi
  heyi: 数据库 none.db 不存在；请先运行 heyi init
  [3]
sqlite: the file of the database
  $ heyi backup --db zero.db --out x.heyi; ls x.heyi 2>&1
  heyi: zero.db 不是合一的数据库，或已损坏；请核对文件名，或从备份恢复
  ls: cannot access 'x.heyi': No such file or directory
  [2]
For programs.

  $ heyi restore --dry-run a.heyi --format csv | head -n 5 | sed 's/[0-9a-f]\{32\}/HEX/g; s/,[0-9]*$/,N/'
  program,created,seq,key,tables,rows,bytes
  heyi 0.1.0,2018-07-02T00:00:00.000000Z,9,HEX,78,22024,N
  
  table,rows,sm3
  catalogue_attribute,43,HEXHEX
  $ heyi restore --dry-run a.heyi --format json | python3 -c "import json, sys; x = json.load(sys.stdin); print(x['archive'][0]['seq'], len(x['tables']), x['tables'][-1]['table'], len(x['tables'][0]['sm3']))"
  9 78 verification_place 64
From one database into another, with its key.

sqlite: keys beside the file
  $ heyi copy --from a.db --to copy/r.db; stat -c '%a %n' copy/*
  复制完成：a.db → copy/r.db
  78 张表，22024 行，最后变更 9
  已重读核对，两库逐表一致
  密钥文件已复制到 copy/r.db.key
  600 copy/r.db
  600 copy/r.db.key
  600 copy/r.db.office
sqlite: keys beside the file
  $ heyi backup --db copy/r.db --out d.heyi > /dev/null; heyi restore --dry-run d.heyi --format csv | sed '1,/^table/d' | cmp - a.tables && echo same
  same
sqlite: keys beside the file
  $ heyi copy --from a.db --to copy/r.db
  heyi: copy/r.db 不是空的（有表 catalogue_attribute），没有改动；请换一个还没有登记库的位置
  [3]
sqlite: keys beside the file
  $ HEYI_KEY_FILE=a.db.key heyi copy --from copy/r.db --to keyless.db --lang en; ls keyless.db*
  copied copy/r.db to keyless.db
  78 tables, 22024 rows, last change 9
  read again: every table is the same in both
  the key file a.db.key fits
  keyless.db
  keyless.db.office
sqlite: keys beside the file
  $ rm copy/r.db.key; heyi copy --from copy/r.db --to third.db --verbose | sed 's/[0-9a-f]\{16,\}/HEX/' | grep -v '^evidence'
  复制完成：copy/r.db → third.db
  表                             行数  摘要
  -----------------------------  ----  ----------------
  catalogue_attribute              43  HEX
  account_serial                    0  HEX
  account_setup                     0  HEX
  account_view                      0  HEX
  audit_entry                       0  HEX
  audit_head                        0  HEX
  change                            9  HEX
  cursor_key                        1  HEX
  determination                   650  HEX
  division                       5375  HEX
  feed_candidate                    0  HEX
  feed_file                        20  HEX
  feed_note                         0  HEX
  feed_row                          0  HEX
  feed_version                      1  HEX
  idempotency                       0  HEX
  identity_number                 915  HEX
  item                              0  HEX
  item_state                        0  HEX
  job                               0  HEX
  job_file                          0  HEX
  job_serial                        2  HEX
  key_check                         1  HEX
  office_idempotency                0  HEX
  pack_file                         5  HEX
  pack_result                       0  HEX
  pack_version                      2  HEX
  person_initials                 968  HEX
  proposal                          0  HEX
  proposal_file                     0  HEX
  proposal_simulation               0  HEX
  proposal_step                     0  HEX
  register                          1  HEX
  household                       325  HEX
  finding                           0  HEX
  household_now                   325  HEX
  person                          915  HEX
  membership                      915  HEX
  person_now                      915  HEX
  role                              7  HEX
  account                           0  HEX
  account_factor                    0  HEX
  account_password                  0  HEX
  account_recovery                  0  HEX
  account_session                   0  HEX
  account_token                     0  HEX
  run                               2  HEX
  run_figure                      563  HEX
  sample                            0  HEX
  sample_household                  0  HEX
  sample_result                     0  HEX
  sample_stratum                    0  HEX
  sign_in_lock                      0  HEX
  source                           22  HEX
  delivery                          4  HEX
  feed_delivery                     0  HEX
  feed_place                        0  HEX
  source_standing                  23  HEX
  upload                            0  HEX
  verification                      0  HEX
  verification_household            0  HEX
  verification_place                0  HEX
  78 张表，22024 行，最后变更 9
  已重读核对，两库逐表一致
  请把密钥文件（指纹 HEX）放到 third.db.key；没有它不能导入，也不能读取公民身份号码
sqlite: keys beside the file
  $ heyi copy --from a.db --to sqlite::memory: | sed 's/[0-9a-f]\{16,\}/HEX/'
  复制完成：a.db → sqlite::memory:
  78 张表，22024 行，最后变更 9
  已重读核对，两库逐表一致
  使用新库时请设置环境变量 HEYI_KEY_FILE=a.db.key
  $ heyi copy --from a.db
  heyi: 请写 --from 和 --to
  用法见 heyi copy --help
  [2]
  $ heyi backup x
  heyi: backup 没有参数，备份文件请用 --out 指明
  用法见 heyi backup --help
  [2]
