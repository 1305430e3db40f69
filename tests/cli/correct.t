A correction by hand: evidence that outranks what was declared, with a reason and what proves it.

  $ heyi init --db v.db --pack $PACK > /dev/null
  $ heyi import households $T/village/households.csv --valid-from 2018-01-01 --db v.db > /dev/null
  $ heyi import people $T/village/people.csv --valid-from 2018-01-01 --db v.db > /dev/null
  $ heyi determine --as-of 2018-06-30 --commit --db v.db > /dev/null 2>&1
  $ heyi verify correct B1 --member 1 工资性收入=54000 --valid-from 2018-03-01 --why 单位证明工资有误 --attachment 赤民证〔2018〕5号 --db v.db
  已更正：户 B1，第 1 位成员，自 2018-03-01 起（第 6 号变更）
    工资性收入：18000.00 元/年 → 54000.00 元/年
The letter says so; what was committed stays as it was decided.

  $ heyi explain B1 --as-of 2018-03-01 --db v.db | grep 更正
     · 甲一（本人）（更正，自 2018-03-01）：工资性收入 54000.00 元/年
  $ heyi explain B1 --as-of 2018-02-28 --db v.db | grep -c 更正
  0
  [1]
  $ heyi explain B1 --db v.db | grep -c 更正
  0
  [1]
A later declaration doesn't change it.

  $ printf 'household_no,name,id_no,wage_income\nB1,甲一,440799198001010015,60000\n' > p.csv
  $ heyi import people p.csv --valid-from 2018-04-01 --db v.db
  读入 1 行：新增 0，变更 1，无变化 0，拒绝 0；提示 0
  $ heyi explain B1 --as-of 2018-04-01 --db v.db | grep 更正
     · 甲一（本人）（更正，自 2018-03-01）：工资性收入 54000.00 元/年
Taken back from a day on, the declaration is in force again; before that day the correction is.

  $ heyi verify correct B1 --member 1 wage_income=- --valid-from 2018-05-01 --why 证明已撤回 --attachment 赤民证〔2018〕9号 --db v.db --lang en
  corrected: household B1, member 1, from 2018-05-01 on (change 8)
    wage_income: 54000.00 yuan a year → 60000.00 yuan a year
  $ heyi explain B1 --as-of 2018-04-30 --db v.db | grep -c 更正
  1
  $ heyi explain B1 --as-of 2018-05-01 --db v.db | grep -c 更正
  0
  [1]
Of the household, several at once, and a list of codes.

  $ heyi verify correct B2 住房套数=2 "致贫原因=因病;因残" --valid-from 2018-01-01 --why 入户核实 --attachment 核实表12 --db v.db
  已更正：户 B2，自 2018-01-01 起（第 9 号变更）
    住房套数：1 套 → 2 套
    致贫原因：无 → 因残、因病
  $ heyi verify correct B2 住房套数=2 --valid-from 2018-01-01 --why 入户核实 --attachment 核实表12 --db v.db
  已更正：户 B2，自 2018-01-01 起（第 10 号变更）
    住房套数：2 套 → 2 套
  $ heyi check --db v.db | sed -n '/证据/,/人员/p'
  证据           152     0  正常
  家庭             9     0  正常
  人员            10     0  正常
What can't be corrected, and why.

  $ heyi verify correct B1 wage_income=1 --valid-from 2018-05-01 --why x --attachment y --db v.db
  heyi: wage_income 是成员的属性，请加 --member 成员序号
  用法见 heyi verify correct --help
  [2]
  $ heyi verify correct B1 --member 1 --valid-from 2018-05-01 --why x --attachment y --db v.db
  heyi: 请给出户号，和至少一个 属性=值
  用法见 heyi verify correct --help
  [2]
  $ heyi verify correct B1 --member 1 wage_income=1 --valid-from 2018-05-01 --why x --db v.db
  heyi: 更正须有 --valid-from、--why 和 --attachment
  用法见 heyi verify correct --help
  [2]
  $ heyi verify correct B1 --member 1 wage_income=1 --valid-from 2018-05-01 --why " " --attachment y --db v.db
  heyi: 更正须写明原因
  [3]
  $ heyi verify correct B1 --member 9 wage_income=1 --valid-from 2018-05-01 --why x --attachment y --db v.db
  heyi: 户 B1 在 2018-05-01 有 3 名成员，没有第 9 位
  [3]
  $ heyi verify correct B1 --member 0 wage_income=1 --valid-from 2018-05-01 --why x --attachment y --db v.db
  heyi: --member 应为成员序号，从 1 数起
  用法见 heyi verify correct --help
  [2]
  $ heyi verify correct B1 --member 1 wage_income=-3 --valid-from 2018-05-01 --why x --attachment y --db v.db
  heyi: 工资性收入=-3：不能为负数，请填零或正数
  [3]
  $ heyi verify correct B1 --member 1 wage_income= --valid-from 2018-05-01 --why x --attachment y --db v.db
  heyi: 工资性收入 没有值；要撤回更正请写 wage_income=-
  用法见 heyi verify correct --help
  [2]
  $ heyi verify correct B1 --member 1 id_no=440799198202020025 --valid-from 2018-05-01 --why x --attachment y --db v.db
  heyi: 公民身份号码（id_no）：不能更正，请重新登记
  [3]
  $ heyi verify correct B1 division=440784001 --valid-from 2018-05-01 --why x --attachment y --db v.db
  heyi: 区划代码（division）：不在该户登记的县区内，跨县区迁移请在迁入地另立新户号登记
  [3]
  $ heyi verify correct B1 division=440783999 --valid-from 2018-05-01 --why x --attachment y --db v.db
  heyi: 区划代码（division）：没有这个区划，或高于县级，请填县、镇或村的统计用区划代码
  [3]
  $ heyi verify correct B1 vehicle_count=1 机动车数量=2 --valid-from 2018-05-01 --why x --attachment y --db v.db
  heyi: 机动车数量（vehicle_count）：一次更正中出现了两回
  [3]
  $ heyi verify correct B1 charm=1 --valid-from 2018-05-01 --why x --attachment y --db v.db
  heyi: 没有属性“charm”，见 heyi catalogue
  用法见 heyi verify correct --help
  [2]
  $ heyi verify correct ZZ vehicle_count=1 --valid-from 2018-05-01 --why x --attachment y --db v.db
  heyi: 没有户 ZZ（2018-05-01，在您的管辖范围内）
  [3]
  $ heyi verify correct B1 vehicle_count=1 --valid-from 2017-05-01 --why x --attachment y --db v.db
  heyi: 没有户 B1（2017-05-01，在您的管辖范围内）
  [3]
