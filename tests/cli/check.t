A register with a history, looked over against itself: nothing is written, and all is well.

  $ heyi init --db v.db --pack $PACK > /dev/null
  $ heyi import households $T/village/households.csv --valid-from 2018-01-01 --db v.db > /dev/null
  $ heyi import people $T/village/people.csv --valid-from 2018-01-01 --db v.db > /dev/null
  $ heyi determine --as-of 2018-01-01 --commit --db v.db > /dev/null 2>&1
  $ heyi import people $T/village/people-june.csv --valid-from 2018-06-15 --db v.db > /dev/null
  $ heyi determine --as-of 2018-06-30 --commit --db v.db > /dev/null 2>&1
  $ copydb v.db before.db; heyi check --db v.db
  检查          已查  问题  结果
  ------------  ----  ----  ----
  数据库           1     0  正常
  表结构          86     0  正常
  事实目录        43     0  正常
  变更日志         7     0  正常
  政策包           1     0  正常
  政策包提案       0     0  正常
  来源            45     0  正常
  导入文件         3     0  正常
  户号             9     0  正常
  证据           150     0  正常
  家庭             9     0  正常
  人员            10     0  正常
  户内成员        10     0  正常
  疑点记录         0     0  正常
  认定批次         2     0  正常
  认定结果        18     0  正常
  数据来源定义     1     0  正常
  部门数据批次     0     0  正常
  部门记录         0     0  正常
  待认定的匹配     0     0  正常
  部门事实         0     0  正常
  核对事项         0     0  正常
  公民身份号码    10     0  正常
  办公库           1     0  正常
  审计记录         0     0  正常
sqlite: not even a page
  $ cmp v.db before.db
  $ heyi check --replay 5 --lang en --db v.db
  check                      examined  findings  result
  -------------------------  --------  --------  ------
  database                          1         0  good
  tables                           86         0  good
  catalogue                        43         0  good
  change log                        7         0  good
  policy packs                      1         0  good
  proposals of packs                0         0  good
  sources                          45         0  good
  deliveries                        3         0  good
  household numbers                 9         0  good
  evidence                        150         0  good
  households                        9         0  good
  people                           10         0  good
  memberships                      10         0  good
  findings noted                    0         0  good
  runs                              2         0  good
  determinations                   18         0  good
  replay                            5         0  good
  definitions of sources            1         0  good
  deliveries of departments         0         0  good
  rows of departments               0         0  good
  candidates                        0         0  good
  facts of departments              0         0  good
  items of verification             0         0  good
  identity numbers                 10         0  good
  office                            1         0  good
  audit trail                       0         0  good
  $ heyi check --format csv --db v.db | head -3
  check,examined,findings,result
  database,1,0,ok
  schema,86,0,ok
  $ heyi check --format json --db v.db | tail -3
    ],
    "findings": []
  }
Without the key file the numbers can't be looked at, which is said and is no success.

  $ mv v.db.key away; heyi check --db v.db 2>&1 | grep 公民
  公民身份号码     0     0  未查
  公民身份号码未查：找不到密钥文件 v.db.key；没有它无法读取公民身份号码，请把保存的副本放回原处
  $ heyi check --db v.db > /dev/null 2>&1
  [1]
  $ mv away v.db.key
