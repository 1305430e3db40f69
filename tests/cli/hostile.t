Broken files, broken policies, broken places: one clear error each, and the register stays as it was.

  $ python3 $T/hostile.py $PACK
  $ heyi init --pack $PACK --db r.db > /dev/null
  $ heyi import households $T/village/households.csv --valid-from 2018-01-01 --db r.db > /dev/null
  $ heyi import people $T/village/people.csv --valid-from 2018-01-01 --db r.db > /dev/null
  $ heyi determine --as-of 2018-06-30 --out before.csv --db r.db > /dev/null 2>&1

Files that were cut off.

  $ heyi import people cut.csv --valid-from 2018-01-01 --db r.db
  heyi: cut.csv 第 3 行：文件在这一行中途中断；请重新导出或重新传送完整的文件
  [3]
  $ heyi import people cut-in-quotes.csv --valid-from 2018-01-01 --db r.db
  heyi: cut-in-quotes.csv 第 3 行：第 2 列：这里开始的引号没有结束；请补上结束引号
  [3]

Files that are no text, or not in an encoding that can be read.

  $ heyi import people damaged.csv --valid-from 2018-01-01 --db r.db
  heyi: damaged.csv 第 2 行或其后：第 38 字节不是 UTF-8 编码，文件可能已损坏；请重新导出并另存为 UTF-8
  [3]
  $ heyi import people utf16.csv --valid-from 2018-01-01 --db r.db
  heyi: utf16.csv 第 1 行或其后：这是 UTF-16 编码的文件，请另存为 UTF-8
  [3]
  $ heyi import people nul.csv --valid-from 2018-01-01 --db r.db
  heyi: nul.csv 第 2 行：第 2 列含有 NUL 字节；请确认这是文本文件，并另存为 UTF-8
  [3]
  $ heyi import people bytes.csv --valid-from 2018-01-01 --db r.db
  heyi: bytes.csv 第 1 行：第 1 列含有 NUL 字节；请确认这是文本文件，并另存为 UTF-8
  [3]
  $ heyi import people empty.csv --valid-from 2018-01-01 --db r.db
  heyi: empty.csv：文件是空的，连表头也没有
  [3]

100 MB in one field, a quote that is never closed, a million columns.

  $ heyi import people long-field.csv --valid-from 2018-01-01 --db r.db
  heyi: long-field.csv 第 2 行：第 2 列超过 1048576 字节；请缩短内容，或检查是否缺少换行
  [3]
  $ heyi import people open-quote.csv --valid-from 2018-01-01 --db r.db
  heyi: open-quote.csv 第 2 行：第 2 列超过 1048576 字节；请检查这里开始的引号是否缺少结束引号
  [3]
  $ heyi import people wide-header.csv --valid-from 2018-01-01 --db r.db
  heyi: wide-header.csv 第 1 行：超过 4096 列；请检查分隔符和换行
  [3]
  $ heyi import people wide-row.csv --valid-from 2018-01-01 --db r.db
  heyi: wide-row.csv 第 2 行：超过 4096 列；请检查分隔符和换行
  [3]

Files that aren't there, or aren't files.

  $ heyi import people nowhere.csv --valid-from 2018-01-01 --db r.db
  heyi: nowhere.csv：文件不存在
  [3]
  $ heyi import people . --valid-from 2018-01-01 --db r.db
  heyi: .：这是一个文件夹
  [3]

