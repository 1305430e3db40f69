A register with errors, what is so beside it, and an import that finds them.

  $ heyi generate --sample --errors rejected,two_heads=2% --error-rate 1% --seed 3 --out s | tail -16
           2  rejected   id_checksum            号码有一位写错
           2  rejected   id_length              号码为 17、19 位，或误填残疾证号（20、22 位）
           3  rejected   key_missing            户号、区划、姓名或号码空缺
           4  rejected   unknown_code           代码表中没有的名称
           4  rejected   bad_amount             读不出的金额
           6  rejected   bad_date               读不出或不存在的出生日期
           3  rejected   sex_differs            性别与号码不符
           1  rejected   birth_differs          出生日期与号码不符
           1  rejected   pension_above_transfer 基础养老金高于转移净收入
           5  rejected   person_twice           同一人有两行
           0  rejected   household_twice        同一户有两行
           2  rejected   in_two_households      同一号码在两户
           2  rejected   no_such_household      人员的户号不存在
           2  rejected   no_such_division       区划不存在（全户被拒绝）
           4  warned     two_heads              一户两个户主
  导入时应拒绝户表 4 行、人员表 41 行，应有可疑 4 条
  $ ls s s/truth
  s:
  households-2018-06.csv
  households.csv
  people-2018-06.csv
  people.csv
  truth
  
  s/truth:
  errors.csv
  households.csv
  people.csv
  $ tail -n +2 s/truth/errors.csv | head -3
  people.csv,23,公民身份号码,in_two_households,rejected,440783116-0007
  people.csv,48,公民身份号码,id_length,rejected,440783116-0015
  people.csv,59,公民身份号码,person_twice,rejected,440783116-0018
  $ heyi init --db s.db --pack $PACK > /dev/null
  $ heyi import households s/households.csv --valid-from 2018-01-01 --db s.db --errors h.csv
  读入 325 行：新增 321，变更 0，无变化 0，拒绝 4；提示 0
  被拒绝的行见 h.csv
  [1]
  $ heyi import people s/people.csv --valid-from 2018-01-01 --db s.db --errors p.csv
  可疑：户 440783116-0098：一户有两个户主
  可疑：户 440783116-0134：一户有两个户主
  可疑：户 440783116-0263：一户有两个户主
  可疑：户 440783116-0274：一户有两个户主
  读入 922 行：新增 881，变更 0，无变化 0，拒绝 41；提示 4
  被拒绝的行见 p.csv
  [1]

The truth is the sample town itself.

  $ heyi generate --sample --out clean > /dev/null
  $ cmp clean/people.csv s/truth/people.csv && cmp clean/people-2018-06.csv s/people-2018-06.csv

What departments know of it, what it hides from them, and what a verification must find.

  $ heyi generate --sample --feeds --seed 7 --hidden 20% --feed-noise 5% --others 3 --out f | tail -45
  部门数据 19 个文件、11808 行，见文件夹 feeds（收到日期 2018-06-01）
  55 户隐瞒：
           1  工资
           0  经营所得
           1  房租
          14  存款
           0  证券
           4  汽车
           5  营业执照
           5  第二套房
           2  企业职工养老金
           0  基础养老金少报
           0  基础养老金未发
           1  户籍上的配偶
           4  成员已死亡
           2  成员已迁出
           2  成员在另一户
           3  户口性质
           1  残疾等级
           2  大病
           0  医疗支出多报
           0  就学变动
           3  未参保
           2  商铺
           3  大型农机
  部门写法不同的号码和姓名（人次）：
          48  15 位旧号码
           4  号码末位小写 x
          48  全角数字
          51  多余的空格
          27  号码空缺
          16  号码有一位写错
          25  号码对、姓名不对
          22  另有同名不同生日的人
          13  另有一行读不出
  核对（2018-06-15）应发现，逐条见 truth/findings.csv：
          49  divergence
           6  undeclared
           4  dead
           2  moved_out
           1  member_missing
           2  two_households
          24  name_differs
          41  candidate
           5  lead
  $ cmp clean/people.csv f/people.csv && cmp clean/households.csv f/households.csv
  $ ls f/truth
  facts.csv
  findings.csv
  $ head -3 f/feeds/deposits.csv
  ﻿公民身份号码,姓名,金融机构,账户类型,余额,查询日期
  440799770925943,曹建军,农村信用社,活期,1175.44,2018-05-31
  440799200302127815,曹梓豪,邮政储蓄银行,活期,400.17,2018-05-31
  $ sed -n 2,4p f/truth/findings.csv
  440783116-0003,1,candidate,,,,hukou
  440783116-0004,0,divergence,business_registered,false,true,
  440783116-0005,0,divergence,financial_assets,5440.00,24788.16,

What is refused, before anything is written.

  $ heyi generate --households 5 --feeds --hidden 101% --out x
  heyi: 比例“101%”不对：应为 0% 至 100%，至多四位小数，如 0.5%
  用法见 heyi generate --help
  [2]
  $ heyi generate --households 5 --hidden 5% --out x
  heyi: --hidden、--feed-noise、--others 要与 --feeds 同用
  用法见 heyi generate --help
  [2]
  $ heyi generate --households 5 --feeds --others many --out x
  heyi: --others 应为 0 至 100000000 的整数
  用法见 heyi generate --help
  [2]

  $ heyi generate --households 5 --errors checksum --out x
  heyi: --errors：没有错误种类“checksum”
  用法见 heyi generate --help
  [2]
  $ heyi generate --households 5 --errors all=5% --out x --lang en
  heyi: rate “5%” is wrong: write 0% to 2% with four decimals at most, as 0.5%
  see heyi generate --help
  [2]
  $ heyi generate --households 5 --error-rate 1% --out x
  heyi: --error-rate 要与 --errors 同用
  用法见 heyi generate --help
  [2]
  $ heyi generate --sample --division 44 --out x
  heyi: --sample 是赤水镇，不能再写 --division
  用法见 heyi generate --help
  [2]
  $ heyi generate --sample --households 5 --out x
  heyi: 请写 --sample 或 --households N（二选一）
  用法见 heyi generate --help
  [2]
  $ heyi generate --households 0 --out x
  heyi: --households 应为正整数
  用法见 heyi generate --help
  [2]
  $ heyi generate --households 99999999999 --out x
  heyi: 户数应在 1 至 10000000 之间
  用法见 heyi generate --help
  [2]
  $ heyi generate --households 5 --seed x --out x
  heyi: --seed 应为非负整数
  用法见 heyi generate --help
  [2]
  $ heyi generate --households 5 --division 99 --out x
  heyi: 没有区划代码以“99”开头的县、乡镇或村
  [3]
  $ heyi generate --households 5
  heyi: 缺少 --out 文件夹
  用法见 heyi generate --help
  [2]
  $ test -e x || echo nothing
  nothing
