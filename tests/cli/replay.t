What was known at a time can be decided again as it was then: facts, earlier decisions, rules.

  $ HEYI_CLOCK=2018-01-05T09:00:00+08:00 heyi init --db v.db --pack $PACK > /dev/null
  $ HEYI_CLOCK=2018-01-06T09:00:00+08:00 heyi import households $T/village/households.csv --valid-from 2018-01-01 --db v.db
  读入 9 行：新增 9，变更 0，无变化 0，拒绝 0；提示 0
  $ HEYI_CLOCK=2018-01-06T10:00:00+08:00 heyi import people $T/village/people.csv --valid-from 2018-01-01 --db v.db
  读入 10 行：新增 10，变更 0，无变化 0，拒绝 0；提示 0
  $ HEYI_CLOCK=2018-01-10T09:00:00+08:00 heyi determine --as-of 2018-01-01 --commit --out r1.csv --db v.db > /dev/null
  已提交：第 1 次认定
  注意：1 户无法计算，原因见结果文件 failed_because 列
A correction that holds from the same day, recorded in February, and a new pack in March.

  $ sed 's/,18000,/,36000,/' $T/village/people.csv > corrected.csv
  $ HEYI_CLOCK=2018-02-10T09:00:00+08:00 heyi import people corrected.csv --valid-from 2018-01-01 --db v.db
  读入 10 行：新增 0，变更 1，无变化 9，拒绝 0；提示 0
  $ cp -r $PACK p && chmod -R u+w p && sed -i 's/^line,4407,,2018-01-01,,800.00/line,4407,,2018-01-01,,1000.00/' p/parameters.csv && rm -f p/cases.csv
  $ HEYI_CLOCK=2018-03-10T09:00:00+08:00 heyi init --db v.db --pack p > /dev/null
  $ heyi determine --as-of 2018-01-01 --out now.csv --db v.db > /dev/null 2>&1; grep ^B1 now.csv | cut -d, -f1,4-7
  B1,1000.00,low_income,grace,900.00
  $ heyi determine --as-of 2018-01-01 --known-at 2018-02-28 --out february.csv --db v.db > /dev/null 2>&1; grep ^B1 february.csv | cut -d, -f1,4-7
  B1,1000.00,low_income,grace,900.00
  $ heyi determine --as-of 2018-01-01 --known-at 2018-01-31 --out january.csv --db v.db > /dev/null 2>&1; cmp january.csv r1.csv && echo same
  same
Before the register existed nothing was known.

  $ heyi determine --as-of 2018-01-01 --known-at 2017-12-31 --db v.db
  heyi: v.db：当时没有政策包；请运行 heyi init --pack 目录
  [3]
  $ heyi determine --as-of 2018-01-01 --known-at yesterday --db v.db
  heyi: --known-at 的时间“yesterday”不正确，应如 2018-06-30 或 2018-06-30T08:00:00+08:00
  用法见 heyi determine --help
  [2]
The explanation of a committed decision is told from what was known then.

  $ heyi explain B1 --db v.db | sed -n 1,9p
  认定说明
  户号 B1　开平市赤水镇步栏村委会　3 人
  认定日 2018-01-01（2018-01-10 提交，第 1 次认定）　政策 江门两线合一
  
  【结论】
  您家符合低保条件，每月发放低保金 900.00 元。
  
  【理由】
      原来：低保，在保，每月 900.00 元
A register that was changed behind the program's back: the letter warns.

  $ sql v.db "update evidence_person_income set wage_income = wage_income + 100"
  $ heyi explain B1 --db v.db | sed -n 3,4p
  认定日 2018-01-01（2018-01-10 提交，第 1 次认定）　政策 江门两线合一
  注意：今天重算所用的事实与提交时不一致（登记库可能受损），请报告管理员，不要据此答复
