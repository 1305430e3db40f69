A department's data comes in: rows of people of the register are kept, those who may be somebody are
shown, of all others only the count. What is wrong with a delivery as a whole refuses it, and leaves
the register as it was.

  $ heyi init --db v.db --pack $PACK > /dev/null
  $ heyi import households $T/village/households.csv --valid-from 2018-01-01 --db v.db > /dev/null
  $ heyi import people $T/village/people.csv --valid-from 2018-01-01 --db v.db > /dev/null
  $ copydb v.db before.db
  $ cat > unchanged <<'END'
  > for n in v before; do heyi backup --out $n.heyi --db $n.db --format csv > $n.csv || exit; done
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
  $ sh unchanged
  $ heyi import feed insurance pay.csv --received 2018-06-01 --db v.db
  $ heyi check --db v.db | tail -n 1

The same content again, under whatever name.

  $ cp pay.csv again.csv; copydb v.db before.db
  $ heyi import feed insurance again.csv --received 2018-07-01 --db v.db
  $ sh unchanged

Fewer rows than the sender says; a file that breaks off.

  $ sed 's/180.00/190.00/' pay.csv > next.csv
  $ heyi import feed insurance next.csv --received 2018-07-01 --rows 10 --db v.db
  $ head -c -5 next.csv > cut.csv; heyi import feed insurance cut.csv --received 2018-07-01 --db v.db
  $ sh unchanged

Wrong columns; numbers in the wrong column; no such source.

  $ sed 's/险种/项目/; s/基础养老金/养老金/' next.csv > columns.csv; heyi import feed insurance columns.csv --received 2018-07-01 --db v.db
  $ sed 's/身份证号,姓名/姓名,身份证号/' next.csv > swapped.csv; heyi import feed insurance swapped.csv --received 2018-07-01 --db v.db
  $ heyi import feed nothing next.csv --received 2018-07-01 --db v.db
  $ heyi import feed tax next.csv --received 2018-07-01 --db v.db
  $ sh unchanged

Periods in the future: a row is rejected, a file of nothing else refused; so is a day of receipt that
hasn't come.

  $ heyi import feed insurance next.csv --received 2018-04-30 --errors e.csv --dry-run --db v.db
  $ cat e.csv
  $ heyi import feed insurance next.csv --received 2018-03-31 --db v.db
  $ heyi import feed insurance next.csv --received 2999-01-01 --db v.db
  $ sh unchanged

Another county's: nobody is in the register; or the rows name other divisions.

  $ (head -n 2 next.csv; tail -n 2 next.csv) > others.csv
  $ heyi import feed insurance others.csv --received 2018-07-01 --db v.db
  $ heyi import feed insurance others.csv --received 2018-07-01 --nobody --dry-run --db v.db
  $ cat > hukou.csv <<'END'
  > 公民身份号码,姓名,户籍户号,与户主关系,户口性质,户籍状态,变动日期,区划代码
  > 440799198001010015,甲一,K1,户主,农村,正常,,440784101001
  > END
  $ heyi import feed hukou hukou.csv --received 2018-07-01 --db v.db
  $ heyi import feed hukou hukou.csv --received 2018-07-01 --division 440784 --db v.db
  $ heyi import feed insurance next.csv --received 2018-07-01 --division 440783117 --db v.db
  $ heyi import feed insurance next.csv --received 2018-07-01 --division 44 --db v.db
  $ sh unchanged

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
  $ heyi import feed 户籍 - --received 2018-07-01 --db v.db < hukou.csv
  $ heyi check --db v.db | tail -n 1

A spreadsheet, figures for machines, English.

  $ cat > sheet.py <<'END'
  > import csv, sys
  > for n, row in enumerate(csv.reader(open(sys.argv[1], encoding="utf-8")), 1):
  >     print('<row r="%d">%s</row>' % (n, "".join(
  >         '<c r="%s%d" t="inlineStr"><is><t>%s</t></is></c>' % (chr(65 + i), n, v) for i, v in enumerate(row))))
  > END
  $ python3 $T/../format/xlsx/book.py next.xlsx "$(python3 sheet.py next.csv)"
  $ heyi import feed insurance next.xlsx --received 2018-07-01 --db v.db
  $ heyi import feed insurance next.csv --received 2018-07-01 --db v.db --format json
  $ heyi import feed insurance next.csv --db v.db --lang en
  $ heyi import feed
  $ heyi import feed insurance
  $ heyi import feed insurance next.csv --rows no
  $ heyi import --db v.db feed insurance next.csv
