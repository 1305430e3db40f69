A department's data comes in: rows of people of the register are kept, those who may be somebody are
shown, of all others only the count. What is wrong with a delivery as a whole refuses it, and leaves
the register as it was.

  $ heyi init --db v.db --pack $PACK > /dev/null
  $ heyi import households $T/village/households.csv --valid-from 2018-01-01 --db v.db > /dev/null
  $ heyi import people $T/village/people.csv --valid-from 2018-01-01 --db v.db > /dev/null
  $ copydb v.db before.db
  $ cat > unchanged <<'END'
  > for n in v before; do heyi backup --out $n.heyi --db $n.db --format csv | grep -v '^heyi' > $n.csv; done
  > cmp v.csv before.csv && echo unchanged; heyi check --db v.db > /dev/null || echo unsound
  > END
  $ cat > pay.csv <<'END'
  > 社会保险待遇发放明细
  > 身份证号,姓名,险种,发放月份,基础养老金,其他待遇
  > 440799194206060093,丁一,城乡居民养老,2018-04,180.00,0
  > 440799194206060093,丁 一,城乡居民养老,2018-05,180.00,0
  > ４４０７９９１９４８０８０８０１３９,己一,城乡居民养老,2018-05,120.00,20.50
  > 440799480808013,己一,城乡居民养老,2018-04,120.00,
  > 440799198001010015,甲二,失业,2018-05,,1200
  > 440799198202020026,甲二,失业,2018-05,,900
  > ,丙一,工伤,2018-05,,300
  > 440799199009090050,路人,失业,2018-05,,900
  > 440799199009090018,路人,失业,2018-05,,900
  > END
  $ heyi import feed 保险 pay.csv --received 2018-06-01 --db v.db --dry-run
  试导入，未写入登记库；数据截至 2018-05-31
  读入 9 行：库中人员 4 行（2 人），待认定 2 行，范围外 0 行，其他人 3 行，拒绝 0 行
  事实有变化的户和人 8 个；提示 0 条
  $ sh unchanged
  unchanged
  $ heyi import feed insurance pay.csv --received 2018-06-01 --db v.db
  第 3 批，数据截至 2018-05-31
  读入 9 行：库中人员 4 行（2 人），待认定 2 行，范围外 0 行，其他人 3 行，拒绝 0 行
  事实有变化的户和人 8 个；提示 0 条
  待认定的行见 heyi verify candidates
  $ heyi check --db v.db | tail -n 1
  审计记录         0     0  正常

The same content again, under whatever name.

  $ cp pay.csv again.csv; copydb v.db before.db
  $ heyi import feed insurance again.csv --received 2018-07-01 --db v.db
  heyi: 内容相同的文件已于 2018-07-02 导入（第 3 批）；如要重新导入，请先撤回该批
  [3]
  $ sh unchanged
  unchanged

Fewer rows than the sender says; a file that breaks off.

  $ sed 's/180.00/190.00/' pay.csv > next.csv
  $ heyi import feed insurance next.csv --received 2018-07-01 --rows 10 --db v.db
  heyi: 文件有 9 行，发送方说有 10 行；请核对是否完整，重新传送
  [3]
  $ head -c -5 next.csv > cut.csv; heyi import feed insurance cut.csv --received 2018-07-01 --db v.db
  heyi: cut.csv 第 11 行：文件在这一行中途中断；请重新导出或重新传送完整的文件
  [3]
  $ sh unchanged
  unchanged

