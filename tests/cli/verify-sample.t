Samples for third-party checks: drawn, filled in, read back, and what follows.

  $ heyi init --db v.db --pack $PACK > /dev/null
  $ heyi import households $T/village/households.csv --valid-from 2018-01-01 --db v.db > /dev/null
  $ heyi import people $T/village/people.csv --valid-from 2018-01-01 --db v.db > /dev/null
What was imported as covered can be drawn from before anything is committed.

  $ heyi verify sample draw --size 3 --seed 1 --as-of 2018-01-01 --out before.csv --db v.db
  第 1 号样本：从 6 户（2 层）中抽取 3 户；请在“结果”列填写无误、错保、金额有误、漏保或未访到，
  再用 heyi verify sample results 1 FILE 录入
  $ heyi determine --as-of 2018-01-01 --commit --db v.db > /dev/null 2>&1
  $ heyi verify sample draw --size 5 --seed 1 --as-of 2018-01-01 --out list.csv --db v.db
  第 2 号样本：从 5 户（2 层）中抽取 5 户；请在“结果”列填写无误、错保、金额有误、漏保或未访到，
  再用 heyi verify sample results 2 FILE 录入
  $ cat list.csv
  ﻿样本号,序号,户号,区划代码,区划,户主,住址,人数,类别,去向,月发放,结果,备注
  2,1,B1,440783116248,开平市赤水镇步栏村委会,甲一,,3,低保,在保,900.00,,
  2,2,B2,440783116248,开平市赤水镇步栏村委会,乙一,,1,低保,在保,700.00,,
  2,3,B3,440783116249,开平市赤水镇林屋村委会,丙一,,1,低保,在保,300.00,,
  2,4,B4,440783116249,开平市赤水镇林屋村委会,丁一,,1,低保,在保,960.00,,
  2,5,B6,440783116249,开平市赤水镇林屋村委会,己一,,1,特困,在保,1040.00,,
Another seed draws others, the same one the same, for whoever asks.

  $ heyi verify sample draw --size 2 --seed 2 --as-of 2018-01-01 --out other.csv --db v.db 2> /dev/null
  $ heyi verify sample draw --size 2 --seed 1 --as-of 2018-01-01 --out two.csv --db v.db 2> /dev/null
  $ cut -d, -f3 two.csv other.csv | tr '\r\n' '  '
  户号 B1 B6 户号 B2 B6 
  $ heyi verify sample draw --size 2 --seed 1 --as-of 2018-01-01 --out again.csv --db v.db 2> /dev/null
  $ cut -d, -f2- two.csv > a; cut -d, -f2- again.csv | cmp a - && echo same
  same
The households that aren't covered are strata of their own.

  $ heyi verify sample draw --all --size 20 --seed 1 --as-of 2018-01-01 --out all.xlsx --db v.db
  第 6 号样本：从 9 户（4 层）中抽取 9 户；请在“结果”列填写无误、错保、金额有误、漏保或未访到，
  再用 heyi verify sample results 6 FILE 录入
  $ heyi verify sample list 6 --out all.csv --db v.db
  $ cut -d, -f3,9-11 all.csv
  户号,类别,去向,月发放
  B1,低保,在保,900.00
  B2,低保,在保,700.00
  B3,低保,在保,300.00
  B4,低保,在保,960.00
  B5,不符合,不在保,
  B6,特困,在保,1040.00
  B7,未定,待查明,
  B8,不符合,,
  B9,不符合,不在保,
The list as it was written is read back, nothing filled in.

  $ heyi verify sample results 6 all.xlsx --db v.db
  读入 9 行：录入 0，无变化 0，未填 9，拒绝 0
