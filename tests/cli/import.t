What is rejected, with place and remedy; the good rows go in.

  $ heyi init --db v.db --pack $PACK > /dev/null
  $ heyi import households $T/village/messy-households.csv --valid-from 2018-01-01 --errors e.csv --db v.db
  读入 9 行：新增 3，变更 0，无变化 0，拒绝 6；提示 0
  被拒绝的行见 e.csv
  [1]
  $ cat e.csv
  ﻿file,line,column,value,problem,remedy
  messy-households.csv,3,户号,M1,文件中重复，首见于第 2 行,请只保留一行，或改正户号
  messy-households.csv,4,区划代码,999999999999,没有这个区划，或高于县级,请填县、镇或村的统计用区划代码
  messy-households.csv,5,户号,,此项不能为空,请补填
  messy-households.csv,6,户口性质,山里,不在代码表中,请填目录列出的代码或名称
  messy-households.csv,7,住房套数,两套,不是数字,只填数字，不带单位或文字，例如 1200.50
  messy-households.csv,8,区划代码,440700,没有这个区划，或高于县级,请填县、镇或村的统计用区划代码
  $ heyi import households $T/village/households.csv --valid-from 2018-01-01 --dry-run --db v.db
  试导入，未写入登记库
  读入 9 行：新增 9，变更 0，无变化 0，拒绝 0；提示 0
  $ heyi import households $T/village/households.csv --valid-from 2018-01-01 --db v.db
  读入 9 行：新增 9，变更 0，无变化 0，拒绝 0；提示 0
  $ heyi import people $T/village/messy.csv --valid-from 2018-01-01 --errors e.csv --db v.db
  读入 11 行：新增 1，变更 0，无变化 0，拒绝 10；提示 0
  被拒绝的行见 e.csv
  [1]
  $ cat e.csv
  ﻿file,line,column,value,problem,remedy
  messy.csv,3,性别,男,性别与公民身份号码不符,请核对号码和性别，改正其一
  messy.csv,4,基础养老金,100,基础养老金高于转移净收入（含已登记的数值）,转移净收入应包含基础养老金，请核对两项
  messy.csv,5,公民身份号码,440799*******0017,公民身份号码应为 18 位（旧号 15 位），请核对是否多写或漏写,请按身份证原件改正
  messy.csv,6,公民身份号码,440799********0010,公民身份号码的校验位不符，至少有一位写错，请与身份证核对,请按身份证原件改正
  messy.csv,7,户号,NO,没有这个户,请先导入该户，或改正户号
  messy.csv,8,与户主关系,表叔,不在代码表中,请填目录列出的代码或名称
  messy.csv,9,工资性收入,一万,不是数字,只填数字，不带单位或文字，例如 1200.50
  messy.csv,10,公民身份号码,440799********0015,文件中重复，首见于第 2 行,请只保留一行，或改正公民身份号码
  messy.csv,11,工资性收入,-5,不能为负数,请填零或正数
  messy.csv,12,工资性收入,12.345,金额多于两位小数,金额精确到分，例如 1200.50
No whole identity number in it:

  $ grep -cE '[0-9]{15}' e.csv
  0
  [1]
The same file twice changes nothing; a changed cell is one change.

  $ heyi import people $T/village/people.csv --valid-from 2018-01-01 --db v.db
  读入 10 行：新增 9，变更 1，无变化 0，拒绝 0；提示 0
  $ heyi import people $T/village/people.csv --valid-from 2018-01-01 --db v.db
  读入 10 行：新增 0，变更 0，无变化 10，拒绝 0；提示 0
  $ sed 's/,60000,/,61000,/' $T/village/people.csv > changed.csv
  $ heyi import people changed.csv --valid-from 2018-02-01 --db v.db
  读入 10 行：新增 0，变更 1，无变化 9，拒绝 0；提示 0
Files as offices have them: GB18030, tabs, a byte order mark.

  $ iconv -f UTF-8 -t GB18030 $T/village/people.csv > gb.csv && heyi import people gb.csv --valid-from 2018-02-01 --db v.db
  读入 10 行：新增 0，变更 1，无变化 9，拒绝 0；提示 0
  $ tr , '\t' < $T/village/people.csv > tab.csv && heyi import people tab.csv --valid-from 2018-02-01 --db v.db
  读入 10 行：新增 0，变更 0，无变化 10，拒绝 0；提示 0
  $ (printf '\357\273\277'; cat $T/village/people.csv) > bom.csv && heyi import people bom.csv --valid-from 2018-02-01 --db v.db
  读入 10 行：新增 0，变更 0，无变化 10，拒绝 0；提示 0