Wrong columns; numbers in the wrong column; no such source.

  $ sed 's/险种/项目/; s/基础养老金/养老金/' next.csv > columns.csv; heyi import feed insurance columns.csv --received 2018-07-01 --db v.db
  heyi: columns.csv：来源“保险”没有“项目”、“养老金”，整批未导入；请改正列名或删去该列，或确认来源没有选错（heyi verify feeds insurance 列出其各列）
  [3]
  $ sed 's/身份证号,姓名/姓名,身份证号/' next.csv > swapped.csv; heyi import feed insurance swapped.csv --received 2018-07-01 --db v.db
  heyi: swapped.csv：前 9 行的“公民身份号码”列里没有一个正确的公民身份号码，“姓名”列里却有：列错位了；请核对表头，整批未导入
  [3]
  $ heyi import feed nothing next.csv --received 2018-07-01 --db v.db
  heyi: 没有来源“nothing”；现有：个体工商户（business）、存款（deposits）、特困名单（destitute_list）、低保名单（dibao_list）、残疾人证（disability）、教育（education）、就业（employment）、住房（housing）、公积金（housing_fund）、户籍（hukou）、保险（insurance）、医保参保（insured）、农机（machinery）、医疗费用（medical）、扶贫对象名单（poverty_list）、证券（securities）、农业补贴（subsidy）、纳税（tax）、机动车（vehicle）
  [3]
  $ heyi import feed tax next.csv --received 2018-07-01 --db v.db
  heyi: next.csv：来源“纳税”没有“险种”、“发放月份”（是不是“所属月份”？）、“基础养老金”、“其他待遇”，整批未导入；请改正列名或删去该列，或确认来源没有选错（heyi verify feeds tax 列出其各列）
  [3]
  $ sh unchanged
  unchanged

Periods in the future: a row is rejected, a file of nothing else refused; so is a day of receipt that
hasn't come.

  $ heyi import feed insurance next.csv --received 2018-04-30 --errors e.csv --dry-run --db v.db
  试导入，未写入登记库；数据截至 2018-04-30
  读入 9 行：库中人员 2 行（2 人），待认定 0 行，范围外 0 行，其他人 3 行，拒绝 4 行
  事实有变化的户和人 10 个；提示 0 条
  被拒绝的行见 e.csv
  [1]
  $ cat e.csv
  ﻿file,line,column,value,problem,remedy
  next.csv,4,发放月份,2018-05,晚于数据收到日,请核对日期，或核对 --received
  next.csv,5,发放月份,2018-05,晚于数据收到日,请核对日期，或核对 --received
  next.csv,7,发放月份,2018-05,晚于数据收到日,请核对日期，或核对 --received
  next.csv,8,发放月份,2018-05,晚于数据收到日,请核对日期，或核对 --received
  $ heyi import feed insurance next.csv --received 2018-03-31 --db v.db
  heyi: next.csv：前 9 行的日期全部晚于收到日 2018-03-31；请核对文件或 --received，整批未导入
  [3]
  $ heyi import feed insurance next.csv --received 2999-01-01 --db v.db
  heyi: 收到日在今天之后，请核对 --received
  [3]
  $ sh unchanged
  unchanged

Another county's: nobody is in the register; or the rows name other divisions.

  $ (head -n 2 next.csv; tail -n 2 next.csv) > others.csv
  $ heyi import feed insurance others.csv --received 2018-07-01 --db v.db
  heyi: 2 行中没有一行确是登记库中的人（待认定 0 行，拒绝 0 行，范围之外的 0 行）：可能是其他县区的文件；如确实无人命中，请加 --nobody
  [3]
