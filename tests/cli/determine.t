A small village decided three times: grace, held, out, back.

  $ heyi init --db v.db --pack $PACK > /dev/null
  $ heyi import households $T/village/households.csv --valid-from 2018-01-01 --db v.db
  读入 9 行：新增 9，变更 0，无变化 0，拒绝 0；提示 0
  $ heyi import people $T/village/people.csv --valid-from 2018-01-01 --db v.db
  读入 10 行：新增 10，变更 0，无变化 0，拒绝 0；提示 0
A trial writes nothing; it can be made again and again.

  $ heyi determine --as-of 2018-01-01 --out trial.csv --db v.db > /dev/null
  试算，未提交（提交请加 --commit）
  注意：1 户无法计算，原因见结果文件 failed_because 列
  $ heyi determine --as-of 2018-01-01 --commit --out r1.csv --db v.db
  已提交：第 1 次认定
  注意：1 户无法计算，原因见结果文件 failed_because 列
  一、平衡
  总户数  已定  未定  失败  平衡  月支出(元)
  ------  ----  ----  ----  ----  ----------
       9     7     1     1    是     3900.00
  
  二、类别
  类别        户数  人数  城镇户  城镇人  农村户  农村人  户性不明户  户性不明人  月发放(元)
  ----------  ----  ----  ------  ------  ------  ------  ----------  ----------  ----------
  特困           1     1       0       0       1       1           0           0     1040.00
  低保           4     6       0       0       4       6           0           0     2860.00
  低收入家庭     0     0       0       0       0       0           0           0        0.00
  不符合         2     2       1       1       1       1           0           0        0.00
  未定           1     1       0       0       1       1           0           0        0.00
  出错           1     0       0       0       1       0           0           0        0.00
  
  三、去向
  去向      户数  人数  月发放(元)
  --------  ----  ----  ----------
  在保         5     7     3900.00
  渐退期       0     0        0.00
  不在保       2     2        0.00
  暂维持       0     0        0.00
  待查明       1     1        0.00
  计算出错     1     0        0.00
  
  四、区划
  区划        户数  人数  特困户  低保户  低收入户  不符合  未定  出错  月发放(元)  发生率
  ----------  ----  ----  ------  ------  --------  ------  ----  ----  ----------  ------
  步栏村委会     2     4       0       2         0       0     0     0     1600.00       —
  林屋村委会     7     6       1       2         0       2     1     1     2300.00       —
  
  五、指标
  指标                  数值  目标    达标  依据
  ------------------  ------  ----  ------  ----------------------
  低收入人口发生率     0.02%   ≤2%    达到  JM18-1.2a；基数 sample
  城镇补差水平             —  ≥75%       —  JM18-2.1.1b
  农村补差水平        56.25%  ≥50%    达到  JM18-2.1.1b
  开发对象收入达标户   0.00%  ≥30%  未达到  CS51-3.1d；基数 sample
  
  六、与上次相比
  变动        户数
  ----------  ----
  新进           0
  退出           1
  进入渐退       0
  渐退中恢复     0
  暂保待查       0
  金额上调       0
  金额下调       0
  已不在册       0
  $ cmp trial.csv r1.csv
  $ cut -d, -f1-14,16 r1.csv
  ﻿household_no,division,people,monthly_income,category,standing,monthly_amount,points,development_target,key_target,measures,grace_until,undecided_because,also_missing,failed_because
  B1,440783116248,3,500.00,dibao,in_force,900.00,40,true,true,employment;industry;insurance;schooling,,,,
  B2,440783116248,1,100.00,dibao,in_force,700.00,40,true,false,insurance;safety_net,,,,
  B3,440783116249,1,500.00,dibao,in_force,300.00,30,true,false,insurance;safety_net,,,,
  B4,440783116249,1,0.00,dibao,in_force,960.00,,false,false,safety_net,,,health@M1,
  B5,440783116249,1,5000.00,none,out,0.00,,false,false,,,,medical_expense,
  B6,440783116249,1,0.00,destitute,in_force,1040.00,80,false,false,housing;safety_net,,,,
  B7,440783116249,1,,,undecided,,,,,,,wage_income@M1,,
  B8,440783116249,0,,,failed,,,,,,,,,"no member is registered on that date
  B9,440783116249,1,250.00,none,out,0.00,40,false,false,,,,,
The 15,000 yuan income of three people gives 900.00 and an uplift for nobody; 75 years with unknown
health is a known rate; far above the line is decided with everything else unknown.

Strict runs tell by their exit code.

  $ heyi determine --as-of 2018-01-01 --strict --db v.db > /dev/null 2>&1
  [1]
  $ heyi determine --as-of 2018-01-01 --division 440783116248 --strict --db v.db > /dev/null 2>&1