Filled in with words or codes. What can't be is rejected with its place; the rest goes in.

  $ printf '户号,结果,备注\nB1,错保,有商铺\nB2, ｗｒｏｎｇ＿ａｍｏｕｎｔ,\nB3,不知道,\nB4,无误,\nB7,错保,\nB8,漏保,应保\nB9,未访到,\nZZ,无误,\nB1,无误,\n,无误,\n\nB6,,\n' > filled.csv
  $ heyi verify sample results 6 filled.csv --db v.db
  拒绝：filled.csv:4 结果 不知道 没有这种结果；请填无误、错保、金额有误、漏保或未访到
  拒绝：filled.csv:6 结果 错保 这一户不在保，不会是错保或金额有误；请核对结果
  拒绝：filled.csv:9 户号 ZZ 样本中没有这一户；请核对户号和样本号
  拒绝：filled.csv:10 户号 B1 在此文件中出现两次；请只留一行
  拒绝：filled.csv:11 户号 没有户号；请填写名单上的户号
  读入 11 行：录入 5，无变化 0，未填 1，拒绝 5
  [1]
  $ heyi verify sample rate 6 --db v.db
  一、各层
  区划    类别    在保  总体户数  抽取  已访  错保  金额有误  漏保  未访到  待访  差错率(%)  下限(%)  上限(%)
  ------  ------  ----  --------  ----  ----  ----  --------  ----  ------  ----  ---------  -------  -------
  赤水镇  特困      是         1     1     0     0         0     0       0     1          —        —        —
  赤水镇  低保      是         4     4     3     1         1     0       0     1     66.67%    9.42%   99.16%
  赤水镇  未定      否         1     1     0     0         0     0       0     1          —        —        —
  赤水镇  不符合    否         3     3     1     0         0     1       1     1    100.00%    2.50%  100.00%
  
  二、总体推算（95% 置信区间）
  指标          总体户数  已访  差错  推算差错率(%)  95%下限(%)  95%上限(%)  未能推算(%)
  ------------  --------  ----  ----  -------------  ----------  ----------  -----------
  在保户差错           5     3     2         66.67%       7.54%      99.33%       20.00%
  其中错保             5     3     1         33.33%       0.67%      92.46%       20.00%
  其中金额有误         5     3     1         33.33%       0.67%      92.46%       20.00%
  不在保户漏保         4     1     1        100.00%       1.87%     100.00%       25.00%
Entering the same again changes nothing; a later result counts, the earlier one is kept.

  $ printf 'household_no,result,note\nB1,wrong_in,有商铺\nB4,wrong_amount,少发\nB3,correct,\n' > later.csv
  $ HEYI_CLOCK=2018-07-20T08:00:00+08:00 heyi verify sample results 6 later.csv --db v.db
  读入 3 行：录入 2，无变化 1，未填 0，拒绝 0
  $ heyi verify sample rate 6 --format csv --db v.db | tail -5
  rate_of,population,seen,wrong,rate,low,high,unseen
  wrong,5,4,3,75.00,60.00,80.00,20.00
  wrong_in,5,4,1,25.00,20.00,40.00,20.00
  wrong_amount,5,4,2,50.00,40.00,60.00,20.00
  wrong_out,4,1,1,100.00,1.87,100.00,25.00
  $ heyi verify sample rate 6 --format csv --known-at 2018-07-10 --db v.db | tail -5
  rate_of,population,seen,wrong,rate,low,high,unseen
  wrong,5,3,2,66.67,7.54,99.33,20.00
  wrong_in,5,3,1,33.33,0.67,92.46,20.00
  wrong_amount,5,3,1,33.33,0.67,92.46,20.00
  wrong_out,4,1,1,100.00,1.87,100.00,25.00
  $ heyi verify sample list 6 --out all.csv --db v.db; cut -d, -f3,12,13 all.csv
  户号,结果,备注
  B1,错保,有商铺
  B2,金额有误,
  B3,无误,
  B4,金额有误,少发
  B5,,
  B6,,
  B7,,
  B8,漏保,应保
  B9,未访到,
