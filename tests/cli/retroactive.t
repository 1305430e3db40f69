Facts that become known later and hold from earlier on: what was so in March, as known in May, and the past
determinations that would differ now.

  $ HEYI_CLOCK=2018-01-05T09:00:00+08:00 heyi init --db v.db --pack $PACK > /dev/null
  $ HEYI_CLOCK=2018-01-06T09:00:00+08:00 heyi import households $T/village/households.csv --valid-from 2018-01-01 --db v.db > /dev/null
  $ HEYI_CLOCK=2018-01-06T10:00:00+08:00 heyi import people $T/village/people.csv --valid-from 2018-01-01 --db v.db > /dev/null
  $ for m in 01-31 03-31 05-31; do HEYI_CLOCK=2018-${m}T18:00:00+08:00 heyi determine --as-of 2018-$m --commit --out $m.csv --db v.db > /dev/null 2>&1; done; cut -d, -f1,5-7 03-31.csv
  ﻿household_no,category,standing,monthly_amount
  B1,dibao,in_force,900.00
  B2,dibao,in_force,700.00
  B3,dibao,in_force,300.00
  B4,dibao,in_force,960.00
  B5,none,out,0.00
  B6,destitute,in_force,1040.00
  B7,,undecided,
  B8,,failed,
  B9,none,out,0.00
Nothing has become known since: nothing is looked at.

  $ heyi verify retroactive --db v.db
  一、以往认定的复核
  项目  复核  相同  不同  待查明
  ----  ----  ----  ----  ------
  户       0     0     0       0
  认定     0     0     0       0
  
  二、差额合计
  应补发(元)  应追回(元)
  ----------  ----------
        0.00        0.00
In June: 丙一 earned less than declared from the first, 乙一 more since 1 March; 甲一's household is as before.

  $ (head -n 1 $T/village/people.csv; grep ^B3 $T/village/people.csv | sed 's/,6000,/,3000,/') > june.csv; HEYI_CLOCK=2018-06-05T09:00:00+08:00 heyi import people june.csv --valid-from 2018-01-01 --db v.db
  读入 1 行：新增 0，变更 1，无变化 0，拒绝 0；提示 0
  $ (head -n 1 $T/village/people.csv; grep ^B2 $T/village/people.csv | sed 's/,1200,/,9000,/') > june.csv; HEYI_CLOCK=2018-06-06T09:00:00+08:00 heyi import people june.csv --valid-from 2018-03-01 --db v.db
  读入 1 行：新增 0，变更 1，无变化 0，拒绝 0；提示 0
  $ heyi verify retroactive --out list.csv --db v.db; cat list.csv
  一、以往认定的复核
  项目  复核  相同  不同  待查明
  ----  ----  ----  ----  ------
  户       2     0     2       0
  认定     5     0     5       0
  
  二、差额合计
  应补发(元)  应追回(元)
  ----------  ----------
     1500.00    -2600.00
  ﻿household_no,division,as_of,run,category_then,category_now,standing_then,standing_now,amount_then,amount_now,difference,first_month,last_month,months,total,because,undecided_because,failed_because
  B2,440783116248,2018-03-31,2,dibao,dibao,in_force,in_force,700.00,50.00,-650.00,2018-04,2018-05,2,-1300.00,wage_income@M1,,
  B2,440783116248,2018-05-31,3,dibao,dibao,in_force,in_force,700.00,50.00,-650.00,2018-06,2018-07,2,-1300.00,previous;wage_income@M1,,
  B3,440783116249,2018-01-31,1,dibao,dibao,in_force,in_force,300.00,550.00,250.00,2018-02,2018-03,2,500.00,wage_income@M1,,
  B3,440783116249,2018-03-31,2,dibao,dibao,in_force,in_force,300.00,550.00,250.00,2018-04,2018-05,2,500.00,previous;wage_income@M1,,
  B3,440783116249,2018-05-31,3,dibao,dibao,in_force,in_force,300.00,550.00,250.00,2018-06,2018-07,2,500.00,previous;wage_income@M1,,
  $ heyi verify retroactive --by-month --out - --db v.db 2> /dev/null
  ﻿household_no,month,as_of,paid,due,difference
  B2,2018-04,2018-03-31,700.00,50.00,-650.00
  B2,2018-05,2018-03-31,700.00,50.00,-650.00
  B2,2018-06,2018-05-31,700.00,50.00,-650.00
  B2,2018-07,2018-05-31,700.00,50.00,-650.00
  B3,2018-02,2018-01-31,300.00,550.00,250.00
  B3,2018-03,2018-01-31,300.00,550.00,250.00
  B3,2018-04,2018-03-31,300.00,550.00,250.00
  B3,2018-05,2018-03-31,300.00,550.00,250.00
  B3,2018-06,2018-05-31,300.00,550.00,250.00
  B3,2018-07,2018-05-31,300.00,550.00,250.00
