Spreadsheets in and out. The files in format/xlsx were written by LibreOffice from those in village.

  $ cp $T/../format/xlsx/*.xlsx .
  $ heyi init --db x.db --pack $PACK > /dev/null; heyi init --db c.db --pack $PACK > /dev/null
  $ heyi import households households.xlsx --valid-from 2018-01-01 --db x.db
  读入 9 行：新增 9，变更 0，无变化 0，拒绝 0；提示 0
  $ heyi import people people.xlsx --valid-from 2018-01-01 --db x.db
  读入 10 行：新增 10，变更 0，无变化 0，拒绝 0；提示 0
Facts and decisions are those of the CSV files.

  $ for k in households people; do heyi import $k $T/village/$k.csv --valid-from 2018-01-01 --db c.db; done
  读入 9 行：新增 9，变更 0，无变化 0，拒绝 0；提示 0
  读入 10 行：新增 10，变更 0，无变化 0，拒绝 0；提示 0
  $ heyi determine --as-of 2018-01-01 --out x.csv --db x.db > x.txt 2> x.err; heyi determine --as-of 2018-01-01 --out c.csv --db c.db > c.txt 2> c.err; cmp x.csv c.csv && cmp x.txt c.txt
Identity numbers typed as numbers have lost their last digits: each is refused and told why.

  $ heyi import people typed-numbers.xlsx --valid-from 2018-01-01 --errors e.xlsx --db x.db
  读入 10 行：新增 0，变更 0，无变化 0，拒绝 10；提示 0
  被拒绝的行见 e.xlsx
  [1]
  $ heyi import people typed-numbers.xlsx --valid-from 2018-01-01 --errors e.csv --db x.db > /dev/null; head -n 3 e.csv
  ﻿file,line,column,value,problem,remedy
  typed-numbers.xlsx:人员,2,公民身份号码,440799********0000,号码按数字存放，15 位以后的数字已经丢失,请把该列设为文本格式，再按原件重新填写
  typed-numbers.xlsx:人员,3,公民身份号码,440799********0000,号码按数字存放，15 位以后的数字已经丢失,请把该列设为文本格式，再按原件重新填写
  $ cat > cells <<'END'; chmod +x cells
  > #!/usr/bin/env python3
  > import re, sys, zipfile
  > sheet = zipfile.ZipFile(sys.argv[1]).read('xl/worksheets/sheet1.xml').decode()
  > for place, style, value in re.findall('<c r="(.*?)" s="(.)"[^>]*>(?:<is><t>|<v>)(.*?)<', sheet):
  >     print(place, style, value)
  > END
  $ stat -c %a e.xlsx; ./cells e.xlsx | sed -n '1,12p'
  600
  A1 4 file
  B1 4 line
  C1 4 column
  D1 4 value
  E1 4 problem
  F1 4 remedy
  A2 1 typed-numbers.xlsx:人员
  B2 0 2
  C2 1 公民身份号码
  D2 1 440799********0000
  E2 1 号码按数字存放，15 位以后的数字已经丢失
  F2 1 请把该列设为文本格式，再按原件重新填写
A title above the header is passed over; a number is what is seen in its cell. The sheet beside it is told of.

  $ heyi import households titled.xlsx --valid-from 2018-01-01 --db x.db
  注意：titled.xlsx:户表 之外还有工作表 “说明” 没有导入；要导入请加 --sheet 指定
  读入 2 行：新增 2，变更 0，无变化 0，拒绝 0；提示 0
  $ heyi explain 000017 --db x.db | sed -n 2p
  户号 000017　开平市赤水镇　0 人
  $ heyi import households titled.xlsx --sheet 户表 --valid-from 2018-01-01 --db x.db
  读入 2 行：新增 0，变更 0，无变化 2，拒绝 0；提示 0
  $ heyi import households titled.xlsx --sheet 说明 --valid-from 2018-01-01 --db x.db
  heyi: titled.xlsx：目录中没有“本表由村委会填写”，文件未导入；请改正列名或删去该列；可用的列见 heyi catalogue
  [3]
  $ heyi import households titled.xlsx --sheet 人员 --valid-from 2018-01-01 --db x.db
  heyi: titled.xlsx：没有工作表“人员”；有 “户表”、“说明”
  [3]
  $ heyi import people titled.xlsx --valid-from 2018-01-01 --db x.db
  heyi: titled.xlsx：目录中没有“区划代码”、“户口性质”、“住房套数”，文件未导入；请改正列名或删去该列；可用的列见 heyi catalogue（读的是工作表“户表”；另有 “说明”，可用 --sheet 指定）
  [3]
  $ cp $T/village/people.csv .; heyi import people people.csv --sheet 人员 --valid-from 2018-01-01 --db x.db
  heyi: people.csv：不是电子表格，没有工作表可选
  用法见 heyi import --help
  [2]
Formulas that have failed, that nobody has calculated, and days of another epoch.

  $ $T/../format/xlsx/book.py bad.xlsx "<row><c t='inlineStr'><is><t>户号</t></is></c><c t='inlineStr'><is><t>区划代码</t></is></c><c t='inlineStr'><is><t>金融资产</t></is></c><c t='inlineStr'><is><t>住址</t></is></c><c t='inlineStr'><is><t>原渐退期至</t></is></c></row><row><c><v>101</v></c><c><v>440783116</v></c><c><f>1/3</f><v>0.333333333333333</v></c></row><row><c><v>102</v></c><c><v>440783116</v></c><c/><c t='e'><v>#N/A</v></c></row><row><c><v>103</v></c><c><v>440783116</v></c><c><f>C1*2</f></c></row><row><c><v>104</v></c><c><v>440783116</v></c><c/><c/><c><v>41819</v></c></row><row><c><v>105</v></c><c><v>440783116</v></c><c><v>1234.5600000000001</v></c><c><v>7</v></c><c><v>20180630</v></c></row><row><c><v>1000000000000000</v></c><c><v>440783116</v></c></row>" --epoch 1904
  $ heyi import households bad.xlsx --valid-from 2018-01-01 --db x.db
  拒绝：bad.xlsx:甲:2 金融资产 0.333333*****3333 金额多于两位小数
  拒绝：bad.xlsx:甲:3 住址 #N/A 公式出错，没有结果
  拒绝：bad.xlsx:甲:4 金融资产 =C1*2 公式没有保存结果
  拒绝：bad.xlsx:甲:5 原渐退期至 41819 不是日期格式，而该文件的日期从 1904 年算起，无法换算
  拒绝：bad.xlsx:甲:7 户号 100000******0000 号码按数字存放，15 位以后的数字已经丢失
  读入 6 行：新增 1，变更 0，无变化 0，拒绝 5；提示 0
  加 --errors FILE 可得全部被拒绝的行及改正办法
  [1]
Results as a spreadsheet have the rows of the CSV file; the same run gives the same bytes.

  $ heyi determine --as-of 2018-01-01 --out r.xlsx --db x.db > /dev/null 2>&1; heyi determine --as-of 2018-01-01 --out R.XLSX --db x.db > /dev/null 2>&1; cmp r.xlsx R.XLSX; stat -c %a r.xlsx
  600
  $ ./cells r.xlsx | grep '^[A-Z]2 '
  A2 1 B1
  B2 1 440783116248
  C2 0 3
  D2 3 500.00
  E2 1 dibao
  F2 1 in_force
  G2 3 900.00
  H2 0 40
  I2 1 true
  J2 1 true
  K2 1 employment;industry;insurance;schooling
  O2 1 category:2;monthly_amount:1;points_income:2;points_labour:3;points_schooling:1;points_medical:4;points_housing:3;standing:1;grace_until:3;payable_amount:2;measures:1+2+3+4
The sample town as spreadsheets gives what the CSV files give.

  $ heyi generate --sample --xlsx --out town | head -n 1; ls town
  已写入文件夹 town：
  households-2018-06.xlsx
  households.xlsx
  people-2018-06.xlsx
  people.xlsx
  $ heyi init --db t.db --pack $PACK > /dev/null; for k in households people; do heyi import $k town/$k.xlsx --valid-from 2018-01-01 --db t.db; done
  读入 325 行：新增 325，变更 0，无变化 0，拒绝 0；提示 0
  读入 915 行：新增 915，变更 0，无变化 0，拒绝 0；提示 0
Where the file can't be written nothing is left.

  $ mkdir full.xlsx; heyi determine --as-of 2018-01-01 --out full.xlsx --db x.db > /dev/null; ls full.xlsx; ls | grep -c tmp
  heyi: full.xlsx：这是一个文件夹
  0
  [1]
