Two lists compared, and who should be covered.

  $ HEYI_CLOCK=2018-01-05T09:00:00+08:00 heyi init --db v.db --pack $PACK > /dev/null
  $ HEYI_CLOCK=2018-01-06T09:00:00+08:00 heyi import households $T/village/households.csv --valid-from 2018-01-01 --db v.db > /dev/null; HEYI_CLOCK=2018-01-06T10:00:00+08:00 heyi import people $T/village/people.csv --valid-from 2018-01-01 --db v.db > /dev/null
Civil affairs has: 丁一 until March only, 庚一 without a number, 丙一 twice, and an amount that is no number.

  $ cat > dibao.csv <<'END'
  > 公民身份号码,姓名,出生日期,户号,类别,月保障金,享受起始,享受终止,行政区划
  > 440799198001010015,甲一,,D1,低保,900.00,2018-01-01,,440783116
  > 440799198202020025,甲二,,D1,低保,900.00,2018-01-01,,440783116
  > 440799197004040055,乙一,,D2,低保,700.00,2018-01-01,,440783116248
  > 440799196005050074,丙一,,D3,低保,300.00,2018-01-01,,440783116249
  > 440799194206060093,丁一,,D4,低保,960.00,2017-01-01,2018-03-01,440783116249
  > ,庚一,1985-09-09,D7,低保,500.00,2018-01-01,,440783116249
  > 440799196005050074,丙一,,D3,低保,300.00,2018-01-01,,440783116249
  > 440799194808080139,己一,,D6,低保,abc,2018-01-01,,440783116249
  > END
The poverty office has: 15 digits and a blank in a name, another name, another amount, full-width digits, somebody twice, a wrong check digit.

  $ cat > poverty.csv <<'END'
  > 身份证号,姓名,户号,类别,月补差,行政区划
  > 440799800101001,甲 一,P1,低保,900,440783116248
  > 440799198202020025,甲二二,P1,低保,900,440783116248
  > ４４０７９９１９７００４０４００５５,乙一,P2,低保,650,440783116248
  > 440799198509090159,庚一,P7,低保,500,440783116249
  > 440799197710100174,辛一,P8,低保,0,440783116249
  > 440799197710100174,辛一,P8,低保,0,440783116249
  > 440799194808080139,己一,P9,低保,1040,440783116249
  > 440799197507070118,戊一,P9,低保,0,440783116249
  > END
  $ heyi verify compare --left dibao_list=dibao.csv --right 扶贫对象名单=poverty.csv --out pairs.csv --db v.db
  一、名单
  名单  种类          来源         行数  两边都有  仅此有  可能同一人  重复  有错误  当日不在享  登记库未存
  ----  ------------  -----------  ----  --------  ------  ----------  ----  ------  ----------  ----------
  左    低保名单      dibao.csv       8         3       1           1     1       1           1           0
  右    扶贫对象名单  poverty.csv     8         3       2           1     1       1           0           0
  
  二、比对结果
  比对结果            条数
  ------------------  ----
  两边都有               1
  两边都有，内容不同     2
  仅左边有               1
  仅右边有               2
  可能同一人，待核实     1
  左边重复               1
  右边重复               1
  有错误，无法比对       1
  
  三、两边都有而内容不同的
  列        不同
  --------  ----
  姓名         1
  出生日期     0
  类别         0
  月保障金     1
  享受起始     0
  享受终止     0
  区划代码     0
  $ cat pairs.csv
  ﻿outcome,id_no,name,birth_date,division,column,left,right,left_row,right_row,right_name,remark
  both,440799********0015,甲一,1980-01-01,440783116000,,,,2,2,甲一,
  different,440799********0025,甲二,1982-02-02,440783116000,姓名,甲二,甲二二,3,3,甲二二,
  different,440799********0055,乙一,1970-04-04,440783116248,月保障金,700.00,650.00,4,4,乙一,
  only_left,440799********0074,丙一,1960-05-05,440783116249,,,,5,,,
  possible,440799********0159,庚一,1985-09-09,440783116249,,,,7,5,庚一,左：没有填写公民身份号码，请按身份证补填
  doubled_left,440799********0074,丙一,1960-05-05,440783116249,,,,8,,,
  unreadable,440799********0139,己一,1948-08-08,440783116249,,,,9,8,己一,
  only_right,440799********0174,辛一,1977-10-10,440783116249,,,,,6,,
  doubled_right,440799********0174,辛一,1977-10-10,440783116249,,,,,7,,
  only_right,,戊一,,440783116249,,,,,9,,右：公民身份号码的校验位不符，至少有一位写错，请与身份证核对
