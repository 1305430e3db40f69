The register of release 1 is taken over: nothing of it is lost, and every decision comes out as it was.

  $ $LOAD $T ${DB:-r.db} && cp $T/key key && chmod 600 key
  $ heyi init --db ${DB:-r.db} > /dev/null
  $ heyi check --replay 1000 --db ${DB:-r.db}
  检查          已查  问题  结果
  ------------  ----  ----  ----
  数据库           1     0  正常
  表结构          86     0  正常
  事实目录        43     0  正常
  变更日志        17     0  正常
  政策包           2     0  正常
  政策包提案       0     0  正常
  来源            45     0  正常
  导入文件         9     0  正常
  户号            22     0  正常
  证据           588     0  正常
  家庭            22     0  正常
  人员            52     0  正常
  户内成员        55     0  正常
  疑点记录         1     0  正常
  认定批次         4     0  正常
  认定结果        88     0  正常
  抽样重算        88     0  正常
  数据来源定义     1     0  正常
  部门数据批次     0     0  正常
  部门记录         0     0  正常
  待认定的匹配     0     0  正常
  部门事实         0     0  正常
  核对事项         0     0  正常
  公民身份号码    52     0  正常
  办公库           1     0  正常
  审计记录         0     0  正常
The first run again, from what was known then and under the pack of then.

  $ heyi determine --as-of 2018-01-01 --known-at 2018-01-09 --out - --db ${DB:-r.db} 2> /dev/null | cut -d, -f1-14
  ﻿household_no,division,people,monthly_income,category,standing,monthly_amount,points,development_target,key_target,measures,grace_until,undecided_because,also_missing
  440783116-000001,440783116247,6,122.08,dibao,in_force,4387.50,60,true,true,employment;industry;insurance;schooling,,,
  440783116-000002,440783116254,2,386.25,dibao,in_force,1147.50,60,false,false,safety_net,,,
  440783116-000003,440783116245,4,1317.50,none,out,0.00,30,false,false,,,,
  440783116-000004,440783116247,2,204.58,dibao,in_force,1510.83,65,false,false,safety_net;schooling,,,
  440783116-000005,440783116001,4,296.46,dibao,in_force,2174.17,53,true,true,employment;housing;industry;insurance;schooling,,,
  440783116-000006,440783116252,1,1735.00,none,out,0.00,0,false,false,,,,
  440783116-000007,440783116240,1,330.00,dibao,in_force,630.00,75,false,false,medical;safety_net,,,
  440783116-000008,440783116252,6,191.11,dibao,in_force,3973.33,50,true,true,employment;industry;insurance;schooling,,,
  440783116-000009,440783116246,3,359.72,dibao,in_force,1800.83,75,false,false,safety_net,,,
  440783116-000010,440783116254,4,307.92,dibao,in_force,2448.33,65,false,false,safety_net,,,
  440783116-000011,440783116253,4,764.79,dibao,in_force,620.83,50,true,false,insurance;safety_net;schooling,,,
  440783116-000012,440783116002,3,1495.01,none,out,0.00,0,false,false,,,,
  B1,440783116248,3,500.00,dibao,in_force,900.00,40,true,true,employment;industry;insurance;schooling,,,
  B2,440783116248,1,100.00,dibao,in_force,700.00,40,true,false,insurance;safety_net,,,
  B3,440783116249,1,500.00,dibao,in_force,300.00,30,true,false,insurance;safety_net,,,
  B4,440783116249,1,0.00,dibao,in_force,960.00,,false,false,safety_net,,,health@M1
  B5,440783116249,1,5000.00,none,out,0.00,,false,false,,,,medical_expense
  B6,440783116249,1,0.00,destitute,in_force,1040.00,80,false,false,housing;safety_net,,,
  B7,440783116249,1,,,undecided,,,,,,,wage_income@M1,
  B8,440783116249,0,,,failed,,,,,,,,
  B9,440783116249,1,250.00,none,out,0.00,40,false,false,,,,
  C1,440784000000,0,,,failed,,,,,,,,
