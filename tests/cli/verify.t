Verification as a town clerk does it: files of departments come in, what differs is listed with what
it would do, and is settled; decisions follow.

  $ HEYI_CLOCK=2018-01-05T09:00:00+08:00 heyi init --db v.db --pack $PACK > /dev/null
  $ HEYI_CLOCK=2018-01-05T09:00:00+08:00 heyi import households $T/village/households.csv --valid-from 2018-01-01 --db v.db
  读入 9 行：新增 9，变更 0，无变化 0，拒绝 0；提示 0
  $ HEYI_CLOCK=2018-01-05T09:00:00+08:00 heyi import people $T/village/people.csv --valid-from 2018-01-01 --db v.db
  读入 10 行：新增 10，变更 0，无变化 0，拒绝 0；提示 0
  $ HEYI_CLOCK=2018-01-05T09:00:00+08:00 heyi determine --as-of 2018-01-01 --commit --db v.db > /dev/null
  已提交：第 1 次认定
  注意：1 户无法计算，原因见结果文件 failed_because 列
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
  第 3 批，数据截至 2018-06-01
  读入 2 行：库中人员 2 行（2 人），待认定 0 行，范围外 0 行，其他人 0 行，拒绝 0 行
  事实有变化的户和人 8 个；提示 0 条
  $ heyi import feed 纳税 纳税.csv --received 2018-06-01 --db v.db
  第 4 批，数据截至 2018-05-31
  读入 13 行：库中人员 12 行（1 人），待认定 1 行，范围外 0 行，其他人 0 行，拒绝 0 行
  事实有变化的户和人 1 个；提示 0 条
  待认定的行见 heyi verify candidates
  $ heyi import feed 户籍 户籍.csv --received 2018-06-01 --db v.db
  第 5 批，数据截至 2018-06-01
  读入 3 行：库中人员 2 行（2 人），待认定 0 行，范围外 0 行，其他人 1 行，拒绝 0 行
  事实有变化的户和人 1 个；提示 1 条
A verification may be tried; `findings` lists what stands after one that was written.

  $ heyi verify run B2 B3 --as-of 2018-06-15 --dry-run --db v.db
  只查看，未登记
  核对结果
  核对  核对日      户数  人数  有事项户  新事项  沿用  已消除  类别会变户  金额会变户  月增减(元)
  ----  ----------  ----  ----  --------  ------  ----  ------  ----------  ----------  ----------
     —  2018-06-15     2     2         2       2     0       0           1           2     -800.00
  
  事项
  事项                件数
  ------------------  ----
  申报与核对不一致       2
  未申报，部门有记录     0
  已死亡注销             0
  户口已迁出             0
  户籍成员未申报         0
  一人在两户             0
  号码相同、姓名不同     0
  待认定的匹配           0
  线索                   0
  申报自相矛盾           0
  
  核对事项
  户号  事项号  姓名  事项              事实        申报           核对           类别         月金额         来源    状态    说明
  ----  ------  ----  ----------------  ----------  -------------  -------------  -----------  -------------  ------  ------  ----
  B2         —        申报与核对不一致  机动车数量  0 辆           1 辆           低保→不符合  700.00→0.00    机动车  待核实  
  B3         —  丙一  申报与核对不一致  工资性收入  6000.00 元/年  7200.00 元/年  低保         300.00→200.00  纳税    待核实  
  $ heyi verify findings --db v.db
  核对事项
  户号  事项号  姓名  事项  事实  申报  核对  类别  月金额  来源  状态  说明
  ----  ------  ----  ----  ----  ----  ----  ----  ------  ----  ----  ----
  $ HEYI_CLOCK=2018-06-20T09:00:00+08:00 heyi verify run --as-of 2028-06-15 --db v.db
  heyi: 核对日在今天之后，请核对 --as-of；只想试算，请加 --dry-run
  [3]
  $ heyi verify run --as-of 2018-06-15 --db v.db
  已登记：第 1 次核对。heyi verify findings 列出事项
  核对结果
  核对  核对日      户数  人数  有事项户  新事项  沿用  已消除  类别会变户  金额会变户  月增减(元)
  ----  ----------  ----  ----  --------  ------  ----  ------  ----------  ----------  ----------
     1  2018-06-15     9    10         5       5     0       0           1           2     -800.00
  
  事项
  事项                件数
  ------------------  ----
  申报与核对不一致       2
  未申报，部门有记录     0
  已死亡注销             1
  户口已迁出             0
  户籍成员未申报         1
  一人在两户             0
  号码相同、姓名不同     1
  待认定的匹配           0
  线索                   0
  申报自相矛盾           0
  $ heyi verify findings --db v.db
  核对事项
  户号  事项号  姓名  事项                事实        申报           核对           类别         月金额         来源    状态    说明
  ----  ------  ----  ------------------  ----------  -------------  -------------  -----------  -------------  ------  ------  -----------------------------------------------------------------------------------
  B4         1  丁一  已死亡注销                                                    低保→不符合  960.00→0.00    户籍    待核实  户籍户号 H4；与户主关系 户主；户口性质 农村；户籍状态 死亡注销；变动日期 2018-03-02
  B2         1        申报与核对不一致    机动车数量  0 辆           1 辆           低保→不符合  700.00→0.00    机动车  待核实  
  B3         1  丙一  申报与核对不一致    工资性收入  6000.00 元/年  7200.00 元/年  低保         300.00→200.00  纳税    待核实  
  B5         1        户籍成员未申报                                                —            —              户籍    待核实  配偶 戊*
  B1         1  甲一  号码相同、姓名不同                                            —            —              纳税    待核实  张三（第 4 批第 13 行）
  $ heyi verify findings --format csv --sort household --db v.db
  household_no,member,name,kind,attribute,declared,verified,difference,category_declared,category_verified,amount_declared,amount_verified,weight,source,delivery,state,reason,as_of,item,detail,row
  B1,1,甲一,name_differs,,,,,,,,,5,纳税,4,open,,2018-06-15,1,张三,13
  B2,,,divergence,vehicle_count,0,1,1,dibao,none,700.00,0.00,840011,机动车,3,open,,2018-06-15,1,,1
  B3,1,丙一,divergence,wage_income,6000.00,7200.00,1200.00,dibao,dibao,300.00,200.00,120002,纳税,4,open,,2018-06-15,1,,
  B4,1,丁一,dead,,,,,dibao,none,960.00,0.00,1152011,户籍,5,open,,2018-06-15,1,户籍户号 H4；与户主关系 户主；户口性质 农村；户籍状态 死亡注销；变动日期 2018-03-02,1
  B5,,,member_missing,,,,,,,,,6,户籍,5,open,,2018-06-15,1,配偶 戊*,3
  $ heyi verify findings --kind 线索 --db v.db
  核对事项
  户号  事项号  姓名  事项  事实  申报  核对  类别  月金额  来源  状态  说明
  ----  ------  ----  ----  ----  ----  ----  ----  ------  ----  ----  ----
  $ heyi verify findings --kind 车 --db v.db
  heyi: --kind 没有“车”，可选的见 heyi verify findings --help
  用法见 heyi verify findings --help
  [2]