Half a year later: B1 earns more, B2 has a car, B3's wage is withdrawn, B7's is found.

  $ heyi import households $T/village/households-june.csv --valid-from 2018-06-15 --db v.db
  读入 1 行：新增 0，变更 1，无变化 0，拒绝 0；提示 0
  $ heyi import people $T/village/people-june.csv --valid-from 2018-06-15 --db v.db
  读入 3 行：新增 0，变更 3，无变化 0，拒绝 0；提示 0
  $ heyi determine --as-of 2018-06-30 --commit --out r2.csv --db v.db | tail -n 12
  已提交：第 2 次认定
  注意：1 户无法计算，原因见结果文件 failed_because 列
  
  六、与上次相比
  变动        户数
  ----------  ----
  新进           1
  退出           1
  进入渐退       1
  渐退中恢复     0
  暂保待查       1
  金额上调       0
  金额下调       0
  已不在册       0
  $ cut -d, -f1,5-7,12,13 r2.csv
  ﻿household_no,category,standing,monthly_amount,grace_until,undecided_because
  B1,low_income,grace,900.00,2018-12-30,
  B2,none,out,0.00,,
  B3,,held,300.00,,wage_income@M1
  B4,dibao,in_force,960.00,,
  B5,none,out,0.00,,
  B6,destitute,in_force,1040.00,,
  B7,dibao,in_force,300.00,,
  B8,,failed,,,
  B9,none,out,0.00,,
The grace ends on its date.

  $ heyi determine --as-of 2018-12-29 --out r3.csv --db v.db > /dev/null 2>&1 ; grep ^B1 r3.csv | cut -d, -f1,5-7,12
  B1,low_income,grace,900.00,2018-12-30
  $ heyi determine --as-of 2018-12-30 --commit --out r3.csv --db v.db > /dev/null 2>&1 ; cut -d, -f1,5-7,12,13 r3.csv
  ﻿household_no,category,standing,monthly_amount,grace_until,undecided_because
  B1,low_income,out,0.00,,
  B2,none,out,0.00,,
  B3,,held,300.00,,wage_income@M1
  B4,dibao,in_force,960.00,,
  B5,none,out,0.00,,
  B6,destitute,in_force,1040.00,,
  B7,dibao,in_force,300.00,,
  B8,,failed,,,
  B9,none,out,0.00,,
A date that is not later is refused without --supersede, and changes nothing.

  $ heyi determine --as-of 2018-06-30 --commit --db v.db
  heyi: 户 B1 已有 2018-12-30 的认定，不能再提交 2018-06-30 的认定；确要以新结果取代，请加 --supersede
  [3]
  $ heyi determine --as-of 2018-12-30 --commit --supersede --db v.db > /dev/null
  已提交：第 4 次认定
  注意：1 户无法计算，原因见结果文件 failed_because 列
  $ heyi determine --as-of 2018-12-31 --known-at 2018-06-01 --commit --db v.db
  heyi: --known-at 是回放，不能与 --commit 同用
  用法见 heyi determine --help
  [2]
No parameter in force: named, with division and date.

  $ heyi determine --as-of 2017-12-31 --db v.db
  heyi: 参数 line（低保标准）在 2017-12-31 没有有效的值（区划 4407 最早自 2018-01-01 起），请在 parameters.csv 中补上，或改认定日
  [3]
  $ heyi determine --as-of 2018-12-31 --division 440999 --db v.db
  heyi: 2018-12-31 没有区划代码 440999000000
  [3]
  $ heyi determine --as-of 2018-12-31 --division 4407 --db v.db
  试算，未提交（提交请加 --commit）
  注意：1 户无法计算，原因见结果文件 failed_because 列
  一、平衡
  总户数  已定  未定  失败  平衡  月支出(元)
  ------  ----  ----  ----  ----  ----------
       9     7     1     1    是     2600.00
  
  二、类别
  类别        户数  人数  城镇户  城镇人  农村户  农村人  户性不明户  户性不明人  月发放(元)
  ----------  ----  ----  ------  ------  ------  ------  ----------  ----------  ----------
  特困           1     1       0       0       1       1           0           0     1040.00
  低保           2     2       0       0       2       2           0           0     1260.00
  低收入家庭     1     3       0       0       1       3           0           0        0.00
  不符合         3     3       1       1       2       2           0           0        0.00
  未定           1     1       0       0       1       1           0           0      300.00
  出错           1     0       0       0       1       0           0           0        0.00
  
  三、去向
  去向      户数  人数  月发放(元)
  --------  ----  ----  ----------
  在保         3     3     2300.00
  渐退期       0     0        0.00
  不在保       4     6        0.00
  暂维持       1     1      300.00
  待查明       0     0        0.00
  计算出错     1     0        0.00
  
  四、区划
  区划    户数  人数  特困户  低保户  低收入户  不符合  未定  出错  月发放(元)  发生率
  ------  ----  ----  ------  ------  --------  ------  ----  ----  ----------  ------
  开平市     9    10       1       2         1       3     1     1     2600.00   0.00%
  
  五、指标
  指标                  数值  目标  达标  依据
  ------------------  ------  ----  ----  ----------------------
  低收入人口发生率     0.00%   ≤2%  达到  JM18-1.2a；基数 sample
  城镇补差水平             —  ≥75%     —  JM18-2.1.1b
  农村补差水平        68.75%  ≥50%  达到  JM18-2.1.1b
  开发对象收入达标户  33.33%  ≥30%  达到  CS51-3.1d；基数 sample
  
  六、与上次相比
  变动        户数
  ----------  ----
  新进           0
  退出           0
  进入渐退       0
  渐退中恢复     0
  暂保待查       1
  金额上调       0
  金额下调       0
  已不在册       0