A likeness alone is none of the county's people: their facts would all fall back.

  $ (head -n 2 next.csv; echo 440799198001010015,甲二,失业,2018-05,,1200) > alike.csv
  $ heyi import feed insurance alike.csv --received 2018-07-01 --db v.db
  heyi: 1 行中没有一行确是登记库中的人（待认定 1 行，拒绝 0 行，范围之外的 0 行）：可能是其他县区的文件；如确实无人命中，请加 --nobody
  [3]
  $ heyi import feed insurance others.csv --received 2018-07-01 --nobody --dry-run --db v.db
  试导入，未写入登记库；数据截至 2018-05-31
  读入 2 行：库中人员 0 行（0 人），待认定 0 行，范围外 0 行，其他人 2 行，拒绝 0 行
  事实有变化的户和人 4 个；提示 0 条
  注意：这一批取代第 3 批，那一批有 9 行；如果只送来了一部分，请撤回，再加 --division 导入
  $ cat > hukou.csv <<'END'
  > 公民身份号码,姓名,户籍户号,与户主关系,户口性质,户籍状态,变动日期,区划代码
  > 440799198001010015,甲一,K1,户主,农村,正常,,440784101001
  > END
  $ heyi import feed hukou hukou.csv --received 2018-07-01 --db v.db
  heyi: 各行的区划都不在本登记库（或 --division）范围内：是其他县区的文件；请核对，如确属本地，请清空文件中的区划列
  [3]
  $ heyi import feed hukou hukou.csv --received 2018-07-01 --division 440783116 --db v.db
  heyi: 各行的区划都不在本登记库（或 --division）范围内：是其他县区的文件；请核对，如确属本地，请清空文件中的区划列
  [3]
  $ heyi import feed insurance next.csv --received 2018-07-01 --division 440783117 --db v.db
  heyi: 9 行中没有一行确是登记库中的人（待认定 0 行，拒绝 0 行，范围之外的 5 行）：可能是其他县区的文件；如确实无人命中，请加 --nobody
  [3]
  $ heyi import feed insurance next.csv --received 2018-07-01 --division 44 --db v.db
  heyi: “44”不是县级或县级以下区划代码
  [3]
  $ sh unchanged
  unchanged

Households of the police: who is missing, who is in two of them.

  $ cat > hukou.csv <<'END'
  > 公民身份号码,姓名,户籍户号,与户主关系,户口性质,户籍状态,变动日期,区划代码
  > 440799198001010015,甲一,K1,户主,农村,正常,,440783116248
  > 440799198202020025,甲二,K1,配偶,农村,正常,,440783116248
  > 440799197004040055,乙一,K2,户主,农村,正常,,440783116248
  > 440799197205050021,乙二,K2,配偶,农村,正常,,440783116248
  > 440799200001010018,乙三,K2,子,农村,正常,,440783116248
  > 440799196005050074,丙一,K3,户主,农村,正常,,440783116249
  > 440799196206060021,丙二,K3,配偶,农村,死亡注销,2015-01-01,440783116249
  > 440799194206060093,丁一,K4,户主,农村,正常,,440783116249
  > 440799194206060093,丁一,K5,父,农村,正常,,440783116249
  > 440799197507070117,戊一,K6,户主,农村,迁出注销,2016-02-02,440784101001
  > 440799197507070117,戊一,K7,户主,城镇,正常,,440783116249
  > 440799198505050025,戊二,K6,配偶,农村,正常,,440784101001
  > END
  $ heyi import feed 户籍 hukou.csv --received 2018-07-01 --db v.db --format csv
  delivery,reference,rows,rejected,matched,people,candidates,outside,others,changed,notes,replaced,replaced_rows
  4,2018-07-01,12,0,8,6,0,0,4,5,2,,
  $ heyi import feed 户籍 - --received 2018-07-01 --db v.db < hukou.csv
  heyi: -：要读两遍，不能从管道读；请先存成文件
  用法见 heyi import feed --help
  [2]
  $ heyi check --db v.db | tail -n 1
  审计记录         0     0  正常

