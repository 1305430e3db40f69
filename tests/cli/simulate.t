What other parameters would change: the sample town half a year after it was first decided.

  $ heyi generate --sample --out s > /dev/null; heyi init --db s.db --pack $PACK > /dev/null
  $ heyi import households s/households.csv --valid-from 2018-01-01 --db s.db > /dev/null; heyi import people s/people.csv --valid-from 2018-01-01 --db s.db > /dev/null
  $ heyi determine --as-of 2018-01-01 --commit --db s.db > /dev/null 2>&1
  $ heyi import households s/households-2018-06.csv --valid-from 2018-06-15 --db s.db > /dev/null; heyi import people s/people-2018-06.csv --valid-from 2018-06-15 --db s.db > /dev/null
  $ heyi backup --db s.db --out before.bak > /dev/null 2>&1
A higher line: who gains, and who loses by leaving the grace period.

  $ heyi simulate --as-of 2018-06-30 --set 低保标准=880 --db s.db --out rows.csv
  一、方案
  方案          总户数  在保户  在保人  户增减  人增减  不在保户  待查明户  出错户  月支出(元)  月支出增减  低收入发生率  城镇补差水平  农村补差水平
  ------------  ------  ------  ------  ------  ------  --------  --------  ------  ----------  ----------  ------------  ------------  ------------
  现行             325     313     874       0       0        10         2       0   477622.11        0.00         1.86%        61.51%        55.38%
  低保标准=880     325     313     874       0       0        10         2       0   546056.46    68434.35         1.86%        65.01%        58.71%
  
  二、贫困程度（线为各户的低保标准，按人计）
  方案          收入    计入户  计入人  未计入户  线下户  线下人  贫困率FGT0  贫困距FGT1  平方贫困距FGT2  SST指数  基尼系数
  ------------  ------  ------  ------  --------  ------  ------  ----------  ----------  --------------  -------  --------
  现行          补差前     320     897         5     294     809      0.9019      0.5037          0.3245   0.6528    0.3434
  现行          补差后     320     897         5       8      27      0.0301      0.0085          0.0048   0.0169    0.0823
  低保标准=880  补差前     320     897         5     297     819      0.9130      0.5404          0.3589   0.6836    0.3434
  低保标准=880  补差后     320     897         5       8      27      0.0301      0.0099          0.0055   0.0196    0.0704
  
  三、变动
  变动        户数  人数  现行月发放(元)  方案月发放(元)      增减
  ----------  ----  ----  --------------  --------------  --------
  新进保障       0     0            0.00            0.00      0.00
  退出保障       0     0            0.00            0.00      0.00
  待遇增加     289   791       443694.31       515386.98  71692.67
  待遇减少       2     7         4341.43         1083.11  -3258.32
  待遇不变      22    76        29586.37        29586.37      0.00
  金额不明       0     0            0.00            0.00      0.00
  均不在保      10    35            0.00            0.00      0.00
  未定或出错     2     6            0.00            0.00      0.00
  
  四、变动的户属于哪些类别
  变动      现行类别    方案类别  户数  人数  现行月发放(元)  方案月发放(元)      增减
  --------  ----------  --------  ----  ----  --------------  --------------  --------
  待遇增加  特困        特困        16    18        18720.00        20592.00   1872.00
  待遇增加  低保        低保       272   770       424611.81       494419.81  69808.00
  待遇增加  低收入家庭  低保         1     3          362.50          375.17     12.67
  待遇减少  低收入家庭  低保         2     7         4341.43         1083.11  -3258.32
  
  五、类别变化（户）
  现行＼方案  特困  低保  低收入家庭  不符合  未定  出错  合计
  ----------  ----  ----  ----------  ------  ----  ----  ----
  特困          16     0           0       0     0     0    16
  低保           0   272           0       0     0     0   272
  低收入家庭     0     3          16       0     0     0    19
  不符合         0     0           0      12     0     0    12
  未定           0     0           0       0     6     0     6
  出错           0     0           0       0     0     0     0
  合计          16   275          16      12     6     0   325
  
  六、类别变化（人）
  现行＼方案  特困  低保  低收入家庭  不符合  未定  出错  合计
  ----------  ----  ----  ----------  ------  ----  ----  ----
  特困          18     0           0       0     0     0    18
  低保           0   770           0       0     0     0   770
  低收入家庭     0    10          56       0     0     0    66
  不符合         0     0           0      42     0     0    42
  未定           0     0           0       0    19     0    19
  出错           0     0           0       0     0     0     0
  合计          18   780          56      42    19     0   915
  
  七、去向变化
  现行去向  方案去向  户数  人数  现行月发放(元)  方案月发放(元)      增减
  --------  --------  ----  ----  --------------  --------------  --------
  在保      在保       288   788       443331.81       515011.81  71680.00
  渐退期    在保         3    10         4703.93         1458.28  -3245.65
  渐退期    渐退期      18    63        22993.87        22993.87      0.00
  不在保    不在保      10    35            0.00            0.00      0.00
  暂维持    暂维持       4    13         6592.50         6592.50      0.00
  待查明    待查明       2     6            0.00            0.00      0.00
  
  八、区划
  区划              户数  人数  新进户  退出户  增加户  减少户  未定出错  月支出(元)  月支出增减  低收入发生率  补差水平  补差前FGT0  补差后FGT0  补差前FGT1  补差后FGT1
  ----------------  ----  ----  ------  ------  ------  ------  --------  ----------  ----------  ------------  --------  ----------  ----------  ----------  ----------
  赤水墟社区居委会     1     4       0       0       1       0         0     3821.50      384.00             —    88.57%      1.0000      0.0000      0.8856      0.0000
  沙洲墟社区居委会     8    26       0       0       6       0         0    13848.17     1584.00             —    61.68%      0.8462      0.1538      0.4533      0.0263
  东山墟社区居委会     3     6       0       0       3       0         0     4010.00      560.00             —    59.28%      1.0000      0.0000      0.5928      0.0000
  沙洲村委会          15    48       0       0      14       0         0    31897.25     4128.00             —    64.30%      0.9375      0.0000      0.6154      0.0000
  羊路村委会          14    34       0       0      10       1         1    15685.11      977.84             —    46.10%      0.8667      0.0000      0.4169      0.0000
  瓦片坑村委会        14    40       0       0      14       0         0    28211.08     3372.67             —    67.15%      1.0000      0.0000      0.6715      0.0000
  冲口村委会          15    45       0       0      15       0         0    29889.67     4048.00             —    63.03%      1.0000      0.0000      0.6303      0.0000
  和安村委会           9    29       0       0       7       0         1    14652.51     2200.00             —    41.35%      1.0000      0.0000      0.4293      0.0000
  湴溪村委会          10    33       0       0       9       0         0    19282.60     2688.00             —    61.04%      0.9091      0.0000      0.5549      0.0000
  南塘美村委会        16    43       0       0      14       0         0    24156.80     3328.00             —    58.14%      0.8837      0.0233      0.5176      0.0047
  大津村委会          10    23       0       0      10       0         0    16432.65     2080.00             —    68.15%      1.0000      0.0000      0.6815      0.0000
  步栏村委会          25    70       0       0      23       0         0    37685.62     5744.00             —    51.14%      0.9429      0.0429      0.4850      0.0166
  林屋村委会          29    87       0       0      25       0         0    48900.68     6424.00             —    56.64%      0.9036      0.0843      0.5044      0.0230
  三合村委会          25    68       0       0      21       0         0    43066.07     5000.00             —    63.86%      0.7941      0.0000      0.5122      0.0000
  东山村委会          13    35       0       0      13       0         0    25370.51     3128.00             —    69.79%      1.0000      0.0000      0.7034      0.0000
  长塘村委会          23    70       0       0      21       0         0    38665.35     5792.00             —    53.34%      0.9571      0.0571      0.5427      0.0510
  松南村委会          30    73       0       0      29       0         0    45249.36     6272.00             —    58.34%      0.9452      0.0000      0.5598      0.0000
  高龙村委会          31    93       0       0      25       0         0    53142.12     6528.00             —    61.84%      0.8172      0.0860      0.4956      0.0144
  高山村委会          34    88       0       0      29       1         0    52089.41     4195.84             —    55.39%      0.8916      0.0000      0.5038      0.0000
  $ head -3 rows.csv
  ﻿scenario,household_no,division,people,category_before,category_after,standing_before,standing_after,amount_before,amount_after,change
  line=880,440783116-0001,440783116001,4,dibao,dibao,in_force,in_force,3437.50,3821.50,384.00
  line=880,440783116-0002,440783116002,3,dibao,dibao,in_force,in_force,884.17,1124.17,240.00