Members who are missing from the file stay, unless the file is said to be complete.

  $ grep -v 甲三 $T/village/people.csv > fewer.csv
  $ heyi import people fewer.csv --valid-from 2018-03-01 --db v.db
  读入 9 行：新增 0，变更 0，无变化 9，拒绝 0；提示 0
  $ heyi import people fewer.csv --valid-from 2018-03-01 --complete --dry-run --db v.db
  完整名单：户 B1 的 甲* 不在文件中，自 2018-03-01 起不再是该户成员
  试导入，未写入登记库
  读入 9 行：新增 0，变更 0，无变化 9，拒绝 0；提示 0；离户 1 人
  $ heyi import people fewer.csv --valid-from 2018-03-01 --complete --db v.db
  完整名单：户 B1 的 甲* 不在文件中，自 2018-03-01 起不再是该户成员
  读入 9 行：新增 0，变更 0，无变化 9，拒绝 0；提示 0；离户 1 人
Who moves is listed too.

  $ sed 's/^B1,甲一/B2,甲一/' $T/village/people.csv > moved.csv; diff $T/village/people.csv moved.csv | grep -c '^>'
  1
  $ heyi import people moved.csv --valid-from 2018-04-01 --complete --dry-run --db v.db
  完整名单：户 B1 的 甲* 转到户 B2，自 2018-04-01 起
  可疑：户 B2：一户有两个户主
  试导入，未写入登记库
  读入 10 行：新增 0，变更 2，无变化 8，拒绝 0；提示 1；离户 1 人
Without --errors the rejected rows are told.

  $ heyi import people $T/village/messy.csv --valid-from 2018-01-01 --dry-run --db v.db
  拒绝：messy.csv:3 性别 男 性别与公民身份号码不符
  拒绝：messy.csv:4 基础养老金 100 基础养老金高于转移净收入（含已登记的数值）
  拒绝：messy.csv:5 公民身份号码 440799*******0017 公民身份号码应为 18 位（旧号 15 位），请核对是否多写或漏写
  拒绝：messy.csv:6 公民身份号码 440799********0010 公民身份号码的校验位不符，至少有一位写错，请与身份证核对
  拒绝：messy.csv:7 户号 NO 没有这个户
  拒绝：messy.csv:8 与户主关系 表叔 不在代码表中
  拒绝：messy.csv:9 工资性收入 一万 不是数字
  拒绝：messy.csv:10 公民身份号码 440799********0015 文件中重复，首见于第 2 行
  拒绝：messy.csv:11 工资性收入 -5 不能为负数
  拒绝：messy.csv:12 工资性收入 12.345 金额多于两位小数
  试导入，未写入登记库
  读入 11 行：新增 0，变更 0，无变化 1，拒绝 10；提示 0
  加 --errors FILE 可得全部被拒绝的行及改正办法
  [1]
Whole files that can't be used change nothing.

  $ printf '户号,户口性质\nX1,农村\n' > nodivision.csv; heyi import households nodivision.csv --valid-from 2018-01-01 --db v.db
  heyi: nodivision.csv：缺少必需的列：区划代码（division）
  [3]
  $ printf '户号,区划代码,户号\nX1,440783116,X2\n' > twice.csv; heyi import households twice.csv --valid-from 2018-01-01 --db v.db
  heyi: twice.csv：列“户号”出现了两次，请删去一列
  [3]
  $ printf '户号,区划代码,住址\nX1,440783116,"赤水\n' > open.csv; heyi import households open.csv --valid-from 2018-01-01 --db v.db
  heyi: open.csv 第 2 行：第 3 列：这里开始的引号没有结束；请补上结束引号
  [3]
  $ heyi import households missing.csv --valid-from 2018-01-01 --db v.db
  heyi: missing.csv：文件不存在
  [3]
  $ printf '户号,区划代码,备注\nX1,440783116,老户\n' > extra.csv; heyi import households extra.csv --valid-from 2018-01-01 --db v.db
  heyi: extra.csv：目录中没有“备注”，文件未导入；请改正列名或删去该列；可用的列见 heyi catalogue
  [3]
  $ printf '户号,区划代码,户口性质\nX1,440783116,农村\n' | sed '1s/户口性质/户口性貭/' > slip.csv; heyi import households slip.csv --valid-from 2018-01-01 --db v.db
  heyi: slip.csv：目录中没有“户口性貭”（是不是“户口性质”？），文件未导入；请改正列名
  [3]
Counts for programs.

  $ heyi import people $T/village/people.csv --valid-from 2018-01-01 --format json --db v.db
  {
    "import": [
      {
        "rows": 10,
        "added": 0,
        "changed": 0,
        "unchanged": 10,
        "rejected": 0,
        "warnings": 0,
        "ended": 0
      }
    ]
  }
  $ heyi import people $T/village/people.csv --valid-from 2018-01-01 --format csv --db v.db
  rows,added,changed,unchanged,rejected,warnings,ended
  10,0,0,10,0,0,0