Of a province the rows are its prefectures, by their names.

  $ heyi determine --as-of 2018-12-31 --division 44 --db v.db 2> /dev/null | sed -n '/四、/,/^$/p'
  四、区划
  区划    户数  人数  特困户  低保户  低收入户  不符合  未定  出错  月发放(元)  发生率
  ------  ----  ----  ------  ------  --------  ------  ----  ----  ----------  ------
  江门市     9    10       1       2         1       3     1     1     2600.00   0.00%
  
Figures as CSV and JSON.

  $ heyi determine --as-of 2018-12-31 --format csv --db v.db 2> /dev/null | head -n 8
  households,decided,undecided,failed,balanced,monthly_bill
  9,7,1,1,true,2600.00
  
  category,households,people,urban_households,urban_people,rural_households,rural_people,unknown_households,unknown_people,monthly_amount
  destitute,1,1,0,0,1,1,0,0,1040.00
  dibao,2,2,0,0,2,2,0,0,1260.00
  low_income,1,3,0,0,1,3,0,0,0.00
  none,3,3,1,1,2,2,0,0,0.00
  $ heyi determine --as-of 2018-12-31 --format json --db v.db 2> /dev/null | head -n 20
  {
    "balance": [
      {
        "households": 9,
        "decided": 7,
        "undecided": 1,
        "failed": 1,
        "balanced": true,
        "monthly_bill": 2600.00
      }
    ],
    "categories": [
      {
        "category": "destitute",
        "households": 1,
        "people": 1,
        "urban_households": 0,
        "urban_people": 0,
        "rural_households": 1,
        "rural_people": 1,
A results file that can't be put in its place after the commit: the run stands, and is named.

  $ mkdir folder
  $ heyi determine --as-of 2019-01-31 --commit --out folder --db v.db
  heyi: folder：这是一个文件夹
  [3]
  $ heyi determine --as-of 2019-01-31 --commit --db v.db > /dev/null
  已提交：第 5 次认定
  注意：1 户无法计算，原因见结果文件 failed_because 列
Held because the amount paid before is not known: once it is fetched, the grace begins.

  $ heyi init --db prior.db --pack $PACK > /dev/null
  $ head -n 2 $T/village/households.csv > h.csv && head -n 4 $T/village/people.csv | sed 's/,18000,/,36000,/' > p.csv
  $ printf 'household_no,division,prior_category,prior_amount\nB1,440783116248,dibao,-\n' > prior.csv
  $ for f in h prior; do heyi import households $f.csv --valid-from 2018-01-01 --db prior.db; done; heyi import people p.csv --valid-from 2018-01-01 --db prior.db
  读入 1 行：新增 1，变更 0，无变化 0，拒绝 0；提示 0
  读入 1 行：新增 0，变更 1，无变化 0，拒绝 0；提示 0
  读入 3 行：新增 3，变更 0，无变化 0，拒绝 0；提示 0
  $ heyi determine --as-of 2018-01-01 --commit --out r.csv --db prior.db > /dev/null; cut -d, -f1,5-7,12,13 r.csv
  已提交：第 1 次认定
  ﻿household_no,category,standing,monthly_amount,grace_until,undecided_because
  B1,low_income,held,,,prior_amount
  $ sed 's/-$/700/' prior.csv > fetched.csv && heyi import households fetched.csv --valid-from 2018-01-01 --db prior.db
  读入 1 行：新增 0，变更 1，无变化 0，拒绝 0；提示 0
  $ heyi determine --as-of 2018-02-01 --commit --out r.csv --db prior.db > /dev/null; cut -d, -f1,5-7,12,13 r.csv
  已提交：第 2 次认定
  ﻿household_no,category,standing,monthly_amount,grace_until,undecided_because
  B1,low_income,grace,700.00,2018-08-01,