The list and the figures are those of two real determinations, today's and under a pack with that
value.

  $ heyi determine --as-of 2018-06-30 --db s.db --out today.csv > /dev/null 2>&1
  $ cat > then.sh <<'END'
  > # then.sh PARAMETER VALUE: what a pack with another value decides
  > rm -rf pack; cp -r $PACK pack; copydb s.db then.db
  > sed -i "s/^\($1,4407,,2018-01-01,,\)[0-9.]*/\1$2/" pack/parameters.csv
  > heyi init --db then.db --pack pack > /dev/null
  > heyi determine --as-of 2018-06-30 --db then.db --out then.csv > /dev/null 2>&1
  > heyi simulate --as-of 2018-06-30 --set $1=$2 --db s.db --out rows.csv --format json > s.json
  > $T/recount.py today.csv then.csv rows.csv s.json
  > END
  $ sh then.sh line 880
  325 households, 291 rows
  $ sh then.sh line 300
  325 households, 307 rows
  $ sh then.sh low_income_ratio 2
  325 households, 6 rows
  $ sh then.sh asset_months 1
  325 households, 136 rows
  $ sh then.sh destitute_ratio 0
  325 households, 16 rows
Read from the register or as columns, on one thread or on more: the same.

  $ heyi simulate --as-of 2018-06-30 --set line=700:1000:25 --db s.db --out a.csv --format csv > a.txt; wc -l < a.csv
  3520
  $ HEYI_EVALUATOR=interpreter heyi simulate --as-of 2018-06-30 --set line=700:1000:25 --db s.db --out b.csv --format csv > b.txt; cmp a.csv b.csv && cmp a.txt b.txt
  $ HEYI_THREADS=3 heyi simulate --as-of 2018-06-30 --set line=700:1000:25 --db s.db --out c.csv --format csv > c.txt; cmp a.csv c.csv && cmp a.txt c.txt
