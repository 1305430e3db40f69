A new register has the definitions that are built in; init again changes nothing.

  $ export HEYI_CLOCK=2018-01-05T09:00:00+08:00; heyi init --db a.db --pack $PACK | grep 来源 | sed 's/[0-9a-f]\{12,\}/HASH/g'
  来源定义：19 个来源，版本 HASH
  $ heyi init --db a.db
  $ heyi verify feeds --db a.db | head -4
  标识            来源          部门                                依据         采信度  日期    月数  给出的事实
  --------------  ------------  ----------------------------------  -----------  ------  ------  ----  ----------------------------------
  business        个体工商户    市场监督管理                        JM23-2.2b       300  起止       —  商事登记
  deposits        存款          金融机构（存款）                    JM23-2.2b       300  按日       1  金融资产
  $ heyi verify feeds --db a.db --format csv | sed -n '1p;/^tax/p;/^wage/p;/^housing_fund/p'
  name,label,department,clause,standing,dated,window,facts
  housing_fund,公积金,住房公积金管理中心,JM23-2.2b,300,month,12,wage_income
  tax,纳税,税务（个人所得税扣缴申报）,JM23-2.2b,320,month,12,wage_income;business_income;property_income
  wage_income,600.00,5.0
  housing_fund,wage_income,310
  $ heyi verify feeds 机动车 --db a.db
  标识     来源    部门              依据       采信度  日期  月数  给出的事实
  -------  ------  ----------------  ---------  ------  ----  ----  ----------
  vehicle  机动车  公安（交通管理）  JM23-2.2b     300  起止     —  机动车数量
  
  文件的列
  列            类型   空格  取值                                                      也可写作
  ------------  -----  ----  --------------------------------------------------------  -------------------------------------
  公民身份号码  id_no  必填                                                            身份证号、身份证号码、证件号码、id_no
  姓名          name   必填                                                            name
  出生日期      birth                                                                  birth_date
  号牌号码      text   必填                                                            
  车辆类型      code   必填  小型汽车、大型汽车、普通摩托车、轻便摩托车、残疾人专用车  
  登记日期      from   必填                                                            
  注销日期      to                                                                     
  
  给出的事实
  事实        算法   值  条件                                  没有记录时  容差  容差(%)
  ----------  -----  --  ------------------------------------  ----------  ----  -------
  机动车数量  count      车辆类型 in ("小型汽车", "大型汽车")  0 辆        —           —
  $ heyi verify feeds hukou --db a.db --lang en | tail -6
  What is worth a look
  sign            column      condition                                  note
  --------------  ----------  -----------------------------------------  ----
  dead            变动日期    户籍状态 = "死亡注销"                      
  moved_out       变动日期    户籍状态 = "迁出注销"                      
  member_missing  与户主关系  户籍状态 = "正常" and 与户主关系 = "配偶"  
  $ heyi verify feeds 渔船 --db a.db
  heyi: 没有来源“渔船”；heyi verify feeds 列出全部来源
  [3]
  $ heyi verify feeds a b --db a.db
  heyi: 只能写一个来源
  用法见 heyi verify feeds --help
  [2]
  $ heyi verify | head -1
  heyi: 请写出 verify 的子命令
  用法见 heyi verify --help
A bureau adds a source of its own: a file in a folder, no program. Its definitions stay when the program is replaced by another.

  $ cp -r $PACK/../../feeds own && chmod -R u+w own && cat > own/boats.csv <<END
  > item,name,rule,value,condition,absent,note
  > source,label,,渔船,,,
  > source,department,,农业农村（渔政）,,,
  > source,clause,,JM23-2.2b,,,
  > source,standing,,310,,,
  > source,dated,,span,,,
  > column,公民身份号码,id_no,船主证件号;身份证号,,refused,
  > column,姓名,name,船主,,refused,
  > column,船名,text,,,,
  > column,用途,code,,捕捞;旅游;自用,refused,
  > column,登记日期,from,,,refused,
  > column,注销日期,to,,,,
  > fact,business_registered,any,,用途 != "自用",,
  > lead,boat,,,"用途 = ""旅游""",,名下有旅游船
  > END
  $ export HEYI_CLOCK=2018-03-01T09:00:00+08:00; heyi init --db a.db --feeds own | sed 's/[0-9a-f]\{12,\}/HASH/g'
  来源定义：20 个来源，版本 HASH
  $ heyi init --db a.db --feeds own && heyi init --db a.db
  $ heyi verify feeds boats --db a.db
  标识   来源  部门              依据       采信度  日期  月数  给出的事实
  -----  ----  ----------------  ---------  ------  ----  ----  ----------
  boats  渔船  农业农村（渔政）  JM23-2.2b     310  起止     —  商事登记
  
  文件的列
  列            类型   空格  取值              也可写作
  ------------  -----  ----  ----------------  --------------------
  公民身份号码  id_no  必填                    船主证件号、身份证号
  姓名          name   必填                    船主
  船名          text                           
  用途          code   必填  捕捞、旅游、自用  
  登记日期      from   必填                    
  注销日期      to                             
  
  给出的事实
  事实      算法  值  条件            没有记录时  容差  容差(%)
  --------  ----  --  --------------  ----------  ----  -------
  商事登记  any       用途 != "自用"  —           —           —
  
  线索
  线索  列  条件           说明
  ----  --  -------------  ------------
  boat      用途 = "旅游"  名下有旅游船
  $ heyi verify feeds 渔船 --db a.db --known-at 2018-02-01
  heyi: 没有来源“渔船”；heyi verify feeds 列出全部来源
  [3]
  $ heyi check --db a.db | grep 公民身份号码
  公民身份号码     0     0  正常