Facts in force are the departments' already; the car takes B2 out.

  $ heyi determine --as-of 2018-06-15 --out r.csv --db v.db > /dev/null
  试算，未提交（提交请加 --commit）
  注意：1 户无法计算，原因见结果文件 failed_because 列
  $ grep -E '^B[234],' r.csv | cut -d, -f1,4-7
  B2,100.00,none,out,0.00
  B3,600.00,dibao,in_force,200.00
  B4,0.00,dibao,in_force,960.00
The letter says where a value comes from: what the tax office sees is a part.

  $ heyi explain B3 --as-of 2018-06-15 --db v.db 2>/dev/null | grep 至少
     · 丙一（本人）（纳税，自 2018-05-31，至少）：工资性收入 7200.00 元/年
  “至少”是说部门的记录只是其中一部分，实际不会比这更少。
The car was sold, as a contract shows; the tax office is right; the dead need no correction.

  $ heyi verify settle B2 1 --state dismissed --why 车已转卖 --db v.db
  heyi: 认定不属实要有佐证材料，请用 --attachment 写明其编号
  [3]
  $ heyi verify settle B2 1 --state dismissed --why 车已转卖 --attachment 合同2018-17 --db v.db
  户 B2 的事项 1：不属实
  $ heyi verify settle B3 1 --state confirmed --why 本人承认 --db v.db
  户 B3 的事项 1：属实
  $ heyi verify settle B3 1 --state confirmed --why 本人承认 --db v.db
  heyi: 户 B3 的事项 1 已经是“属实”，没有改动
  [3]
  $ heyi verify settle B4 1 --state 属实 --why 村委会证明 --db v.db
  户 B4 的事项 1：属实
  $ heyi verify settle B1 1 --state confirmed --why 同一人 --db v.db
  heyi: 事项 1 问的是一条记录是不是此人的，请用 heyi verify decide 4 13 B1 --member 1 --accept（或 --refuse）--why 理由 认定（同名的各行加 --alike）；认定后再核对，事项即消除
  [3]
  $ heyi verify settle B9 1 --state explained --why 无 --db v.db
  heyi: 户 B9 没有编号为 1 的核对事项，用 heyi verify findings --household B9 查看
  [3]
  $ heyi verify findings --household B99 --db v.db
  heyi: 没有户 B99（在所查区划和您的管辖范围内）
  [3]
  $ heyi verify settle B3 1 --state dismissed --why 错 --attachment 1 --value 六千 --db v.db
  heyi: --value “六千” 不能作为工资性收入的值：只填数字，不带单位或文字，例如 1200.50
  [3]
  $ heyi determine --as-of 2018-06-15 --out r.csv --db v.db > /dev/null
  试算，未提交（提交请加 --commit）
  注意：1 户无法计算，原因见结果文件 failed_because 列
  $ grep -E '^B[234],' r.csv | cut -d, -f1,4-7
  B2,100.00,dibao,in_force,700.00
  B3,600.00,dibao,in_force,200.00
  B4,0.00,dibao,in_force,960.00
  $ heyi verify run --as-of 2018-06-15 --db v.db
  已登记：第 2 次核对。heyi verify findings 列出事项
  核对结果
  核对  核对日      户数  人数  有事项户  新事项  沿用  已消除  类别会变户  金额会变户  月增减(元)
  ----  ----------  ----  ----  --------  ------  ----  ------  ----------  ----------  ----------
     2  2018-06-15     9    10         4       0     4       1           0           1     -100.00
  
  事项
  事项                件数
  ------------------  ----
  申报与核对不一致       1
  未申报，部门有记录     0
  已死亡注销             1
  户口已迁出             0
  户籍成员未申报         1
  一人在两户             0
  号码相同、姓名不同     1
  待认定的匹配           0
  线索                   0
  申报自相矛盾           0
  $ heyi verify findings --format csv --sort household --db v.db | cut -d, -f1,4,5,16,17
  household_no,kind,attribute,state,reason
  B1,name_differs,,open,
  B3,divergence,wage_income,confirmed,本人承认
  B4,dead,,confirmed,村委会证明
  B5,member_missing,,open,