Rejected rows in a file.

  $ heyi verify sample results 6 filled.csv --errors bad.xlsx --db v.db
  读入 11 行：录入 1，无变化 4，未填 1，拒绝 5
  被拒绝的行见 bad.xlsx
  [1]
  $ heyi verify sample list --db v.db | sed 's/ [^ ]*$//'
  抽样核查
  样本号  基准日      区划          范围  种子  层数  总体户数  抽取  已录入  抽样日期   
  ------  ----------  ----  ------------  ----  ----  --------  ----  ------  ---------- 
       6  2018-01-01  全部      全部家庭     1     4         9     9       6  2018-07-02 
       5  2018-01-01  全部  在保和渐退期     1     2         5     2       0  2018-07-02 
       4  2018-01-01  全部  在保和渐退期     1     2         5     2       0  2018-07-02 
       3  2018-01-01  全部  在保和渐退期     2     2         5     2       0  2018-07-02 
       2  2018-01-01  全部  在保和渐退期     1     2         5     5       0  2018-07-02 
       1  2018-01-01  全部  在保和渐退期     1     2         6     3       0  2018-07-02 
What can't be.

  $ heyi verify sample results 4 all.csv --db v.db | tail -1
  拒绝：all.csv:2 样本号 6 属于另一个样本；请核对样本号
  拒绝：all.csv:3 样本号 6 属于另一个样本；请核对样本号
  拒绝：all.csv:4 样本号 6 属于另一个样本；请核对样本号
  拒绝：all.csv:5 样本号 6 属于另一个样本；请核对样本号
  拒绝：all.csv:6 样本号 6 属于另一个样本；请核对样本号
  拒绝：all.csv:7 样本号 6 属于另一个样本；请核对样本号
  拒绝：all.csv:8 样本号 6 属于另一个样本；请核对样本号
  拒绝：all.csv:9 样本号 6 属于另一个样本；请核对样本号
  拒绝：all.csv:10 样本号 6 属于另一个样本；请核对样本号
  读入 9 行：录入 0，无变化 0，未填 0，拒绝 9
  $ printf '户号,备注\nB1,x\n' > nothing.csv; heyi verify sample results 6 nothing.csv --db v.db
  heyi: nothing.csv：第一行没有“结果”列；请用抽样时写出的名单填写，表头放在第一行
  [3]
  $ printf '户号,结果,result\nB1,无误,无误\n' > twice.csv; heyi verify sample results 6 twice.csv --db v.db
  heyi: twice.csv：“结果”列有两个，请删去一个
  [3]
  $ heyi verify sample results 9 list.csv --db v.db
  heyi: 没有第 9 号样本；已有的见 heyi verify sample list
  [3]
  $ heyi verify sample draw --size 0 --seed 1 --as-of 2018-01-01 --out x.csv --db v.db; ls x.csv
  heyi: 样本量应在 1 到 100000 户之间
  ls: cannot access 'x.csv': No such file or directory
  [2]
  $ heyi verify sample draw --size 5 --seed -1 --as-of 2018-01-01 --out x.csv --db v.db
  heyi: --seed“-1”应为不超过 18 位的整数
  用法见 heyi verify sample draw --help
  [2]
  $ heyi verify sample draw --size 5 --seed 1 --as-of 2018-01-01 --division 440783117 --out x.csv --db v.db
  heyi: 2018-01-01 该范围内没有在保或渐退期的家庭；请先提交认定（determine --commit），或用 --all 从全部家庭中抽取
  [3]
sqlite: the register itself

  $ heyi verify sample draw --size 5 --seed 1 --out v.db --db v.db
  heyi: --out 不能写到 v.db：这是登记库、它的密钥或输入文件，请换一个文件名
  用法见 heyi verify sample draw --help
  [2]
  $ heyi verify sample draw --size 5 --out x.csv --db v.db
  heyi: 缺少 --size、--seed 或 --out
  用法见 heyi verify sample draw --help
  [2]
  $ heyi verify sample vanish --db v.db
  verify sample 没有子命令“vanish”
  用法：heyi verify sample 子命令 …
  
  子命令：
    draw         抽取走访名单
    results      录入走访结果
    rate         推算差错率
    list         列出样本
  
  heyi verify sample 子命令 --help 显示其选项
  [2]