What was so in March, as known in May and in June.

  $ for t in 2018-05-15 2018-06-30; do heyi determine --as-of 2018-03-31 --known-at $t --out $t.csv --db v.db > /dev/null 2>&1; grep -E '^B[23]' $t.csv | cut -d, -f1,5-7; heyi explain B2 --as-of 2018-03-31 --known-at $t --db v.db | sed -n 3,6p; done
  B2,dibao,in_force,700.00
  B3,dibao,in_force,300.00
  认定日 2018-03-31（2018-03-31 提交，第 2 次认定）　政策 江门两线合一
  
  【结论】
  您家符合低保条件，每月发放低保金 700.00 元。
  B2,dibao,in_force,50.00
  B3,dibao,in_force,550.00
  认定日 2018-03-31（按所问时间的所知重算；2018-03-31 提交的第 2 次认定所知不同）　政策 江门两线合一
  
  【结论】
  您家符合低保条件，每月发放低保金 50.00 元。
Evidence withdrawn: what 乙一 earns is not known any more, also not for March. What was known before gives the old answers.

  $ (head -n 1 $T/village/people.csv; grep ^B2 $T/village/people.csv | sed 's/,1200,/,-,/') > july.csv; HEYI_CLOCK=2018-07-01T09:00:00+08:00 heyi import people july.csv --valid-from 2018-03-01 --db v.db
  读入 1 行：新增 0，变更 1，无变化 0，拒绝 0；提示 0
  $ heyi verify retroactive --out now.csv --db v.db; cut -d, -f1,3,5-12,16,17 now.csv
  一、以往认定的复核
  项目  复核  相同  不同  待查明
  ----  ----  ----  ----  ------
  户       2     0     1       1
  认定     5     0     3       2
  
  二、差额合计
  应补发(元)  应追回(元)
  ----------  ----------
     1500.00        0.00
  ﻿household_no,as_of,category_then,category_now,standing_then,standing_now,amount_then,amount_now,difference,first_month,because,undecided_because
  B2,2018-03-31,dibao,,in_force,held,700.00,700.00,0.00,2018-04,wage_income@M1,wage_income@M1
  B2,2018-05-31,dibao,,in_force,held,700.00,700.00,0.00,2018-06,previous;wage_income@M1,wage_income@M1
  B3,2018-01-31,dibao,dibao,in_force,in_force,300.00,550.00,250.00,2018-02,wage_income@M1,
  B3,2018-03-31,dibao,dibao,in_force,in_force,300.00,550.00,250.00,2018-04,previous;wage_income@M1,
  B3,2018-05-31,dibao,dibao,in_force,in_force,300.00,550.00,250.00,2018-06,previous;wage_income@M1,
  $ heyi verify retroactive --known-at 2018-06-30 --out again.csv --db v.db > /dev/null; cmp again.csv list.csv && echo same
  same
  $ heyi determine --as-of 2018-03-31 --known-at 2018-05-15 --out may.csv --db v.db > /dev/null 2>&1; cmp may.csv 03-31.csv && echo same
  same
  $ heyi explain B2 --as-of 2018-03-31 --known-at 2018-07-02 --db v.db --lang en | sed -n 3,6p
  as of 2018-03-31 (decided again with what was known at the time asked for; what was committed on 2018-03-31 as run 2 knew otherwise) under 江门两线合一
  
  Conclusion
  Some facts are not known, so nothing can be decided yet. Until they are, the former 700.00 yuan a month are paid on; please help to complete what is missing below.
