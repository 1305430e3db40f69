Creating a register: the key lies beside it, readable by its owner only; again changes nothing.

  $ heyi init --db a.db --pack $PACK | sed 's/[0-9a-f]\{12,\}/HASH/g'
  数据库：a.db，执行 7 步升级
  密钥：已生成密钥文件，请另行妥善备份
  目录：新增或更新 43 个属性
  区划：写入 5375 条
  政策包：江门两线合一，版本 HASH
  来源定义：19 个来源，版本 HASH
  办公库：已建立（账号、审计、任务）
  $ stat -c '%a %n' a.db.key
  600 a.db.key
sqlite: the file of the database
  $ stat -c '%a %n' a.db
  600 a.db
  $ heyi init --db a.db --pack $PACK
  $ heyi init --db a.db
A register that has no pack yet gets the shipped one, without being told.

  $ heyi init --db d.db | grep -c 江门两线合一
  1
  $ heyi init --db d.db
A pack that does not pass its check is refused, and the register keeps the one it has.

  $ cp -r $PACK broken && chmod -R u+w broken
  $ sed -i 's/^line,4407,,2018-01-01,,800.00/line,4407,,2018-01-01,2018-02-01,800.00/' broken/parameters.csv
  $ printf 'line,4407,,2018-03-01,,820.00,元/月,sample\n' >> broken/parameters.csv
  $ heyi init --db a.db --pack broken
  heyi: broken：政策包有 1 处错误，请先用 heyi policy check 查看并改正
  parameters.csv:51: 错误: 与第 2 行之间有空档：从 2018-02-01 到 2018-03-01 没有值
  [3]
A first init with a pack that is missing or does not pass leaves nothing behind and tells of nothing done.

  $ heyi init --db n.db --pack nowhere
  heyi: nowhere：文件不存在
  [3]
  $ heyi init --db n.db --pack broken
  heyi: broken：政策包有 1 处错误，请先用 heyi policy check 查看并改正
  parameters.csv:51: 错误: 与第 2 行之间有空档：从 2018-02-01 到 2018-03-01 没有值
  [3]
  $ ls n.db* 2>/dev/null
  [2]
  $ heyi init --db n.db | sed 's/[0-9a-f]\{12,\}/HASH/g'
  数据库：n.db，执行 7 步升级
  密钥：已生成密钥文件，请另行妥善备份
  目录：新增或更新 43 个属性
  区划：写入 5375 条
  政策包：江门两线合一，版本 HASH
  来源定义：19 个来源，版本 HASH
  办公库：已建立（账号、审计、任务）
A missing or foreign key file is one clear error.

  $ mv a.db.key away && heyi import households x.csv --valid-from 2018-01-01 --db a.db
  heyi: 找不到密钥文件 a.db.key；没有它无法读取公民身份号码，请把保存的副本放回原处
  [3]
Whatever needs no identity numbers works without it.

  $ heyi determine --as-of 2018-01-01 --db a.db 2>&1 >/dev/null
  试算，未提交（提交请加 --commit）
  $ heyi init --db b.db --pack $PACK >/dev/null && cp b.db.key a.db.key && heyi import households x.csv --valid-from 2018-01-01 --db a.db
  heyi: 密钥文件 a.db.key 不属于数据库 a.db；请换成与它一起建立的密钥文件
  [3]
  $ mv away a.db.key && chmod 644 a.db.key && heyi import households x.csv --valid-from 2018-01-01 --db a.db
  heyi: 密钥文件 a.db.key 别人也能读取；请运行 chmod 600 'a.db.key'
  [3]
A file that is no register is refused.

sqlite: the file of the database
  $ head -c 5000 /dev/zero > zero.db && heyi determine --as-of 2018-01-01 --db zero.db
  heyi: zero.db 不是合一的数据库，或已损坏；请核对文件名，或从备份恢复
  [3]