Scenarios side by side; what stands before the first name is everyone's. More than eight are decided
in several passes.

  $ heyi simulate --as-of 2018-06-30 --set asset_months=36 --scenario 提标 --set 低保标准=900 --scenario 扩围 --set 低收入倍数=2 --db s.db
  一、方案
  方案  总户数  在保户  在保人  户增减  人增减  不在保户  待查明户  出错户  月支出(元)  月支出增减  低收入发生率  城镇补差水平  农村补差水平
  ----  ------  ------  ------  ------  ------  --------  --------  ------  ----------  ----------  ------------  ------------  ------------
  现行     325     313     874       0       0        10         2       0   477622.11        0.00         1.86%        61.51%        55.38%
  提标     325     313     874       0       0        10         2       0   564200.46    86578.35         1.87%        65.78%        59.63%
  扩围     325     313     874       0       0        10         2       0   477622.11        0.00         1.90%        61.51%        55.38%
  
  二、贫困程度（线为各户的低保标准，按人计）
  方案  收入    计入户  计入人  未计入户  线下户  线下人  贫困率FGT0  贫困距FGT1  平方贫困距FGT2  SST指数  基尼系数
  ----  ------  ------  ------  --------  ------  ------  ----------  ----------  --------------  -------  --------
  现行  补差前     320     897         5     294     809      0.9019      0.5037          0.3245   0.6528    0.3434
  现行  补差后     320     897         5       8      27      0.0301      0.0085          0.0048   0.0169    0.0823
  提标  补差前     320     897         5     297     819      0.9130      0.5487          0.3671   0.6905    0.3434
  提标  补差后     320     897         5       8      27      0.0301      0.0102          0.0057   0.0202    0.0686
  扩围  补差前     320     897         5     294     809      0.9019      0.5037          0.3245   0.6528    0.3434
  扩围  补差后     320     897         5       8      27      0.0301      0.0085          0.0048   0.0169    0.0823
  
  三、变动
  方案  新进户  人  增支(元)  退出户  人  减支(元)  增加户   人  增支(元)  减少户  人  减支(元)  不变户  金额不明户  均不在保户  未定或出错户  其余增减(元)
  ----  ------  --  --------  ------  --  --------  ------  ---  --------  ------  --  --------  ------  ----------  ----------  ------------  ------------
  提标       0   0      0.00       0   0      0.00     289  791  89676.67       2   7  -3098.32      22           0          10             2          0.00
  扩围       0   0      0.00       0   0      0.00       0    0      0.00       0   0      0.00     313           0          10             2          0.00
  $ heyi simulate --as-of 2018-06-30 --set line=800:1000:20 --db s.db --format csv | head -13 | cut -d, -f1-4,10,11
  scenario,households,covered_households,covered_people,monthly_bill,change_bill
  today,325,313,874,477622.11,0.00
  line=800,325,313,874,477622.11,0.00
  line=820,325,313,874,495362.78,17740.67
  line=840,325,313,874,513346.78,35724.67
  line=860,325,313,874,527912.46,50290.35
  line=880,325,313,874,546056.46,68434.35
  line=900,325,313,874,564200.46,86578.35
  line=920,325,313,874,580252.29,102630.18
  line=940,325,313,874,598621.96,120999.85
  line=960,325,313,874,614569.63,136947.52
  line=980,325,313,874,631729.80,154107.69
  line=1000,325,313,874,649878.80,172256.69