The other way round the same, one column only, from a pipe, as a spreadsheet.

  $ cat dibao.csv | heyi verify compare --left poverty_list=poverty.csv --right dibao_list=- --column 月补差 --out pairs.xlsx --format json --db v.db
  {
    "lists": [
      {
        "side": "left",
        "feed": "扶贫对象名单",
        "source": "poverty.csv",
        "rows": 8,
        "paired": 3,
        "only": 2,
        "possible": 1,
        "doubled": 1,
        "unreadable": 1,
        "ended": 0,
        "not_kept": 0
      },
      {
        "side": "right",
        "feed": "低保名单",
        "source": "-",
        "rows": 8,
        "paired": 3,
        "only": 1,
        "possible": 1,
        "doubled": 1,
        "unreadable": 1,
        "ended": 1,
        "not_kept": 0
      }
    ],
    "outcomes": [
      {
        "outcome": "both",
        "count": 2
      },
      {
        "outcome": "different",
        "count": 1
      },
      {
        "outcome": "only_left",
        "count": 2
      },
      {
        "outcome": "only_right",
        "count": 1
      },
      {
        "outcome": "possible",
        "count": 1
      },
      {
        "outcome": "doubled_left",
        "count": 1
      },
      {
        "outcome": "doubled_right",
        "count": 1
      },
      {
        "outcome": "unreadable",
        "count": 1
      }
    ],
    "columns": [
      {
        "column": "月保障金",
        "different": 1
      }
    ]
  }
As of another day, 丁一 is on the list.

  $ heyi verify compare --as-of 2018-02-01 --left dibao_list=dibao.csv --right poverty_list=poverty.csv --format csv --db v.db | head -n 3
  side,feed,source,rows,paired,only,possible,doubled,unreadable,ended,not_kept
  left,低保名单,dibao.csv,8,3,2,1,1,1,0,0
  right,扶贫对象名单,poverty.csv,8,3,2,1,1,1,0,0
What the register keeps of the last delivery, here of its own people only.

  $ heyi verify compare --left dibao_list --right poverty_list=poverty.csv --db v.db
  heyi: 登记库中没有“dibao_list”的数据，请给出文件：dibao_list=文件
  [3]
  $ HEYI_CLOCK=2018-01-20T09:00:00+08:00 heyi import feed dibao_list dibao.csv --db v.db
  拒绝：dibao.csv:9 月保障金 abc 不是数字
  第 3 批，数据截至 2018-01-20
  读入 8 行：库中人员 6 行（5 人），待认定 1 行，范围外 0 行，其他人 0 行，拒绝 1 行
  事实有变化的户和人 0 个；提示 0 条
  待认定的行见 heyi verify candidates
  加 --errors FILE 可得全部被拒绝的行及改正办法
  [1]
  $ heyi verify compare --left dibao_list --right poverty_list=poverty.csv --out - --db v.db 2> /dev/null | cut -d, -f1-9,11
  ﻿outcome,id_no,name,birth_date,division,column,left,right,left_row,right_name
  both,440799********0015,甲一,1980-01-01,440783116000,,,,,甲一
  different,440799********0025,甲二,1982-02-02,440783116000,姓名,甲二,甲二二,,甲二二
  different,440799********0055,乙一,1970-04-04,440783116248,月保障金,700.00,650.00,,乙一
  only_right,440799********0159,庚一,1985-09-09,440783116249,,,,,
  only_right,440799********0174,辛一,1977-10-10,440783116249,,,,,
  doubled_right,440799********0174,辛一,1977-10-10,440783116249,,,,,
  only_right,440799********0139,己一,1948-08-08,440783116249,,,,,
  only_right,,戊一,,440783116249,,,,,
  only_left,440799********0074,丙一,1960-05-05,440783116249,,,,,
  doubled_left,440799********0074,丙一,1960-05-05,440783116249,,,,,
