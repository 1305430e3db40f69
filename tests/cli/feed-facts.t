From rows of departments to facts: B2 declared no car and no savings. The traffic police and the
banks know otherwise, from two sides, and one row isn't certain to be anybody's.

  $ heyi init --db v.db --pack $PACK > /dev/null
  $ heyi import households $T/village/households.csv --valid-from 2018-01-01 --db v.db > /dev/null
  $ heyi import people $T/village/people.csv --valid-from 2018-01-01 --db v.db > /dev/null
  $ cat > cars.csv <<'EOF'
  > 身份证号,姓名,出生日期,号牌号码,车辆类型,登记日期,注销日期
  > 440799197004040055,乙一,,粤J00001,小型汽车,2018-04-10,
  > 440799198001010015,甲一,,粤J00002,普通摩托车,2015-01-01,
  > 440799196005050075,丙一,1960-05-05,粤J00003,小型汽车,2017-03-01,
  > EOF
  $ export HEYI_CLOCK=2018-07-01T09:00:00+08:00; heyi import feed 机动车 cars.csv --received 2018-06-01 --db v.db > /dev/null
  $ cat > facts <<'EOF'
  > heyi explain $1 --as-of 2018-06-30 --db v.db $3 $4 | grep "· 全家.*$2"
  > EOF
  $ sh facts B2 机动车
     · 全家（机动车，自 2018-04-10）：机动车数量 1 辆
  $ sh facts B3 机动车
     · 全家（申报，自 2018-01-01）：住房套数 1 套，机动车数量 0 辆，金融资产 3000.00 元，商事登记 否

A bank's list alone is half of the sum: 金融资产 stays as declared until the securities have come.

  $ printf '身份证号,姓名,余额,查询日期\n440799197004040055,乙一,52000,2018-05-31\n' > bank.csv
  $ heyi import feed 存款 bank.csv --received 2018-06-02 --db v.db > /dev/null; sh facts B2 金融资产
     · 全家（申报，自 2018-01-01）：住房套数 1 套，金融资产 3000.00 元
  $ printf '身份证号,姓名,市值,查询日期\n440799197004040055,乙一,8000.50,2018-05-31\n' > shares.csv
  $ export HEYI_CLOCK=2018-07-03T09:00:00+08:00; heyi import feed 证券 shares.csv --received 2018-06-03 --db v.db > /dev/null; sh facts B2 金融资产
     · 全家（部门合计，自 2018-05-31）：金融资产 60000.50 元

Whose car is 粤J00003? One digit of the number is wrong. Until somebody decides, nothing is said of
B3's cars.

  $ heyi verify candidates --db v.db
  批次  行  来源    户号  成员  登记姓名  部门姓名  分数  相符之处                                          状态    记录
  ----  --  ------  ----  ----  --------  --------  ----  ------------------------------------------------  ------  ------------------------------------------------------------------------------
     3   3  机动车  B3       1  丙一      丙一       100  号码差一位或相邻两位对调；姓名相同；出生日期相同  待认定  出生日期 1960-05-05；号牌号码 粤J00003；车辆类型 小型汽车；登记日期 2017-03-01
  $ heyi verify decide 3 3 B3 --member 1 --accept --db v.db
  heyi: 请写明理由（--why）
  [3]
  $ heyi verify decide 3 3 B3 --member 2 --accept --why 核实 --db v.db
  heyi: 户 B3 没有第 2 位成员（共 1 人）
  [3]
  $ export HEYI_CLOCK=2018-07-04T09:00:00+08:00; heyi verify decide 3 3 B3 --member 1 --accept --why "行驶证原件，号码末位误录" --db v.db; sh facts B3 机动车
  第 3 批第 3 行已认定为此人的记录
     · 全家（机动车，自 2018-01-01）：机动车数量 1 辆
  $ heyi verify candidates --all --db v.db --format csv
  delivery,row,feed,household_no,member,name,stated_name,score,reasons,state,row_text
  3,3,vehicle,B3,1,丙一,丙一,100,digit;name;birth,accepted,出生日期 1960-05-05；号牌号码 粤J00003；车辆类型 小型汽车；登记日期 2017-03-01

The police takes its list back: facts are as declared again. As known before, they are as they were.

  $ heyi verify withdraw 3 --db v.db
  heyi: 请写明理由（--why）
  [3]
  $ export HEYI_CLOCK=2018-07-05T09:00:00+08:00; heyi verify withdraw 3 --why 交警来函：数据有误 --db v.db
  已撤回第 3 批；8 户或人的事实随之改变
  $ heyi verify withdraw 3 --why 再撤 --db v.db
  heyi: 第 3 批已经撤回
  [3]
  $ sh facts B3 机动车
     · 全家（申报，自 2018-01-01）：住房套数 1 套，机动车数量 0 辆，商事登记 否
  $ sh facts B3 机动车 --known-at 2018-07-03; sh facts B3 机动车 --known-at 2018-07-04
     · 全家（申报，自 2018-01-01）：住房套数 1 套，机动车数量 0 辆，商事登记 否
     · 全家（机动车，自 2018-01-01）：机动车数量 1 辆
  $ heyi verify deliveries --db v.db
  批次  来源    收到        数据截至    覆盖  记录  退回  匹配  待认定  区划外  其他  状态    文件
  ----  ------  ----------  ----------  ----  ----  ----  ----  ------  ------  ----  ------  ----------
     5  证券    2018-06-03  2018-05-31  全部     1     0     1       0       0     0  有效    shares.csv
     4  存款    2018-06-02  2018-05-31  全部     1     0     1       0       0     0  有效    bank.csv
     3  机动车  2018-06-01  2018-06-01  全部     3     0     2       1       0     0  已撤回  cars.csv
  $ heyi verify deliveries --known-at 2018-07-02 --db v.db --format csv
  delivery,feed,received,reference,division,rows,rejected,matched,candidates,outside,others,state,files
  4,deposits,2018-06-02,2018-05-31,,1,0,1,0,0,0,in_force,bank.csv
  3,vehicle,2018-06-01,2018-06-01,,3,0,2,1,0,0,in_force,cars.csv
  $ heyi verify deliveries --division 44078311 --db v.db --format json | grep -c '"feed"'
  3
  $ heyi verify deliveries --division 440799 --db v.db --format csv
  delivery,feed,received,reference,division,rows,rejected,matched,candidates,outside,others,state,files
  5,securities,2018-06-03,2018-05-31,,1,0,1,0,0,0,in_force,shares.csv
  4,deposits,2018-06-02,2018-05-31,,1,0,1,0,0,0,in_force,bank.csv
  3,vehicle,2018-06-01,2018-06-01,,3,0,2,1,0,0,withdrawn,cars.csv
  $ heyi check --db v.db | grep 部门
  部门数据批次     3     0  正常
  部门记录         8     0  正常
  部门事实        24     0  正常