A part of it, and as JSON.

  $ heyi verify retroactive --division 440783116249 --since 2018-03-01 --until 2018-04-30 --months-until 2018-04-15 --out part.xlsx --format json --db v.db
  {
    "counts": [
      {
        "of": "households",
        "looked_at": 1,
        "same": 0,
        "differ": 1,
        "open": 0
      },
      {
        "of": "determinations",
        "looked_at": 1,
        "same": 0,
        "differ": 1,
        "open": 0
      }
    ],
    "sums": [
      {
        "arrears": 250.00,
        "recovery": 0.00
      }
    ]
  }
A department: 甲一 has had a car since February. Its delivery, taken back, leaves the list as it was; as known while it
stood, the list is as it was then.

  $ printf '公民身份号码,姓名,号牌号码,车辆类型,登记日期,注销日期\n440799198001010015,甲一,粤JTEST01,小型汽车,2018-02-10,\n' > cars.csv; HEYI_CLOCK=2018-07-03T09:00:00+08:00 heyi import feed vehicle cars.csv --db v.db
  第 6 批，数据截至 2018-07-03
  读入 1 行：库中人员 1 行（1 人），待认定 0 行，范围外 0 行，其他人 0 行，拒绝 0 行
  事实有变化的户和人 8 个；提示 0 条
  $ export HEYI_CLOCK=2018-07-04T09:00:00+08:00; heyi verify retroactive --out cars-list.csv --db v.db > /dev/null; cut -d, -f1,3,5-11,16 cars-list.csv
  ﻿household_no,as_of,category_then,category_now,standing_then,standing_now,amount_then,amount_now,difference,because
  B1,2018-03-31,dibao,none,in_force,out,900.00,0.00,-900.00,vehicle_count
  B1,2018-05-31,dibao,none,in_force,out,900.00,0.00,-900.00,previous;vehicle_count
  B2,2018-03-31,dibao,,in_force,held,700.00,700.00,0.00,wage_income@M1
  B2,2018-05-31,dibao,,in_force,held,700.00,700.00,0.00,previous;wage_income@M1
  B3,2018-01-31,dibao,dibao,in_force,in_force,300.00,550.00,250.00,wage_income@M1
  B3,2018-03-31,dibao,dibao,in_force,in_force,300.00,550.00,250.00,previous;wage_income@M1
  B3,2018-05-31,dibao,dibao,in_force,in_force,300.00,550.00,250.00,previous;wage_income@M1
  $ export HEYI_CLOCK=2018-07-05T09:00:00+08:00; heyi verify withdraw 6 --why 测试 --db v.db; heyi verify retroactive --out back.csv --db v.db > /dev/null; cmp back.csv now.csv && echo same; heyi verify retroactive --known-at 2018-07-04 --out again.csv --db v.db > /dev/null; cmp again.csv cars-list.csv && echo same
  已撤回第 6 批；8 户或人的事实随之改变
  same
  same
  $ heyi determine --as-of 2018-03-31 --known-at 2018-05-15 --out may.csv --db v.db > /dev/null 2>&1; cmp may.csv 03-31.csv && echo same
  same
A rule that was replaced doesn't reach back.

  $ cp -r $PACK p && chmod -R u+w p && sed -i 's/^line,4407,,2018-01-01,,800.00/line,4407,,2018-01-01,,1000.00/' p/parameters.csv && rm -f p/cases.csv && heyi init --db v.db --pack p > /dev/null && heyi verify retroactive --out pack.csv --db v.db > /dev/null; cmp pack.csv now.csv && echo same
  same
Mistakes.

  $ heyi verify retroactive --by-month --db v.db
  heyi: --by-month 要与 --out 同用
  用法见 heyi verify retroactive --help
  [2]
  $ heyi verify retroactive --division 4407 --since march --db v.db
  heyi: --since 的日期“march”不正确，应如 2018-06-30
  用法见 heyi verify retroactive --help
  [2]
  $ heyi verify retroactive --out v.db.key --db v.db
  heyi: --out 不能写到 v.db.key：这是登记库、它的密钥或输入文件，请换一个文件名
  用法见 heyi verify retroactive --help
  [2]