Changed behind the program's back: facts that are no longer what their evidence says, and what only
deciding again can find: an income of the past, and the income in a result.

  $ copydb v.db w.db
  $ sql w.db "update evidence_person_income set wage_income = wage_income + 100 where subject_id = 1 and evidence_id = 1"
  $ sql w.db "update determination set monthly_income = 0 where household_id = 5 and run_id = 2"
  $ sql w.db "update household_now set vehicle_count = 1 where household_id in (1, 3)"
  $ heyi check --db w.db
  检查          已查  问题  结果
  ------------  ----  ----  ------
  数据库           1     0  正常
  表结构          86     0  正常
  事实目录        43     0  正常
  变更日志         7     0  正常
  政策包           1     0  正常
  政策包提案       0     0  正常
  来源            45     0  正常
  导入文件         3     0  正常
  户号             9     0  正常
  证据           150     0  正常
  家庭             9     2  有问题
  人员            10     0  正常
  户内成员        10     0  正常
  疑点记录         0     0  正常
  认定批次         2     0  正常
  认定结果        18     0  正常
  数据来源定义     1     0  正常
  部门数据批次     0     0  正常
  部门记录         0     0  正常
  待认定的匹配     0     0  正常
  部门事实         0     0  正常
  核对事项         0     0  正常
  公民身份号码    10     0  正常
  办公库           1     0  正常
  审计记录         0     0  正常
  
  问题
  检查  位置                问题
  ----  ------------------  ---------------------------------------------
  家庭  household 1/1 (B1)  汇总行与证据不符：vehicle_count；请从备份恢复
  家庭  household 1/3 (B3)  汇总行与证据不符：vehicle_count；请从备份恢复
  登记库有问题：请先停止写入并保留现状，再按各项提示处理
  [3]
  $ heyi check --replay 100 --db w.db --out found.csv > /dev/null 2>&1; cat found.csv
  ﻿check,place,zh,en
  households,household 1/1 (B1),汇总行与证据不符：vehicle_count；请从备份恢复,the resolved row differs from the evidence in vehicle_count; restore a backup
  households,household 1/3 (B3),汇总行与证据不符：vehicle_count；请从备份恢复,the resolved row differs from the evidence in vehicle_count; restore a backup
  replay,determination B1 run 1,重算所用的事实与提交时不一致；请从备份核对，不要据此答复,"the facts that it was decided on are no longer the same; compare with a backup, give no answers based on it"
  replay,determination B1 run 2,重算所用的事实与提交时不一致；请从备份核对，不要据此答复,"the facts that it was decided on are no longer the same; compare with a backup, give no answers based on it"
  replay,determination B3 run 1,重算所用的事实与提交时不一致；请从备份核对，不要据此答复,"the facts that it was decided on are no longer the same; compare with a backup, give no answers based on it"
  replay,determination B3 run 2,重算所用的事实与提交时不一致；请从备份核对，不要据此答复,"the facts that it was decided on are no longer the same; compare with a backup, give no answers based on it"
  replay,determination B5 run 2,事实相同而重算的结果不同；请从备份核对，不要据此答复,"the same facts give another result; compare with a backup, give no answers based on it"
  $ heyi check --format json --db w.db 2> /dev/null | tail -14
    ],
    "findings": [
      {
        "check": "households",
        "place": "household 1/1 (B1)",
        "finding": "the resolved row differs from the evidence in vehicle_count; restore a backup"
      },
      {
        "check": "households",
        "place": "household 1/3 (B3)",
        "finding": "the resolved row differs from the evidence in vehicle_count; restore a backup"
      }
    ]
  }
  $ heyi check --out - --db w.db 2> /dev/null | cut -d, -f1,2
  ﻿check,place
  households,household 1/1 (B1)
  households,household 1/3 (B3)
Sources: a standing of an attribute that there is not, one out of bounds, a lower bound of what is
no number.

  $ copydb v.db s.db
  $ sql s.db "insert into source_standing values (2, 'person', 'charm', 5, 1), (2, 'person', 'wage_income', 5000, 9)"
  $ sql s.db "update evidence_person_family set least = stated where subject_id = 1 and evidence_id = 1"
  $ heyi check --out - --db s.db 2> /dev/null | cut -d, -f1-3
  ﻿check,place,zh
  sources,source_standing 2/person/charm/1,所指的来源或属性不存在；请从备份核对
  sources,source_standing 2/person/wage_income/9,所属的第 9 号变更或取代它的变更不在变更日志中，或先后颠倒；请从备份核对
  sources,source_standing 2/person/wage_income/9,可信度 5000 超出 1–1000；请从备份核对
  evidence,evidence_person_family 1/1/1 (B1),“不少于”的标记超出所陈述的金额和整数；请从备份核对
  people,person 1/1 (B1),"汇总行与证据不符：has_supporter
More than twenty are listed in the file only.

  $ sql w.db "update evidence_person_family set delivery_id = 9" "update evidence_person_labour set delivery_id = 9"
  $ heyi check --db w.db --lang en 2>&1 >/dev/null
  22 findings, of which the first 20 are listed; add --out FILE for all
  the register is not in order: stop writing to it and keep it as it is, then see to what is listed
  [3]
  $ heyi check --db w.db --lang en --out all.csv 2>&1 >/dev/null; grep -c delivery all.csv
  the register is not in order: stop writing to it and keep it as it is, then see to what is listed
  20
The file is never the register or its key.

  $ heyi check --out w.db.key --db w.db
  heyi: --out 不能写到 w.db.key：这是登记库、它的密钥或输入文件，请换一个文件名
  用法见 heyi check --help
  [2]
