Verification as a town clerk does it: files of departments come in, what differs is listed with what
it would do, and is settled; decisions follow.

  $ heyi init --db v.db --pack $PACK > /dev/null
  $ heyi import households $T/village/households.csv --valid-from 2018-01-01 --db v.db
  $ heyi import people $T/village/people.csv --valid-from 2018-01-01 --db v.db
  $ heyi determine --as-of 2018-01-01 --commit --db v.db > /dev/null
乙一 of B2 has a car, 丙一 of B3 more wages than she said, 丁一 of B4 is dead, 甲一 of B1 has somebody
else's number in the tax file; 戊一 of B5 has a spouse whom she didn't name.

  $ cat > 机动车.csv <<E
  > 公民身份号码,姓名,号牌号码,车辆类型,登记日期,注销日期
  > 440799197004040055,乙一,粤J00001,小型汽车,2015-03-01,
  > 440799196005050074,丙一,粤J00002,小型汽车,2009-03-01,2016-01-05
  > E
  $ (echo 公民身份号码,姓名,扣缴单位,所得项目,所属月份,收入额
  > for m in 2017-06 2017-07 2017-08 2017-09 2017-10 2017-11 2017-12 2018-01 2018-02 2018-03 2018-04 2018-05
  > do echo 440799196005050074,丙一,甲厂,工资薪金,$m,600; done
  > echo 440799198001010015,张三,乙厂,工资薪金,2018-05,9000) > 纳税.csv
  $ cat > 户籍.csv <<E
  > 公民身份号码,姓名,户籍户号,与户主关系,户口性质,户籍状态,变动日期
  > 440799194206060093,丁一,H4,户主,农村,死亡注销,2018-03-02
  > 440799197507070117,戊一,H5,户主,农村,正常,
  > 440799197809090207,戊二,H5,配偶,农村,正常,
  > E
  $ heyi import feed 机动车 机动车.csv --received 2018-06-01 --db v.db
  $ heyi import feed 纳税 纳税.csv --received 2018-06-01 --db v.db
  $ heyi import feed 户籍 户籍.csv --received 2018-06-01 --db v.db
A verification may be tried; it is what `findings` lists afterwards.

  $ heyi verify run --as-of 2018-06-15 --dry-run --db v.db
  $ heyi verify findings --db v.db
  $ heyi verify run --as-of 2018-06-15 --db v.db
  $ heyi verify findings --db v.db
  $ heyi verify findings --format csv --sort household --db v.db
  $ heyi verify findings --kind 线索 --db v.db
  $ heyi verify findings --kind 车 --db v.db
Facts in force are the departments' already; the car takes B2 out.

  $ heyi determine --as-of 2018-06-15 --out r.csv --db v.db > /dev/null
  $ grep -E '^B[234],' r.csv | cut -d, -f1,4-7
The car was sold, as a contract shows; the tax office is right; the dead need no correction.

  $ heyi verify settle B2 1 --state dismissed --why 车已转卖 --db v.db
  $ heyi verify settle B2 1 --state dismissed --why 车已转卖 --attachment 合同2018-17 --db v.db
  $ heyi verify settle B3 1 --state confirmed --why 本人承认 --db v.db
  $ heyi verify settle B3 1 --state confirmed --why 本人承认 --db v.db
  $ heyi verify settle B4 1 --state 属实 --why 村委会证明 --db v.db
  $ heyi verify settle B9 1 --state explained --why 无 --db v.db
  $ heyi verify settle B3 1 --state dismissed --why 错 --attachment 1 --value 六千 --db v.db
  $ heyi determine --as-of 2018-06-15 --out r.csv --db v.db > /dev/null
  $ grep -E '^B[234],' r.csv | cut -d, -f1,4-7
  $ heyi verify run --as-of 2018-06-15 --db v.db
  $ heyi verify findings --format csv --sort household --db v.db | cut -d, -f1,4,5,16,17
Some households only: named, or in a list with a column of numbers.

  $ printf '姓名,户号\n丙一,B3\n戊一,B5\n' > some.csv
  $ heyi verify run --list some.csv --as-of 2018-06-15 --dry-run --format csv --db v.db | head -2
  $ heyi verify run B3 B2 B3 --as-of 2018-06-15 --dry-run --format csv --db v.db | head -2
  $ heyi verify run B3 XX --as-of 2018-06-15 --db v.db
  $ heyi verify run B3 --division 440783 --as-of 2018-06-15 --db v.db
  $ heyi verify run --as-of 2018-06-14 --db v.db
  $ heyi verify run --db v.db
What was known before the files came.

  $ heyi verify run --as-of 2018-06-15 --known-at 2000-01-01 --db v.db
  $ heyi check --db v.db