Some households only: named, or in a list with a column of numbers.

  $ printf '姓名,户号\n丙一,B3\n戊一,B5\n' > some.csv
  $ heyi verify run --list some.csv --as-of 2018-06-15 --dry-run --format csv --db v.db | head -2
  只查看，未登记
  verification,as_of,households,people,with_items,opened,kept,gone,category_changes,amount_changes,amount_sum
  ,2018-06-15,2,2,2,0,2,0,0,1,-100.00
  $ heyi verify run B3 B2 B3 --as-of 2018-06-15 --dry-run --format csv --db v.db | head -2
  只查看，未登记
  verification,as_of,households,people,with_items,opened,kept,gone,category_changes,amount_changes,amount_sum
  ,2018-06-15,2,2,1,0,1,0,0,1,-100.00
  $ heyi verify run B3 XX --as-of 2018-06-15 --db v.db
  heyi: 没有户 XX（2018-06-15，在所查区划和您的管辖范围内），请核对户号或日期
  [3]
  $ heyi verify run B3 --division 440783 --as-of 2018-06-15 --db v.db
  heyi: 户号、--list 和 --division 只能用一种
  用法见 heyi verify run --help
  [2]
  $ heyi verify run --as-of 2018-06-14 --db v.db
  heyi: 户 B1 已按 2018-06-15 核对过，不能再按更早的 2018-06-14 登记核对事项；只想看当时的情况，请加 --dry-run
  [3]
  $ heyi verify run --db v.db
  heyi: 缺少 --as-of 日期
  用法见 heyi verify run --help
  [2]
What was known before the files came.

  $ heyi verify run --as-of 2018-06-15 --known-at 2018-02-01 --format csv --db v.db
  只查看，未登记
  verification,as_of,households,people,with_items,opened,kept,gone,category_changes,amount_changes,amount_sum
  ,2018-06-15,9,10,0,0,0,0,0,0,0.00
  
  kind,items
  divergence,0
  undeclared,0
  dead,0
  moved_out,0
  member_missing,0
  two_households,0
  name_differs,0
  candidate,0
  lead,0
  implausible,0
  
  household_no,member,name,kind,attribute,declared,verified,difference,category_declared,category_verified,amount_declared,amount_verified,weight,source,delivery,state,reason,as_of,item,detail,row
  $ heyi check --db v.db
  检查          已查  问题  结果
  ------------  ----  ----  ----
  数据库           1     0  正常
  表结构          86     0  正常
  事实目录        43     0  正常
  变更日志        13     0  正常
  政策包           1     0  正常
  政策包提案       0     0  正常
  来源            45     0  正常
  导入文件         6     0  正常
  户号             9     0  正常
  证据           158     0  正常
  家庭             9     0  正常
  人员            10     0  正常
  户内成员        10     0  正常
  疑点记录         0     0  正常
  认定批次         1     0  正常
  认定结果         9     0  正常
  数据来源定义     1     0  正常
  部门数据批次     3     0  正常
  部门记录        20     0  正常
  待认定的匹配     1     0  正常
  部门事实        26     0  正常
  核对事项        10     0  正常
  公民身份号码    10     0  正常
  办公库           1     0  正常
  审计记录         0     0  正常
What a policy pays beyond all sense can't be weighed.

  $ cp -r $PACK large && chmod -R u+w large && sed -i '/^line,/s/,[0-9.]*,元/,40000000000000000.00,元/' large/parameters.csv
  $ HEYI_CLOCK=2018-01-05T09:00:00+08:00 heyi init --db l.db --pack large > /dev/null && for f in households people; do heyi import $f $T/village/$f.csv --valid-from 2018-01-01 --db l.db > /dev/null; done; heyi import feed 机动车 机动车.csv --received 2018-06-01 --db l.db > /dev/null
  $ heyi verify run --as-of 2018-06-15 --db l.db
  heyi: 户 B2：金额合计超出可表示的范围，请检查政策包的参数
  [3]
