Usage errors end with 2 and say where to look.

  $ heyi
  合一：低收入人口登记、核查与认定
  
  用法：heyi 命令 [选项]，各命令的说明见 heyi 命令 --help
    init       建立或升级登记库
    generate   生成合成登记数据
    import     导入家庭、人员或部门数据
    determine  按政策认定全部家庭
    explain    说明一户的认定
    simulate   试算改动参数的后果
    verify     经济状况核对
    check      检查登记库是否完好
    policy     检查、显示、测试政策包，列出其执行计划
    catalogue  显示事实目录
    dmn        运行、检查、测试 DMN 模型
    serve      启动服务
    user       账号、会话和令牌
    backup     备份登记库
    restore    从备份恢复
    copy       把登记库复制到另一个数据库
  [2]
  $ heyi frobnicate
  heyi: 没有命令 frobnicate
  合一：低收入人口登记、核查与认定
  
  用法：heyi 命令 [选项]，各命令的说明见 heyi 命令 --help
    init       建立或升级登记库
    generate   生成合成登记数据
    import     导入家庭、人员或部门数据
    determine  按政策认定全部家庭
    explain    说明一户的认定
    simulate   试算改动参数的后果
    verify     经济状况核对
    check      检查登记库是否完好
    policy     检查、显示、测试政策包，列出其执行计划
    catalogue  显示事实目录
    dmn        运行、检查、测试 DMN 模型
    serve      启动服务
    user       账号、会话和令牌
    backup     备份登记库
    restore    从备份恢复
    copy       把登记库复制到另一个数据库
  [2]
  $ heyi --help
  合一：低收入人口登记、核查与认定
  
  用法：heyi 命令 [选项]，各命令的说明见 heyi 命令 --help
    init       建立或升级登记库
    generate   生成合成登记数据
    import     导入家庭、人员或部门数据
    determine  按政策认定全部家庭
    explain    说明一户的认定
    simulate   试算改动参数的后果
    verify     经济状况核对
    check      检查登记库是否完好
    policy     检查、显示、测试政策包，列出其执行计划
    catalogue  显示事实目录
    dmn        运行、检查、测试 DMN 模型
    serve      启动服务
    user       账号、会话和令牌
    backup     备份登记库
    restore    从备份恢复
    copy       把登记库复制到另一个数据库
  $ heyi help --lang en
  Heyi: register, verify and decide on low-income households
  
  Usage: heyi VERB [OPTIONS]; heyi VERB --help tells more
    init       create or migrate a register
    generate   make a synthetic register
    import     import households, people or a department's data
    determine  decide every household under the policy
    explain    explain one household's decision
    simulate   what other parameters would change
    verify     economic verification
    check      check that a register is sound
    policy     check, show or test a policy pack, or list its plan
    catalogue  show the catalogue of facts
    dmn        run, check or test DMN models
    serve      serve the register over HTTP
    user       accounts, sessions and tokens
    backup     back up the register
    restore    restore a backup
    copy       copy the register to another database
  $ heyi determine --help
  heyi determine --as-of DATE
  
  按政策认定全部家庭
  
  不加 --commit 只试算，不写登记库。--known-at 按当时所知的事实和政策回放。
  --changed 的结果与全部认定相同：事实、参数、前次结果和日期都不影响的户，沿用认定日之前最近一次
  已提交的认定；重新认定的户数和原因见屏幕提示。
  
  选项：
    --as-of DATE                 认定日（必填）
    --known-at TIME              按当时所知回放
    --division CODE              只认定该区划
    --commit                     提交结果
    --supersede                  取代不早于认定日的已提交结果
    --changed                    只重新认定有变化的户，其余沿用上次提交的结果
    --strict                     有未定户时退出码为 1
    --out FILE                   逐户结果（CSV；以 .xlsx 结尾则为电子表格）
    --db URL                     登记库（默认 data/heyi.db）
    --format table|csv|json      结果格式（默认 table）
    --lang zh|en                 语言（默认 zh）
    --help                       显示本说明
  $ heyi determine
  heyi: 缺少 --as-of 日期
  用法见 heyi determine --help
  [2]
  $ heyi determine --as-of 2018-02-30
  heyi: --as-of 的日期“2018-02-30”不正确，应如 2018-06-30
  用法见 heyi determine --help
  [2]
  $ heyi determine --as-of 2018-01-01 --colour red
  heyi: 没有选项 --colour
  用法见 heyi determine --help
  [2]
  $ heyi import cats x.csv --valid-from 2018-01-01
  heyi: 请在 import 之后先写 households、people 或 feed
  用法见 heyi import --help
  [2]
  $ heyi import people x.csv
  heyi: 缺少 --valid-from 日期
  用法见 heyi import --help
  [2]
  $ heyi explain
  heyi: 请给出一个户号
  用法见 heyi explain --help
  [2]
  $ heyi determine --as-of 2018-01-01 --format yaml
  heyi: --format 只能是 table、csv 或 json
  用法见 heyi determine --help
  [2]
A register that does not exist is named, and nothing is made.

  $ heyi determine --as-of 2018-01-01 --db nowhere.db
  heyi: 数据库 nowhere.db 不存在；请先运行 heyi init
  [3]
  $ heyi determine --as-of 2018-01-01 --db nowhere.db --lang en
  heyi: the database nowhere.db does not exist; run heyi init first
  [3]
  $ ls
What can't be written is no success, be it long or short enough to wait in a buffer.

  $ heyi catalogue > /dev/full
  heyi: 结果无法写出
  [3]
  $ heyi dmn check $PACK/jiangmen.dmn > /dev/full
  heyi: 结果无法写出（磁盘已满？）
  [3]
An output never goes where the register, its key or an input stands; links and devices stay what they are.

  $ heyi init --db o.db --pack $PACK > /dev/null && cp $T/village/households.csv h.csv
sqlite: the file of the database
  $ heyi import households h.csv --valid-from 2018-01-01 --errors o.db --db o.db
  heyi: --errors 不能写到 o.db：这是登记库、它的密钥或输入文件，请换一个文件名
  用法见 heyi import --help
  [2]
  $ heyi import households h.csv --valid-from 2018-01-01 --errors h.csv --db o.db
  heyi: --errors 不能写到 h.csv：这是登记库、它的密钥或输入文件，请换一个文件名
  用法见 heyi import --help
  [2]
  $ heyi determine --as-of 2018-01-01 --out o.db.key --db o.db
  heyi: --out 不能写到 o.db.key：这是登记库、它的密钥或输入文件，请换一个文件名
  用法见 heyi determine --help
  [2]
  $ cmp h.csv $T/village/households.csv && heyi import households h.csv --valid-from 2018-01-01 --db o.db
  读入 9 行：新增 9，变更 0，无变化 0，拒绝 0；提示 0
  $ touch real.csv && ln -s real.csv link.csv && heyi determine --as-of 2018-01-01 --out link.csv --db o.db > /dev/null 2>&1; test -L link.csv && wc -l < real.csv
  10
  $ heyi determine --as-of 2018-01-01 --out /dev/null --db o.db > /dev/null 2>&1; test -c /dev/null && echo still a device
  still a device
  $ heyi determine --as-of 2018-01-01 --supersede --db o.db
  heyi: --supersede 要与 --commit 同用
  用法见 heyi determine --help
  [2]
  $ heyi explain B1 --format json --db o.db
  heyi: 此命令的结果是给人看的文字，--format 只能是 table
  用法见 heyi explain --help
  [2]