Definitions that can't be right are refused with their place, and the register keeps those it has.

  $ echo 'rm -rf bad; cp -r own bad && sed -i "$1" bad/boats.csv && heyi init --db a.db --feeds bad' > fault
  $ sh fault 's/^source,standing,,310/source,standing,,950/'
  heyi: bad：boats.csv 第 5 行，value 列：“950” 应为 1 至 899 的整数（申报为 100，更正为 900）
  [3]
  $ sh fault 's/column,用途,code/column,用途,kind/'
  heyi: bad：boats.csv 第 10 行，rule 列：未知类型“kind”，可用 id_no、name、birth、division、group、text、code、money、number、integer、boolean、date、day、month、year、from、to
  [3]
  $ sh fault 's/"用途 = ""旅游"""/"用途 = ""旅行"""/'
  heyi: bad：boats.csv 第 14 行，condition 列：第 6 个字符："旅行" 不在允许值之中："捕捞", "旅游", "自用"
  [3]
  $ sh fault 's/"用途 = ""旅游"""/"船型 = ""旅游"""/'
  heyi: bad：boats.csv 第 14 行，condition 列：第 1 个字符：没有名称“船型”
  [3]
  $ sh fault 's/"用途 = ""旅游"""/"用途 = ""旅游""，"/'
  heyi: bad：boats.csv 第 14 行，condition 列：第 1 行第 10 列：全角“，”，请改用半角 ,
  [3]
  $ sh fault 's/"用途 = ""旅游"""/"用途 = ""旅游"" and 用途 = ""自用"""/'
  heyi: bad：boats.csv 第 14 行，condition 列：没有哪一行能符合这个条件：用途 = "旅游" and 用途 = "自用"
  [3]
  $ sh fault 's/business_registered,any/vehicle_count,sum/'
  heyi: bad：boats.csv 第 13 行，value 列：sum 需要一个表达式，例如一列的名称
  [3]
  $ sh fault 's/fact,business_registered/fact,boats/'
  heyi: bad：boats.csv 第 13 行，name 列：目录中没有事实“boats”；可用的见 heyi catalogue
  [3]
  $ sh fault 's/^source,label,,渔船/source,label,,机动车/'
  heyi: bad：boats.csv：名称“机动车”与 vehicle.csv 的相同，请另取一个
  [3]
  $ sh fault 's/,from,/,day,/'
  heyi: bad：boats.csv 第 11 行，rule 列：dated 为 span 的来源没有 day 列；只作数据的日期用 date
  [3]
  $ sh fault '/登记日期/d'
  heyi: bad：boats.csv：dated 为 span，缺少类型为 from 的列
  [3]
  $ mkdir empty && heyi init --db a.db --feeds empty; heyi init --db a.db --feeds nowhere
  heyi: empty：没有来源的定义：每个来源一个 .csv 文件，写法见 feeds/README.md
  heyi: nowhere：文件不存在
  [3]
  $ rm -rf bad; cp -r own bad && echo 'insured,600,,,,' >> bad/attributes.csv && heyi init --db a.db --feeds bad
  heyi: bad：attributes.csv 第 10 行，attribute 列：“insured” 不是金额或整数，没有容差
  [3]
  $ cp own/boats.csv bad/Boats.csv && heyi init --db a.db --feeds bad
  heyi: bad：“Boats.csv”：文件名就是来源的标识，只用小写字母、数字和 _，且不能是 declaration、correction、combined
  [3]
  $ heyi verify feeds --db a.db | grep -c .
  36