Models: a DOCTYPE, a cycle, elements and expressions nested without end.

  $ heyi dmn check doctype.dmn
  heyi: doctype.dmn 第 1 行第 13 列：不接受 DOCTYPE 声明；请删去 <!DOCTYPE …>
  [3]
  $ heyi dmn check cycle.dmn
  heyi: cycle.dmn：第 2 行：需求关系成环：甲 → 乙 → 甲
  [3]
  $ heyi dmn check elements.dmn
  heyi: elements.dmn 第 1 行第 769 列：元素嵌套超过 256 层
  [3]
  $ heyi dmn check not-xml.dmn
  heyi: not-xml.dmn 第 1 行第 3 列：此处不合 XML 语法，或不是所声明的编码
  [3]
  $ heyi dmn check parentheses.dmn
  parentheses.dmn:2: 错误 [syntax] 甲: 表达式嵌套超过 512 层，请拆分
  [3]
  $ heyi dmn eval parentheses.dmn
  parentheses.dmn:2: 错误 [syntax] 甲: 表达式嵌套超过 512 层，请拆分
  {
    "甲": null
  }
  [3]
  $ heyi dmn eval ifs.dmn
  ifs.dmn:2: 错误 [syntax] 甲: 表达式嵌套超过 512 层，请拆分
  {
    "甲": null
  }
  [3]

A date before the first standard; a date that isn't one.

  $ heyi determine --as-of 2017-12-31 --db r.db
  heyi: 参数 line（低保标准）在 2017-12-31 没有有效的值（区划 4407 最早自 2018-01-01 起），请在 parameters.csv 中补上，或改认定日
  [3]
  $ heyi determine --as-of 2018-02-30 --db r.db
  heyi: --as-of 的日期“2018-02-30”不正确，应如 2018-06-30
  用法见 heyi determine --help
  [2]

A policy that divides by zero: nobody can be decided, and nothing is committed.

  $ copydb r.db z.db && heyi init --pack zero --db z.db > /dev/null
  $ heyi determine --as-of 2018-06-30 --commit --out zero.csv --db z.db
  heyi: 没有一户能够认定，未提交；请检查政策包。户 B1：家庭月人均收入（monthly_income）：家庭年可计入收入 / (成员数 - 成员数)：除数为零
  [3]
  $ ls zero.csv
  ls: cannot access 'zero.csv': No such file or directory
  [2]
  $ heyi explain --db z.db B1 | head -n 1
  认定说明

Keys: another register's, one that others may read, a damaged one, none.

  $ heyi init --pack $PACK --db other.db > /dev/null
  $ HEYI_KEY_FILE=other.db.key heyi import people $T/village/people.csv --valid-from 2018-01-01 --db r.db
  heyi: 密钥文件 other.db.key 不属于数据库 r.db；请换成与它一起建立的密钥文件
  [3]
  $ cp r.db.key k && chmod 644 k && HEYI_KEY_FILE=k heyi import people $T/village/people.csv --valid-from 2018-01-01 --db r.db
  heyi: 密钥文件 k 别人也能读取；请运行 chmod 600 'k'
  [3]
  $ chmod 600 k && truncate -s 60 k && HEYI_KEY_FILE=k heyi import people $T/village/people.csv --valid-from 2018-01-01 --db r.db
  heyi: 密钥文件 k 已损坏；请用保存的副本替换
  [3]
  $ HEYI_KEY_FILE=nowhere heyi import people $T/village/people.csv --valid-from 2018-01-01 --db r.db
  heyi: 找不到密钥文件 nowhere；没有它无法读取公民身份号码，请把保存的副本放回原处
  [3]

Results that can't be written.

  $ heyi determine --as-of 2018-06-30 --format csv --db r.db 2>&1 > /dev/full | tail -n 1
  heyi: 结果无法写出（磁盘已满？）
  $ heyi determine --as-of 2018-06-30 --out nowhere/r.csv --db r.db > /dev/null
  heyi: nowhere/r.csv：所在的文件夹不存在，请先建立
  [3]
sqlite: the file of the database
  $ heyi determine --as-of 2018-06-30 --out r.db --db r.db > /dev/null
  heyi: --out 不能写到 r.db：这是登记库、它的密钥或输入文件，请换一个文件名
  用法见 heyi determine --help
  [2]
  $ heyi explain B1 --as-of 2018-06-30 --db r.db > /dev/full
  heyi: 说明无法写出（磁盘已满？）
  [3]

Nothing of all that has left a trace.

  $ heyi determine --as-of 2018-06-30 --out after.csv --db r.db > /dev/null 2>&1
  $ cmp before.csv after.csv