Mistakes.

  $ heyi verify compare --left dibao=dibao.csv --right poverty_list=poverty.csv --db v.db
  heyi: 没有名单或数据源“dibao”，可用的有：business, deposits, destitute_list, dibao_list, disability, education, employment, housing, housing_fund, hukou, insurance, insured, machinery, medical, poverty_list, securities, subsidy, tax, vehicle
  [3]
  $ heyi verify compare --left dibao_list=dibao.csv --right poverty_list=poverty.csv --column 户号 --db v.db
  heyi: 两个名单没有共同的列“户号”，可以比对的有：姓名, 出生日期, 类别, 月保障金, 享受起始, 享受终止, 区划代码
  用法见 heyi verify compare --help
  [2]
  $ heyi verify compare --left dibao_list=- --right poverty_list=- --db v.db
  heyi: 两个名单不能都从管道读入，请把其中一个存成文件
  用法见 heyi verify compare --help
  [2]
  $ heyi verify compare --left dibao_list=dibao.csv --db v.db
  heyi: --right 须是一个名单，如 --right dibao_list=低保.xlsx
  用法见 heyi verify compare --help
  [2]
  $ heyi verify compare --left dibao_list= --right poverty_list=poverty.csv --db v.db
  heyi: --left 应写成 名单 或 名单=文件，如 dibao_list=低保.xlsx
  用法见 heyi verify compare --help
  [2]
  $ heyi verify compare --left dibao_list=dibao.csv --right poverty_list=poverty.csv --out dibao.csv --db v.db
  heyi: --out 不能写到 dibao.csv：这是登记库、它的密钥或输入文件，请换一个文件名
  用法见 heyi verify compare --help
  [2]
  $ heyi verify compare --left dibao_list=poverty.csv --right vehicle=dibao.csv --db v.db
  heyi: dibao.csv：来源“机动车”没有“户号”、“类别”、“月保障金”、“享受起始”、“享受终止”、“行政区划”，整批未导入；请改正列名或删去该列，或确认来源没有选错（heyi verify feeds vehicle 列出其各列）
  [3]
Who is eligible and not covered: before anything is committed, against what was imported.

  $ heyi verify coverage --as-of 2018-01-31 --out c.csv --db v.db; grep -v B8 c.csv | cut -d, -f1-2,4-7,10,12-15
  一、应保尽保、应退尽退
  区划    户数  在保  应保  应保未保  月应发(元)  成员不全  应退未退  月在发(元)  渐退期内  待查明
  ------  ----  ----  ----  --------  ----------  --------  --------  ----------  --------  ------
  赤水镇     9     6     5         0        0.00         0         1      800.00         0       2
  合计       9     6     5         0        0.00         0         1      800.00         0       2
  ﻿kind,household_no,people,category,standing,monthly_amount,undecided_because,covered,decided_as_of,standing_amount,listed
  open,B7,1,,undecided,,wage_income@M1,false,,,
  leave,B9,1,none,out,0.00,,true,,800.00,