An older or a newer register, and one without tables of determinations.

  $ sql w.db "insert into schema_version values ('register', 9)"
  $ heyi check --db w.db
  检查      已查  问题  结果
  --------  ----  ----  ------
  数据库       1     0  正常
  表结构      25     1  有问题
  办公库       1     0  正常
  审计记录     0     0  正常
  
  问题
  检查    位置      问题
  ------  --------  ----------------------------------------------------
  表结构  register  w.db：数据库版本 9 比本程序（7）新，请使用更新的程序
  登记库无法继续读取，其余各项未查
  登记库有问题：请先停止写入并保留现状，再按各项提示处理
  [3]
  $ copydb before.db x.db; cp v.db.key x.db.key; chmod 600 x.db.key; sql x.db "delete from schema_version where part = 'determine'"
  $ heyi check --db x.db 2>&1 | grep -A2 位置
  检查    位置       问题
  ------  ---------  -----------------------------------------------------------
  表结构  determine  x.db：数据库版本 0 比本程序（6）旧，请先运行 heyi init 升级
Tables that are not as the program makes them.

sqlite: its types
  $ cp before.db x.db; cat > tables.py <<END
  > import sqlite3
  > c = sqlite3.connect('x.db')
  > c.executescript("""
  > drop table finding;
  > create table finding(register_id integer not null, household_id integer not null, finding_id integer not null,
  >   person_id integer, kind text not null, detail text, recorded_seq text not null,
  >   primary key(household_id, finding_id)) strict, without rowid;
  > alter table person_now drop column insured;
  > drop table evidence_household_business;
  > alter table run add column more integer;
  > """)
  > END
sqlite: its types
  $ python3 tables.py; heyi check --db x.db
  检查      已查  问题  结果
  --------  ----  ----  ------
  数据库       1     0  正常
  表结构      65     6  有问题
  办公库       1     0  正常
  审计记录     0     0  正常
  
  问题
  检查    位置                                             问题
  ------  -----------------------------------------------  --------------------------------------
  表结构  evidence_household_business                      缺少这张表；请从备份恢复
  表结构  finding.detail                                   缺少这一列，或其类型不对；请从备份恢复
  表结构  finding.recorded_seq                             缺少这一列，或其类型不对；请从备份恢复
  表结构  finding (register_id, household_id, finding_id)  缺少主键；请从备份恢复
  表结构  finding (register_id, household_id)              缺少外键；请从备份恢复
  表结构  person_now.insured                               缺少这一列，或其类型不对；请从备份恢复
  登记库无法继续读取，其余各项未查
  登记库有问题：请先停止写入并保留现状，再按各项提示处理
  [3]
An attribute that lost its place.

  $ copydb before.db x.db; sql x.db "update catalogue_attribute set bit = 0 where id in ('health', 'employed', 'willing')"
  $ heyi check --db x.db 2>&1 | grep -A2 catalogue_
  事实目录  catalogue_attribute household/willing     与属性 poverty_cause 共用存储位；请从备份恢复
  事实目录  catalogue_attribute person/employed       与属性 labour_capacity 共用存储位；请从备份恢复
  证据      evidence_household_assessment 1/1/1 (B1)  陈述与撤回的标记超出本组属性，或互相矛盾；请从备份核对
  证据      evidence_household_assessment 1/2/1 (B2)  陈述与撤回的标记超出本组属性，或互相矛盾；请从备份核对
  $ sql x.db "update catalogue_attribute set slot = -5 where id = 'health'"
  $ heyi check --db x.db
  检查      已查  问题  结果
  --------  ----  ----  ------
  数据库       1     0  正常
  表结构      47     0  正常
  事实目录     0     1  有问题
  办公库       1     0  正常
  审计记录     0     0  正常
  
  问题
  检查      位置  问题
  --------  ----  ----------------------------------------------
  事实目录        x.db：属性 health 的存储位不合理，请从备份恢复
  登记库无法继续读取，其余各项未查
  登记库有问题：请先停止写入并保留现状，再按各项提示处理
  [3]
Bytes of the file overwritten.

sqlite: the file of the database
  $ cp before.db y.db; cp -p v.db.key y.db.key; dd if=/dev/zero of=y.db bs=4096 seek=60 count=10 conv=notrunc 2> /dev/null
sqlite: the file of the database
  $ heyi check --db y.db > out.txt 2> /dev/null
  [3]
sqlite: the file of the database
  $ grep -q '数据库 y.db 已损坏' out.txt && echo damaged
  damaged
What isn't there.

  $ heyi check --db none.db
  heyi: 数据库 none.db 不存在；请先运行 heyi init
  [3]
  $ heyi check --replay none --db v.db
  heyi: --replay 应为正整数
  用法见 heyi check --help
  [2]
  $ heyi check all --db v.db
  heyi: check 没有参数
  用法见 heyi check --help
  [2]