A place's own value stands there, in whatever order they are given.

  $ heyi simulate --as-of 2018-06-30 --set line@440783=900 --set line=880 --db s.db --format csv | sed -n 3p | cut -d, -f1-4,10,11
  line@440783=900 line=880,325,313,874,564200.46,86578.35
  $ heyi simulate --as-of 2018-06-30 --set line=880 --set line@440783=900 --db s.db --format csv | sed -n 3p | cut -d, -f1-4,10,11
  line=880 line@440783=900,325,313,874,564200.46,86578.35
  $ heyi simulate --as-of 2018-06-30 --set line@440783=880 --set line@/rural=900 --db s.db --format csv | sed -n 3p | cut -d, -f1-4,10,11
  line@440783=880 line@/rural=900,325,313,874,546056.46,68434.35
One place only, and drilling down.

  $ heyi simulate --as-of 2018-06-30 --set line@440783116/rural=900 --db s.db --format csv | sed -n '2,3p' | cut -d, -f1-4,10,11
  today,325,313,874,477622.11,0.00
  line@440783116/rural=900,325,313,874,561040.46,83418.35
  $ heyi simulate --as-of 2018-06-30 --set line=900 --division 440783116001 --db s.db --lang en
  1. Scenarios
  scenario  households  covered hh.  covered people  change hh.  change people  not covered  undecided  failed  monthly bill  change of bill  incidence  top-up urban  top-up rural
  --------  ----------  -----------  --------------  ----------  -------------  -----------  ---------  ------  ------------  --------------  ---------  ------------  ------------
  today              1            1               4           0              0            0          0       0       3437.50            0.00          —        87.42%             —
  line=900           1            1               4           0              0            0          0       0       3917.50          480.00          —        88.82%             —
  
  2. Poverty (against each household's line, by people)
  scenario  income          households  people  left out  poor hh.  poor people    FGT0    FGT1    FGT2     SST    Gini
  --------  --------------  ----------  ------  --------  --------  -----------  ------  ------  ------  ------  ------
  today     before benefit           1       4         0         1            4  1.0000  0.8742  0.7642  0.8742  0.0000
  today     after benefit            1       4         0         0            0  0.0000  0.0000  0.0000  0.0000  0.0000
  line=900  before benefit           1       4         0         1            4  1.0000  0.8882  0.7889  0.8882  0.0000
  line=900  after benefit            1       4         0         0            0  0.0000  0.0000  0.0000  0.0000  0.0000
  
  3. Changes
  change             households  people  amount today  amount then  difference
  -----------------  ----------  ------  ------------  -----------  ----------
  enter                       0       0          0.00         0.00        0.00
  leave                       0       0          0.00         0.00        0.00
  gain                        1       4       3437.50      3917.50      480.00
  lose                        0       0          0.00         0.00        0.00
  the same                    0       0          0.00         0.00        0.00
  amount unknown              0       0          0.00         0.00        0.00
  not covered                 0       0          0.00         0.00        0.00
  undecided, failed           0       0          0.00         0.00        0.00
  
  4. Changes by category
  change  category today  category then  households  people  amount today  amount then  difference
  ------  --------------  -------------  ----------  ------  ------------  -----------  ----------
  gain    dibao           dibao                   1       4       3437.50      3917.50      480.00
  
  5. Category (households)
  today \ then  destitute  dibao  low income  not eligible  undecided  failed  total
  ------------  ---------  -----  ----------  ------------  ---------  ------  -----
  destitute             0      0           0             0          0       0      0
  dibao                 0      1           0             0          0       0      1
  low income            0      0           0             0          0       0      0
  not eligible          0      0           0             0          0       0      0
  undecided             0      0           0             0          0       0      0
  failed                0      0           0             0          0       0      0
  total                 0      1           0             0          0       0      1
  
  6. Category (people)
  today \ then  destitute  dibao  low income  not eligible  undecided  failed  total
  ------------  ---------  -----  ----------  ------------  ---------  ------  -----
  destitute             0      0           0             0          0       0      0
  dibao                 0      4           0             0          0       0      4
  low income            0      0           0             0          0       0      0
  not eligible          0      0           0             0          0       0      0
  undecided             0      0           0             0          0       0      0
  failed                0      0           0             0          0       0      0
  total                 0      4           0             0          0       0      4
  
  7. Standing
  standing today  standing then  households  people  amount today  amount then  difference
  --------------  -------------  ----------  ------  ------------  -----------  ----------
  in force        in force                1       4       3437.50      3917.50      480.00
  
  8. Divisions
  division          households  people  enter  leave  gain  lose  undec., failed  monthly bill  change of bill  incidence  top-up  FGT0 before  FGT0 after  FGT1 before  FGT1 after
  ----------------  ----------  ------  -----  -----  ----  ----  --------------  ------------  --------------  ---------  ------  -----------  ----------  -----------  ----------
  赤水墟社区居委会           1       4      0      0     1     0               0       3917.50          480.00          —  88.82%       1.0000      0.0000       0.8882      0.0000
As a spreadsheet, and in JSON.

  $ heyi simulate --as-of 2018-06-30 --set line=900 --db s.db --out rows.xlsx > /dev/null && head -c 2 rows.xlsx; echo
  PK
  $ heyi simulate --as-of 2018-06-30 --set line=900 --db s.db --format json | head -20
  {
    "scenarios": [
      {
        "scenario": "today",
        "households": 325,
        "covered_households": 313,
        "covered_people": 874,
        "change_households": 0,
        "change_people": 0,
        "outside": 10,
        "undecided": 2,
        "failed": 0,
        "monthly_bill": 477622.11,
        "change_bill": 0.00,
        "incidence": 1.86,
        "topup_level_urban": 61.51,
        "topup_level_rural": 55.38
      },
      {
        "scenario": "line=900",
Nothing was written: the change log and all tables are what they were.

  $ heyi backup --db s.db --out after.bak > /dev/null 2>&1; cmp before.bak after.bak && echo same
  same
Who can't be decided any more is counted, and so is what they would have got: the row makes up the
change of the bill.

  $ heyi simulate --as-of 2018-06-30 --set grace_months=100000000000 --set line=800:900:100 --db s.db --format csv > g.csv
  $ grep '^scenario,entered' g.csv; grep '^grace' g.csv | cut -d, -f 1,11,12 | head -1; grep '^grace' g.csv | tail -2
  scenario,entered_households,entered_people,entered_amount,left_households,left_people,left_amount,gained_households,gained_people,gained_amount,lost_households,lost_people,lost_amount,same,no_amount,outside,open,other_amount
  grace_months=100000000000 line=800,-23295.80,1.77
  grace_months=100000000000 line=800,0,0,0.00,0,0,0.00,0,0,0.00,0,0,0.00,298,0,10,17,-23295.80
  grace_months=100000000000 line=900,0,0,0.00,0,0,0.00,289,791,89676.67,2,7,-3098.32,10,0,10,14,-18591.87
Without a date it is today.

  $ heyi simulate --set line=900 --db s.db --format csv | sed -n '2,3p' | cut -d, -f1-4,10,11
  today,325,307,850,473220.11,0.00
  line=900,325,307,850,559798.46,86578.35
Mistakes.

  $ heyi simulate --set 低保标准 --db s.db
  heyi: --set 低保标准：应写成 参数=数值
  用法见 heyi simulate --help
  [2]
  $ heyi simulate --db s.db
  heyi: 缺少 --set 名称=数值，如 --set 低保标准=880
  用法见 heyi simulate --help
  [2]
  $ heyi simulate line=900 --db s.db
  heyi: simulate 没有参数；改参数请用 --set 名称=数值
  用法见 heyi simulate --help
  [2]
  $ heyi simulate --set 低保=900 --db s.db
  heyi: 政策包没有参数“低保”，是不是“低保标准”？
  [3]
  $ heyi simulate --set 低保标谁=900 --db s.db
  heyi: 政策包没有参数“低保标谁”，是不是“低保标准”？
  [3]
  $ heyi simulate --set =900 --db s.db
  heyi: --set =900：等号前缺少参数名称
  用法见 heyi simulate --help
  [2]
  $ heyi simulate --set line=99999999999999999999 --db s.db
  heyi: --set line=99999999999999999999：“99999999999999999999” 过大
  用法见 heyi simulate --help
  [2]
  $ heyi simulate --set line=八百 --db s.db
  heyi: --set line=八百：等号后应为数值，或 起:止:步长
  用法见 heyi simulate --help
  [2]
  $ heyi simulate --set line=800.005 --db s.db --lang en
  heyi: --set line=800.005: "800.005" is no amount in whole fen (two decimals at most)
  see heyi simulate --help
  [2]
  $ heyi simulate --set line=800:900 --db s.db
  heyi: --set line=800:900：等号后应为数值，或 起:止:步长
  用法见 heyi simulate --help
  [2]
  $ heyi simulate --set grace_months=1.5 --db s.db
  heyi: --set grace_months=1.5：“1.5” 不是整月数
  用法见 heyi simulate --help
  [2]
  $ heyi simulate --set line=1:1000:1 --db s.db
  heyi: 方案超过 200 个，请缩小范围或加大步长
  [3]
  $ heyi simulate --set line=900 --set 低保标准=1000 --db s.db
  heyi: 参数 低保标准 在同一方案中给了两次；几个方案请用 --scenario 分开，或写成 起:止:步长
  用法见 heyi simulate --help
  [2]
  $ heyi simulate --set line@11=900 --db s.db
  heyi: --set 低保标准@11=900：该参数在 2018-07-02 没有有效的值，起止日期和区划见 heyi policy show
  [3]
  $ heyi simulate --set line@440799=900 --db s.db
  heyi: 2018-07-02 没有区划代码 440799000000
  [3]
  $ heyi simulate --set line=900 --division 44x --db s.db
  heyi: 区划代码 44x 不正确，应为至多 12 位数字
  用法见 heyi simulate --help
  [2]
  $ heyi simulate --set line=900 --division 440799 --db s.db
  heyi: 2018-07-02 没有区划代码 440799000000
  [3]
  $ heyi simulate --scenario A --db s.db
  heyi: 方案“A”没有 --set，请写在 --scenario 之后
  用法见 heyi simulate --help
  [2]
  $ heyi simulate --scenario A --set line=900 --scenario A --set line=800 --db s.db
  heyi: 方案“A”给了两次
  用法见 heyi simulate --help
  [2]
  $ heyi simulate --scenario 现行 --set line=900 --db s.db
  heyi: 方案不能叫“现行”：这是现行政策一行的名称，请换一个
  用法见 heyi simulate --help
  [2]
  $ heyi simulate --scenario ' ' --set line=900 --db s.db
  heyi: --scenario 缺少方案名称
  用法见 heyi simulate --help
  [2]
  $ heyi simulate --as-of 2017-06-30 --set line=900 --db s.db
  heyi: --set 低保标准=900：该参数在 2017-06-30 没有有效的值，起止日期和区划见 heyi policy show
  [3]
  $ heyi simulate --set line=9000000000 --db s.db
  heyi: 方案“低保标准=9000000000”：金额超出可以合计的范围，请检查参数和政策包
  [3]
sqlite: a register is a file.

  $ heyi simulate --set line=900 --db s.db --out s.db
  heyi: --out 不能写到 s.db：这是登记库、它的密钥或输入文件，请换一个文件名
  用法见 heyi simulate --help
  [2]
sqlite: the snapshot is a file beside the register, and anything may lie there.

  $ echo x > s.db.facts; heyi simulate --set line=900 --db s.db --format csv | wc -l
  提示：s.db.facts：快照文件已损坏；本次改从登记库读取，结果不受影响
  72
sqlite: the check tells of it, and that the register has nothing to do with it.

  $ heyi simulate --set line=900 --db s.db > /dev/null; echo x >> s.db.facts; heyi check --db s.db --lang en 2>&1 | grep '^snapshot\|the register'
  snapshot                          0         1  wrong
  snapshot  s.db.facts  the snapshot file is damaged: delete it, it is built again when it is needed
  the register itself is in order
sqlite: nobody writes into this one.

  $ rm -f s.db.facts; mkfifo -m 600 s.db.facts; timeout 60 heyi simulate --set line=900 --db s.db --format csv --lang en | wc -l
  note: s.db.facts: the snapshot file is not this user's alone; read from the register instead, the result is the same
  72