A committed run; then 丙一 is found to earn more since March, and 戊一 next to nothing.

  $ HEYI_CLOCK=2018-01-31T18:00:00+08:00 heyi determine --as-of 2018-01-31 --commit --db v.db > /dev/null 2>&1; (head -n 1 $T/village/people.csv; grep -E '^B[35]' $T/village/people.csv | sed 's/,6000,/,30000,/; s/,60000,/,100,/') > june.csv; heyi import people june.csv --valid-from 2018-03-01 --db v.db > /dev/null; head -n 1 $T/village/households.csv > h.csv; echo B5,440783116249,农村,1,A级,0,0,否,0,,,,, >> h.csv; heyi import households h.csv --valid-from 2018-03-01 --db v.db
  读入 1 行：新增 0，变更 1，无变化 0，拒绝 0；提示 0
  $ heyi verify coverage --as-of 2018-06-30 --out c.csv --db v.db; grep -v B8 c.csv | cut -d, -f1-2,4-7,10,12-15
  一、应保尽保、应退尽退
  区划    户数  在保  应保  应保未保  月应发(元)  成员不全  应退未退  月在发(元)  渐退期内  待查明
  ------  ----  ----  ----  --------  ----------  --------  --------  ----------  --------  ------
  赤水镇     9     5     5         1      791.67         0         0        0.00         1       2
  合计       9     5     5         1      791.67         0         0        0.00         1       2
  ﻿kind,household_no,people,category,standing,monthly_amount,undecided_because,covered,decided_as_of,standing_amount,listed
  grace,B3,1,none,grace,300.00,,true,2018-01-31,300.00,
  missing,B5,1,dibao,in_force,791.67,,false,2018-01-31,,
  open,B7,1,,undecided,,wage_income@M1,false,2018-01-31,,
  $ heyi verify coverage --as-of 2018-06-30 --known-at 2018-06-01 --format csv --db v.db
  division,households,covered,eligible,missing,missing_amount,partly,leave,leave_amount,grace,open
  440783116000,9,5,5,0,0.00,0,0,0.00,0,2
  ,9,5,5,0,0.00,0,0,0.00,0,2
Against lists: 甲三 is missing, two rows are of nobody in the register.

  $ heyi verify coverage --as-of 2018-06-30 --list dibao_list=dibao.csv --list poverty_list=poverty.csv --out c.csv --db v.db --lang en; grep -v B8 c.csv | cut -d, -f1-2,4-7,12,15-19
  1. Coverage
  division  households  covered  eligible  missing   amount  partly  to leave  amount  in grace  open
  --------  ----------  -------  --------  -------  -------  ------  --------  ------  --------  ----
  赤水镇             9        6         5        2  1751.67       1         1    0.00         1     2
  all                9        6         5        2  1751.67       1         1    0.00         1     2
  
  2. Lists
  rows of lists that are not in the register
  ------------------------------------------
                                           2
  ﻿kind,household_no,people,category,standing,monthly_amount,covered,listed,list,id_no,name,row
  not_found,,,,,,,,低保名单,,庚一,7
  not_found,,,,,,,,扶贫对象名单,,戊一,9
  partly,B1,3,dibao,in_force,900.00,true,2,,,,
  grace,B3,1,none,grace,300.00,true,1,,,,
  missing,B4,1,dibao,in_force,960.00,false,0,,,,
  missing,B5,1,dibao,in_force,791.67,false,0,,,,
  open,B7,1,,undecided,,true,1,,,,
  leave,B9,1,none,out,0.00,true,1,,,,
  $ heyi verify coverage --as-of 2018-06-30 --division 440783001 --list dibao_list=dibao.csv --format csv --db v.db
  division,households,covered,eligible,missing,missing_amount,partly,leave,leave_amount,grace,open
  ,0,0,0,0,0.00,0,0,0.00,0,0
  
  not_found
  0
  $ heyi verify coverage --as-of 2018-06-30 --list dibao_list=dibao.csv --list dibao_list --db v.db
  heyi: 名单“dibao_list”要么全部给出文件（相邻书写），要么都不给（用登记库中最近一批数据）
  用法见 heyi verify coverage --help
  [2]