The June run as it was committed first, and as it was after a late list and a new pack.

  $ heyi determine --as-of 2018-06-30 --known-at 2018-07-01 --out - --db ${DB:-r.db} 2> /dev/null | cut -d, -f1-14
  ﻿household_no,division,people,monthly_income,category,standing,monthly_amount,points,development_target,key_target,measures,grace_until,undecided_because,also_missing
  440783116-000001,440783116247,6,110.97,dibao,in_force,4454.17,60,true,true,employment;industry;insurance;schooling,,,
  440783116-000002,440783116254,2,386.25,dibao,in_force,1147.50,60,false,false,safety_net,,,
  440783116-000003,440783116245,4,1317.50,none,out,0.00,30,false,false,,,,
  440783116-000004,440783116247,2,220.42,dibao,in_force,1479.17,65,false,false,safety_net;schooling,,,
  440783116-000005,440783116001,4,310.21,dibao,in_force,2279.17,53,true,true,employment;housing;industry;insurance;schooling,,,
  440783116-000006,440783116252,1,1735.00,none,out,0.00,0,false,false,,,,
  440783116-000007,440783116240,1,330.00,dibao,in_force,630.00,75,false,false,medical;safety_net,,,
  440783116-000008,440783116252,6,191.11,dibao,in_force,3973.33,50,true,true,employment;industry;insurance;schooling,,,
  440783116-000009,440783116246,3,359.72,dibao,in_force,1800.83,75,false,false,safety_net,,,
  440783116-000010,440783116254,4,338.96,dibao,in_force,2484.17,65,false,false,safety_net,,,
  440783116-000011,440783116253,4,764.79,dibao,in_force,620.83,50,true,false,insurance;safety_net;schooling,,,
  440783116-000012,440783116002,3,1495.01,none,out,0.00,0,false,false,,,,
  B1,440783116248,1,2500.00,none,grace,900.00,0,false,false,employment;industry;insurance;schooling,2018-12-30,,
  B2,440783116248,1,100.00,dibao,in_force,700.00,40,true,false,insurance;safety_net,,,
  B3,440783116249,1,,,held,300.00,,,false,,,wage_income@M1,
  B4,440783116249,1,0.00,dibao,in_force,960.00,,false,false,safety_net,,,health@M1
  B5,440783116249,1,5000.00,none,out,0.00,,false,false,,,,medical_expense
  B6,440783116249,1,0.00,destitute,in_force,1040.00,80,false,false,housing;safety_net,,,
  B7,440783116249,1,500.00,dibao,in_force,300.00,30,true,true,employment;industry;insurance,,,
  B8,440783116249,2,,,undecided,,,,,,,basic_pension@M2;business_income@M2;property_income@M2;transfer_income@M2;wage_income@M2,disability_grade@M2;employed@M2;health@M2;insured@M2;labour_capacity@M2;schooling@M2;single_applicant@M2
  B9,440783116249,1,250.00,none,out,0.00,40,false,false,,,,
  C1,440784000000,1,,,undecided,,,,,,,basic_pension@M1;business_income@M1;business_registered;disability_grade@M1;disability_type@M1;dwelling_count;financial_assets;has_supporter@M1;labour_capacity@M1;property_income@M1;transfer_income@M1;vehicle_count;wage_income@M1,dwelling_grade;employed@M1;health@M1;insured@M1;medical_expense;poverty_cause;schooling@M1;willing;work_willing@M1
  $ heyi determine --as-of 2018-06-30 --known-at 2018-08-01 --out - --db ${DB:-r.db} 2> /dev/null | cut -d, -f1-14
  ﻿household_no,division,people,monthly_income,category,standing,monthly_amount,points,development_target,key_target,measures,grace_until,undecided_because,also_missing
  440783116-000001,440783116247,6,110.97,dibao,in_force,5094.17,60,true,true,employment;industry;insurance;schooling,,,
  440783116-000002,440783116254,2,386.25,dibao,in_force,1387.50,60,false,false,safety_net,,,
  440783116-000003,440783116245,4,1317.50,low_income,out,0.00,45,false,false,medical;schooling,,,
  440783116-000004,440783116247,2,220.42,dibao,in_force,1719.17,65,false,false,safety_net;schooling,,,
  440783116-000005,440783116001,4,310.21,dibao,in_force,2719.17,53,true,true,employment;housing;industry;insurance;schooling,,,
  440783116-000006,440783116252,1,1735.00,none,out,0.00,0,false,false,,,,
  440783116-000007,440783116240,1,330.00,dibao,in_force,750.00,75,false,false,medical;safety_net,,,
  440783116-000008,440783116252,6,191.11,dibao,in_force,4613.33,50,true,true,employment;industry;insurance;schooling,,,
  440783116-000009,440783116246,3,359.72,dibao,in_force,2160.83,75,false,false,safety_net,,,
  440783116-000010,440783116254,4,338.96,dibao,in_force,2964.17,65,false,false,safety_net,,,
  440783116-000011,440783116253,4,764.79,dibao,in_force,1080.83,50,true,false,insurance;safety_net;schooling,,,
  440783116-000012,440783116002,3,1495.01,none,out,0.00,0,false,false,,,,
  B1,440783116248,1,2500.00,none,grace,900.00,0,false,false,employment;industry;insurance;schooling,2018-12-30,,
  B2,440783116249,1,100.00,,held,700.00,40,,false,,,vehicle_count,
  B3,440783116248,1,,none,out,0.00,,false,false,,,,wage_income@M1
  B4,440783116249,1,0.00,dibao,in_force,1080.00,,false,false,safety_net,,,health@M1
  B5,440783116249,1,5000.00,none,out,0.00,,false,false,,,,medical_expense
  B6,440783116249,1,0.00,destitute,in_force,1170.00,80,false,false,housing;safety_net,,,
  B7,440783116249,1,500.00,dibao,in_force,400.00,30,true,true,employment;industry;insurance,,,
  B8,440783116249,2,,,undecided,,,,,,,basic_pension@M2;business_income@M2;property_income@M2;transfer_income@M2;wage_income@M2,disability_grade@M2;employed@M2;health@M2;insured@M2;labour_capacity@M2;schooling@M2;single_applicant@M2
  B9,440783116249,1,250.00,none,out,0.00,40,false,false,,,,
  C1,440784000000,1,,,undecided,,,,,,,basic_pension@M1;business_income@M1;business_registered;disability_grade@M1;disability_type@M1;dwelling_count;financial_assets;has_supporter@M1;labour_capacity@M1;property_income@M1;transfer_income@M1;vehicle_count;wage_income@M1,dwelling_grade;employed@M1;health@M1;insured@M1;medical_expense;poverty_cause;schooling@M1;willing;work_willing@M1