A first init with broken definitions leaves nothing behind.

  $ heyi init --db n.db --feeds bad > /dev/null 2>&1; echo $?; ls n.db* 2>/dev/null
  3
  [2]
A backup carries them.

  $ heyi backup --db a.db --out a.heyi > /dev/null && heyi restore a.heyi --db b.db > /dev/null && heyi verify feeds --db a.db > a.txt && heyi verify feeds --db b.db > b.txt && cmp a.txt b.txt && grep -c . b.txt
  36
The new source's files come in, and what they say is in force, without a line of program.

  $ heyi init --db v.db --pack $PACK --feeds own > /dev/null && for f in households people; do heyi import $f $T/village/$f.csv --valid-from 2018-01-01 --db v.db > /dev/null; done
  $ cat > list.csv <<END
  > 渔船登记清单
  > 船主证件号,船主,船名,用途,登记日期
  > 440799196005050074,丙一,粤江渔1,捕捞,2016-05-01
  > 440799197707070171,路人,粤江渔2,捕捞,2016-05-01
  > 440799194206060093,丁一,粤江渔3,自用,2016-05-01
  > END
  $ heyi explain B3 --as-of 2018-06-30 --db v.db 2>&1 | grep 商事登记
     金融资产不超过规定月数的低保标准乘以人数，住房和机动车不超过规定的数量，也没有商事登记。（依据 JM23-2.2a，参数为样例值）
     · 全家（申报，自 2018-01-01）：住房套数 1 套，机动车数量 0 辆，金融资产 3000.00 元，商事登记 否
  $ heyi import feed 渔船 list.csv --received 2018-06-05 --db v.db
  第 3 批，数据截至 2018-06-05
  读入 3 行：库中人员 2 行（2 人），待认定 0 行，范围外 0 行，其他人 1 行，拒绝 0 行
  事实有变化的户和人 1 个；提示 0 条
  $ heyi explain B3 --as-of 2018-06-30 --db v.db 2>&1 | grep 商事登记
  原因：家庭有商事登记。（依据 JM23-2.2a）
     金融资产不超过规定月数的低保标准乘以人数，住房和机动车不超过规定的数量，也没有商事登记。（依据 JM23-2.2a，参数为样例值）
     · 全家（渔船，自 2018-01-01）：商事登记 是
     家庭有商事登记。（依据 JM23-2.2a）
  $ heyi explain B4 --as-of 2018-06-30 --db v.db 2>&1 | grep 商事登记
     金融资产不超过规定月数的低保标准乘以人数，住房和机动车不超过规定的数量，也没有商事登记。（依据 JM23-2.2a，参数为样例值）
     · 全家（申报，自 2018-01-01）：住房套数 1 套，机动车数量 0 辆，金融资产 3000.00 元，商事登记 否
The deliveries go on being read by the definitions they came under.

  $ heyi init --db v.db --feeds $PACK/../../feeds | sed 's/[0-9a-f]\{12,\}/HASH/g'; heyi verify deliveries --db v.db | tail -1; heyi explain B3 --as-of 2018-06-30 --db v.db 2>&1 | grep 全家.*商事登记; heyi check --db v.db > /dev/null && echo sound
  来源定义：19 个来源，版本 HASH
     3  渔船  2018-06-05  2018-06-05  全部     3     0     2       0       0     1  有效  list.csv
     · 全家（渔船，自 2018-01-01）：商事登记 是
  sound
A lead that can't be computed of a row is told when the row comes in, kept or a candidate: later it
would stand in the way of every verification.

  $ sed 's/^lead,.*//' own/boats.csv > x && printf 'lead,odd,,,"number(船名) > 3",,某事\n' >> x && cp x own/boats.csv && heyi init --db v.db --feeds own > /dev/null && heyi verify withdraw 3 --why 错 --db v.db > /dev/null
  $ heyi import feed 渔船 list.csv --received 2018-06-05 --db v.db
  heyi: list.csv 第 3 行：boats.csv 第 15 行，condition 列：number(船名) > 3：不是数
  [3]
  $ sed '3d;5d; s/440799197707070171,路人/440799196005050074,丙三/' list.csv > candidate.csv && heyi import feed 渔船 candidate.csv --received 2018-06-05 --db v.db
  heyi: candidate.csv 第 3 行：boats.csv 第 15 行，condition 列：number(船名) > 3：不是数
  [3]