A spreadsheet, figures for machines, English.

  $ cat > sheet.py <<'END'
  > import csv, sys
  > for n, row in enumerate(csv.reader(open(sys.argv[1], encoding="utf-8")), 1):
  >     print('<row r="%d">%s</row>' % (n, "".join(
  >         '<c r="%s%d" t="inlineStr"><is><t>%s</t></is></c>' % (chr(65 + i), n, v) for i, v in enumerate(row))))
  > END
  $ python3 $T/../format/xlsx/book.py next.xlsx "$(python3 sheet.py next.csv)"
  $ heyi import feed insurance next.xlsx --received 2018-07-01 --db v.db
  第 5 批，数据截至 2018-05-31
  读入 9 行：库中人员 4 行（2 人），待认定 2 行，范围外 0 行，其他人 3 行，拒绝 0 行
  事实有变化的户和人 1 个；提示 0 条
  待认定的行见 heyi verify candidates
  $ heyi import feed insurance next.csv --received 2018-07-01 --db v.db --format json
  {
    "import_feed": [
      {
        "delivery": 6,
        "reference": "2018-05-31",
        "rows": 9,
        "rejected": 0,
        "matched": 4,
        "people": 2,
        "candidates": 2,
        "outside": 0,
        "others": 3,
        "changed": 0,
        "notes": 0,
        "replaced": null,
        "replaced_rows": null
      }
    ]
  }
  $ heyi import feed insurance next.csv --db v.db --lang en
  heyi: a file with the same content was imported on 2018-07-02 (delivery 6); to import it again, withdraw that one first
  [3]
  $ heyi import feed
  heyi: 缺少来源名称
  用法见 heyi import feed --help
  [2]
  $ heyi import feed insurance
  heyi: 缺少要导入的文件
  用法见 heyi import feed --help
  [2]
  $ heyi import feed insurance next.csv --rows no
  heyi: --rows 应为正整数
  用法见 heyi import feed --help
  [2]
  $ heyi import --db v.db feed insurance next.csv
  heyi: 请在 import 之后先写 households、people 或 feed
  用法见 heyi import --help
  [2]
A pension comes in a row a month. Where her number is lacking, all rows are decided at once; those of
another name, or alike in another way, are not.

  $ copydb before.db w.db && cat > months.csv <<'E'
  > 身份证号,姓名,出生日期,险种,发放月份,基础养老金,其他待遇
  > ,丁一,1942-06-06,城乡居民养老,2018-03,180.00,0
  > ,丁一,1942-06-06,城乡居民养老,2018-04,180.00,0
  > ,丁一,1942-06-06,城乡居民养老,2018-05,180.00,0
  > 440799194206060093,丁二,1942-06-06,城乡居民养老,2018-05,180.00,0
  > 440799194808080139,己一,1948-08-08,城乡居民养老,2018-05,120.00,
  > E
  $ heyi import feed insurance months.csv --received 2018-06-30 --db w.db > /dev/null
  $ heyi verify candidates --format csv --db w.db | cut -d, -f1-10
  delivery,row,feed,household_no,member,name,stated_name,score,reasons,state
  3,5,insurance,B1,1,甲一,甲二,90,number;variant,open
  3,6,insurance,B1,2,甲二,甲二,80,digit;name,open
  4,1,insurance,B4,1,丁一,丁一,70,name;birth,open
  4,2,insurance,B4,1,丁一,丁一,70,name;birth,open
  4,3,insurance,B4,1,丁一,丁一,70,name;birth,open
  4,4,insurance,B4,1,丁一,丁二,90,number;variant,open
  $ heyi verify decide 4 2 B4 --member 1 --accept --alike --why 本人来办过 --db w.db
  第 4 批第 2 行已认定为此人的记录
  同批同名的另 2 行一并认定
  $ heyi verify candidates --all --format csv --db w.db | cut -d, -f1-10
  delivery,row,feed,household_no,member,name,stated_name,score,reasons,state
  3,5,insurance,B1,1,甲一,甲二,90,number;variant,open
  3,6,insurance,B1,2,甲二,甲二,80,digit;name,open
  4,1,insurance,B4,1,丁一,丁一,70,name;birth,accepted
  4,2,insurance,B4,1,丁一,丁一,70,name;birth,accepted
  4,3,insurance,B4,1,丁一,丁一,70,name;birth,accepted
  4,4,insurance,B4,1,丁一,丁二,90,number;variant,open
  $ heyi verify decide 4 2 B4 --member 1 --accept --alike --why 再来 --db w.db
  heyi: 第 4 批第 2 行对该成员已经如此认定
  [3]
  $ heyi check --db w.db > /dev/null && echo sound
  sound