Letters of committed decisions.

  $ heyi explain B1 --db ${DB:-r.db}
  认定说明
  户号 B1　开平市赤水镇步栏村委会　1 人
  认定日 2018-12-31（2018-12-20 提交，第 4 次认定）　政策 江门两线合一
  
  【结论】
  您家不享受低保和特困待遇（认定为：不符合）。
  原因：月人均收入超过低收入线。（依据 JM18-1.3a，参数为样例值）
  渐退期已于 2018-12-30 届满，原待遇停止。
  
  【理由】
      原来：不符合，渐退期，每月 900.00 元，渐退期至 2018-12-30
   1. 家庭年可计入收入：30000.00 元
     全家最近十二个月的工资性、经营净、财产净和转移净收入加在一起，基础养老金不算；有人亏损时从别人的收入中扣除，全家合计为负时按零算。（依据 JM23-2.2d）
     · 甲一（本人）（申报，自 2018-06-15）：工资性收入 30000.00 元/年
     · 甲一（本人）（申报，自 2018-01-01）：经营净收入、财产净收入、转移净收入、基础养老金均为 0 元
   2. 家庭月人均收入：2500.00 元/月
     家庭年可计入收入除以十二个月再除以人数，四舍五入到分。（依据 JM23-2.2a JM23-2.2d）
     · 成员数：1
       共同生活的家庭成员人数。（依据 JM23-2.2a）
   3. 低保标准：900.00 元/月
     每人每月的低保标准，城乡相同。（依据 JM18-1.2c）
     · 低保标准 900.00 元/月（样例值，自 2018-06-01 起）
   4. 财产符合：是
     金融资产不超过规定月数的低保标准乘以人数，住房和机动车不超过规定的数量，也没有商事登记。（依据 JM23-2.2a，参数为样例值）
     · 全家（申报，自 2018-01-01）：住房套数 1 套，机动车数量 0 辆，金融资产 3000.00 元，商事登记 否
     · 资产月数 24 月（样例值，自 2018-01-01 起）
     · 住房套数上限 1 套（样例值，自 2018-01-01 起）
     · 机动车数量上限 0 辆（样例值，自 2018-01-01 起）
   5. 类别：不符合
     月人均收入超过低收入线。（依据 JM18-1.3a，参数为样例值）
     · 全员特困：否
       要求：家里每一个人都符合特困人员的条件。（依据 JM18-1.3a，参数为样例值）
       · 甲一（本人）（申报，自 2018-01-01）：劳动能力 普通劳动力
     · 低收入倍数 1.5 倍（样例值，自 2018-01-01 起）
   6. 去向：不在保
     不符合条件；渐退期已满，或因财产、因原属特困退出的，不再保留待遇。（依据 JM18-1.3c JM23-2.4d）
   7. 积分：0 分
     收入、劳动力、就学、医疗和住房五项积分之和，最高一百分。（依据 JM18-2.2.1a JM18-2.2.1c，参数为样例值）
     · 收入积分：0
       收入更高的，不记分。（依据 JM18-2.2.1a，参数为样例值）
       · 积分一档倍数 0.5 倍（样例值，自 2018-01-01 起）
       · 积分二档倍数 1 倍（样例值，自 2018-01-01 起）
       · 积分三档倍数 1.5 倍（样例值，自 2018-01-01 起）
     · 劳动力积分：0
       其他情况不记分。（依据 JM18-2.2.1a，参数为样例值）
     · 就学积分：0
       其他情况不记分。（依据 JM18-2.2.1a，参数为样例值）
       · 甲一（本人）（申报，自 2018-01-01）：就学情况 非在校
     · 医疗积分：0
       其他情况不记分。（依据 JM18-2.2.1a，参数为样例值）
       · 全家（申报，自 2018-01-01）：合规医疗自付支出 0 元
       · 甲一（本人）（申报，自 2018-01-01）：健康状况 健康
       · 医疗支出占比 0.5 倍（样例值，自 2018-01-01 起）
     · 住房积分：0
       房屋安全，不记分。（依据 JM18-2.2.1a，参数为样例值）
       · 全家（申报，自 2018-01-01）：房屋安全等级 A级
   8. 帮扶措施：无
  
  依据所指文件：JM18 江府〔2018〕6号，JM23 江府办〔2017〕23号，CS51 赤委〔2016〕51号。
  对本说明有疑问，可向村（居）委会或镇（街）民政办提出。
  $ heyi explain B2 --as-of 2018-01-01 --db ${DB:-r.db}
  认定说明
  户号 B2　开平市赤水镇步栏村委会　1 人
  认定日 2018-01-01（2018-01-10 提交，第 1 次认定）　政策 江门两线合一
  
  【结论】
  您家符合低保条件，每月发放低保金 700.00 元。
  
  【理由】
      原来：低保，在保，每月 700.00 元
   1. 家庭年可计入收入：1200.00 元
     全家最近十二个月的工资性、经营净、财产净和转移净收入加在一起，基础养老金不算；有人亏损时从别人的收入中扣除，全家合计为负时按零算。（依据 JM23-2.2d）
     · 乙一（本人）（申报，自 2018-01-01）：工资性收入 1200.00 元/年，经营净收入、财产净收入、转移净收入、基础养老金均为 0 元
   2. 家庭月人均收入：100.00 元/月
     家庭年可计入收入除以十二个月再除以人数，四舍五入到分。（依据 JM23-2.2a JM23-2.2d）
     · 成员数：1
       共同生活的家庭成员人数。（依据 JM23-2.2a）
   3. 低保标准：800.00 元/月
     每人每月的低保标准，城乡相同。（依据 JM18-1.2c）
     · 低保标准 800.00 元/人月（JM18-1.2c，自 2018-01-01 起）
   4. 财产符合：是
     金融资产不超过规定月数的低保标准乘以人数，住房和机动车不超过规定的数量，也没有商事登记。（依据 JM23-2.2a，参数为样例值）
     · 全家（申报，自 2018-01-01）：住房套数 1 套，机动车数量 0 辆，金融资产 3000.00 元，商事登记 否
     · 资产月数 24 月（样例值，自 2018-01-01 起）
     · 住房套数上限 1 套（样例值，自 2018-01-01 起）
     · 机动车数量上限 0 辆（样例值，自 2018-01-01 起）
   5. 类别：低保
     月人均收入低于低保标准，财产符合规定，认定为低保。（依据 JM18-1.3a JM23-2.2a）
     · 全员特困：否
       要求：家里每一个人都符合特困人员的条件。（依据 JM18-1.3a，参数为样例值）
       · 乙一（本人）（申报，自 2018-01-01）：劳动能力 普通劳动力
     · 低收入倍数 1.5 倍（样例值，自 2018-01-01 起）
   6. 分类施保金额：0.00 元/月
     低保家庭中重残、大病、未成年和高龄成员每月增发的金额，每人按最高的一项算到分，再相加。（依据 JM23-2.3d，参数为样例值）
     · 乙一（本人）（申报，自 2018-01-01）：出生日期 1970-04-04，残疾等级 0 级，健康状况 健康
   7. 月保障金：700.00 元/月
     低保家庭每月发放低保补差，另加分类施保金额。（依据 JM18-2.1.1b JM23-2.3d）
     · 低保补差：700
       全家的低保标准减去全家每月的可计入收入，四舍五入到分，不足的部分按月补足。（依据 JM18-2.1.1b）
   8. 去向：在保
     符合低保或特困条件，纳入保障。（依据 JM18-1.3a）
   9. 扶贫开发对象：是
     家里有人有劳动能力的低保家庭，是扶贫开发对象。（依据 JM18-1.3b）
     · 乙一（本人）（申报，自 2018-01-01）：劳动能力 普通劳动力
  10. 重点帮扶对象：否
     扶贫开发对象愿意接受帮扶的，是重点帮扶对象。（依据 JM23-2.4a CS51-3.1b）
     · 全家（申报，自 2018-01-01）：帮扶意愿 否
  11. 积分：40 分
     收入、劳动力、就学、医疗和住房五项积分之和，最高一百分。（依据 JM18-2.2.1a JM18-2.2.1c，参数为样例值）
     · 收入积分：40
       月人均收入低于第一档，记40分。（依据 JM18-2.2.1a，参数为样例值）
       · 积分一档倍数 0.5 倍（样例值，自 2018-01-01 起）
     · 劳动力积分：0
       其他情况不记分。（依据 JM18-2.2.1a，参数为样例值）
     · 就学积分：0
       其他情况不记分。（依据 JM18-2.2.1a，参数为样例值）
       · 乙一（本人）（申报，自 2018-01-01）：就学情况 非在校
     · 医疗积分：0
       其他情况不记分。（依据 JM18-2.2.1a，参数为样例值）
       · 全家（申报，自 2018-01-01）：合规医疗自付支出 0 元
       · 乙一（本人）（申报，自 2018-01-01）：健康状况 健康
       · 医疗支出占比 0.5 倍（样例值，自 2018-01-01 起）
     · 住房积分：0
       房屋安全，不记分。（依据 JM18-2.2.1a，参数为样例值）
       · 全家（申报，自 2018-01-01）：房屋安全等级 A级
  12. 帮扶措施：资助参保、兜底保障
     扶贫开发对象，或低保、特困家庭中有人没有参加医保，资助参保。（依据 JM18-2.2.3b JM23-2.4e）
     特困家庭和不属于重点帮扶对象的低保家庭，由政策兜底保障。（依据 JM18-1.3b JM23-2.4a）
  
  依据所指文件：JM18 江府〔2018〕6号，JM23 江府办〔2017〕23号，CS51 赤委〔2016〕51号。
  对本说明有疑问，可向村（居）委会或镇（街）民政办提出。
  $ heyi explain 440783116-000003 --as-of 2018-06-30 --db ${DB:-r.db}
  认定说明
  户号 440783116-000003　开平市赤水镇湴溪村委会　4 人
  认定日 2018-06-30（2018-08-02 提交，第 3 次认定）　政策 江门两线合一
  
  【结论】
  您家不享受低保和特困待遇（认定为：低收入家庭）。
  原因：月人均收入达到低保标准，但不超过低收入线，财产符合规定，认定为低收入家庭。（依据 JM18-1.3a JM23-2.2a，参数为样例值）
  
  【理由】
   1. 家庭年可计入收入：63240.00 元
     全家最近十二个月的工资性、经营净、财产净和转移净收入加在一起，基础养老金不算；有人亏损时从别人的收入中扣除，全家合计为负时按零算。（依据 JM23-2.2d）
     · 叶剑辉（本人）（申报，自 2018-01-01）：工资性收入 60080.00 元/年，经营净收入、财产净收入、转移净收入、基础养老金均为 0 元
     · 邓少琼（配偶）（申报，自 2018-01-01）：工资性收入、经营净收入、财产净收入、转移净收入、基础养老金均为 0 元
     · 叶少娟（女）（申报，自 2018-01-01）：工资性收入、经营净收入、财产净收入、转移净收入、基础养老金均为 0 元
     · 叶柏林（父母）（申报，自 2018-01-01）：转移净收入 4600.00 元/年，基础养老金 1440.00 元/年，工资性收入、经营净收入、财产净收入均为 0 元
   2. 家庭月人均收入：1317.50 元/月
     家庭年可计入收入除以十二个月再除以人数，四舍五入到分。（依据 JM23-2.2a JM23-2.2d）
     · 成员数：4
       共同生活的家庭成员人数。（依据 JM23-2.2a）
   3. 低保标准：900.00 元/月
     每人每月的低保标准，城乡相同。（依据 JM18-1.2c）
     · 低保标准 900.00 元/月（样例值，自 2018-06-01 起）
   4. 财产符合：是
     金融资产不超过规定月数的低保标准乘以人数，住房和机动车不超过规定的数量，也没有商事登记。（依据 JM23-2.2a，参数为样例值）
     · 全家（申报，自 2018-01-01）：住房套数 1 套，机动车数量 0 辆，金融资产 8760.00 元，商事登记 否
     · 资产月数 24 月（样例值，自 2018-01-01 起）
     · 住房套数上限 1 套（样例值，自 2018-01-01 起）
     · 机动车数量上限 0 辆（样例值，自 2018-01-01 起）
   5. 类别：低收入家庭
     月人均收入达到低保标准，但不超过低收入线，财产符合规定，认定为低收入家庭。（依据 JM18-1.3a JM23-2.2a，参数为样例值）
     · 全员特困：否
       要求：家里每一个人都符合特困人员的条件。（依据 JM18-1.3a，参数为样例值）
       · 叶剑辉（本人）（申报，自 2018-01-01）：劳动能力 普通劳动力
     · 低收入倍数 1.5 倍（样例值，自 2018-01-01 起）
   6. 积分：45 分
     收入、劳动力、就学、医疗和住房五项积分之和，最高一百分。（依据 JM18-2.2.1a JM18-2.2.1c，参数为样例值）
     · 收入积分：15
       月人均收入低于第三档，记15分。（依据 JM18-2.2.1a，参数为样例值）
       · 积分一档倍数 0.5 倍（样例值，自 2018-01-01 起）
       · 积分二档倍数 1 倍（样例值，自 2018-01-01 起）
       · 积分三档倍数 1.5 倍（样例值，自 2018-01-01 起）
     · 劳动力积分：10
       三口以上的家庭只有一个劳动力，记10分。（依据 JM18-2.2.1a，参数为样例值）
     · 就学积分：10
       家里有人读高中、中职、大专或以上，记10分。（依据 JM18-2.2.1a，参数为样例值）
       · 叶剑辉（本人）（申报，自 2018-01-01）：就学情况 非在校
       · 邓少琼（配偶）（申报，自 2018-01-01）：就学情况 非在校
       · 叶少娟（女）（申报，自 2018-01-01）：就学情况 高中
       · 叶柏林（父母）（申报，自 2018-01-01）：就学情况 非在校
     · 医疗积分：10
       家里有人患大病，记10分。（依据 JM18-2.2.1a，参数为样例值）
       · 全家（申报，自 2018-01-01）：合规医疗自付支出 14240.00 元/年
       · 叶剑辉（本人）（申报，自 2018-01-01）：健康状况 健康
       · 邓少琼（配偶）（申报，自 2018-01-01）：健康状况 大病
       · 叶少娟（女）（申报，自 2018-01-01）：健康状况 健康
       · 叶柏林（父母）（申报，自 2018-01-01）：健康状况 健康
       · 医疗支出占比 0.5 倍（样例值，自 2018-01-01 起）
     · 住房积分：0
       房屋安全，不记分。（依据 JM18-2.2.1a，参数为样例值）
       · 全家（申报，自 2018-01-01）：房屋安全等级 B级
   7. 帮扶措施：医疗救助、教育资助
     家里有人上学或失学辍学，给予教育资助。（依据 JM18-2.2.2d CS51-5.3）
     家里有人患大病，给予医疗救助。（依据 JM23-2.2e）
  
  依据所指文件：JM18 江府〔2018〕6号，JM23 江府办〔2017〕23号，CS51 赤委〔2016〕51号。
  对本说明有疑问，可向村（居）委会或镇（街）民政办提出。
Work goes on: a later run under the pack in force.

  $ heyi determine --as-of 2019-03-31 --commit --db ${DB:-r.db} 2>&1 > /dev/null
  已提交：第 5 次认定
  $ heyi import people $T/../../cli/village/people-june.csv --valid-from 2019-04-01 --db ${DB:-r.db}
  读入 3 行：新增 0，变更 0，无变化 3，拒绝 0；提示 0
  $ heyi check --replay 1000 --format csv --db ${DB:-r.db} | cut -d, -f1,3,4 | grep -v ,0,ok
  check,findings,result
  
  check,finding
