Accounts, by the operator at the machine. A password comes from standard input where that is no
terminal, and never from the command line.

  $ heyi init --db r.db > /dev/null
  $ echo 'Lan-tian.2749' | heyi user add Wang.wu --role administrator --label '王五（民政局）' --db r.db
  Wang.wu：已建立；首次登录须修改密码
  $ echo 'Lan-tian.2749' | heyi user add 李四 --role village --division 440783116002 --db r.db
  李四：已建立；首次登录须修改密码
  $ echo 'Bai-yun.83162' | heyi user add zhao --role town --division 440783116 --db r.db
  zhao：已建立；首次登录须修改密码
  $ heyi user list --db r.db
  用户名   说明            角色        区划          状态  动态口令  须改密码  最近登录  建立
  -------  --------------  ----------  ------------  ----  --------  --------  --------  ----------------
  wang.wu  王五（民政局）  系统管理员  全部          正常            是        —         2018-07-02 08:00
  zhao                     镇          440783116     正常            是        —         2018-07-02 08:00
  李四                     村          440783116002  正常            是        —         2018-07-02 08:00
  $ heyi user list --db r.db --format csv --lang en
  name,label,role,division,state,second_factor,must_change,signed_in,created
  wang.wu,王五（民政局）,administrator,,active,false,true,,2018-07-02T00:00:00.000000Z
  zhao,,town,440783116,active,false,true,,2018-07-02T00:00:00.000001Z
  李四,,village,440783116002,active,false,true,,2018-07-02T00:00:00.000001Z
  $ heyi user list --db r.db --format json | head -n 8
  {
    "accounts": [
      {
        "name": "wang.wu",
        "label": "王五（民政局）",
        "role": "administrator",
        "division": "",
        "state": "active",
  $ heyi user roles --db r.db
  角色           名称        权限                                                      可见字段                                    区划位数  须动态口令
  -------------  ----------  --------------------------------------------------------  ------------------------------------------  --------  ----------
  administrator  系统管理员  administer                                                                                                   0  是
  auditor        审计        view determine audit                                      health address money minor                         0  是
  county         县民政      view import correct determine commit policy export erase  identity_number health address money minor         0  是
  department     部门        view import                                                                                                  0  
  finance        财政        view export                                               money                                              0  是
  town           镇          view import correct determine export                      identity_number health address money minor         9  
  village        村          view correct                                              health address money minor                        12  

What isn't accepted, and why.

  $ echo 'Lan-tian.2749' | heyi user add wang.wu --role town --division 440783116 --db r.db
  heyi: 已有账号“wang.wu”，请换一个用户名
  [3]
  $ echo 'short' | heyi user add sun --role town --division 440783116 --db r.db
  heyi: 密码至少 12 个字符
  [3]
  $ echo 'Lan-tian.1234' | heyi user add sun --role town --division 440783116 --db r.db
  heyi: 密码不能含四个以上相同或连续的字符（如 aaaa、1234）
  [3]
  $ echo 'Lan-tian.2749' | heyi user add sun --role town --db r.db
  heyi: 角色“town”（镇）的账号须指明区划，至少 9 位代码
  [3]
  $ echo 'Lan-tian.2749' | heyi user add sun --role root --db r.db
  heyi: 没有角色“root”；现有：administrator auditor county department finance town village
  [3]
  $ echo 'Lan-tian.2749' | heyi user add sun --role town --division 999999 --db r.db
  heyi: 2018-07-02 没有区划代码 999999000000
  [3]
  $ echo 'Lan-tian.2749' | heyi user add sun --role town --division x --db r.db
  heyi: --division“x”应为 6 至 12 位的区划代码
  用法见 heyi user add --help
  [2]
  $ echo 'Lan-tian.2749' | heyi user add 440799199001011234 --role county --db r.db
  heyi: 用户名不能是身份证号等长号码，请用姓名拼音或工号
  [3]
  $ echo 'Lan-tian.2749' | heyi user add "$(printf 'a\033[31mb')" --role county --db r.db
  heyi: 用户名应为 1 至 63 字节的小写字母、数字、汉字或 . - _ @ ·
  [3]
  $ echo 'Lan-tian.2749' | heyi user add "$(head -c 100000 /dev/zero | tr '\0' a)" --role county --db r.db
  heyi: 用户名应为 1 至 63 字节的小写字母、数字、汉字或 . - _ @ ·
  [3]
  $ echo 'Lan-tian.2749' | heyi user add sun --role county --label "$(printf 'a\tb')" --db r.db
  heyi: 文字不能含控制字符或不可见字符
  [3]
  $ head -c 100000 /dev/zero | tr '\0' a | heyi user add sun --role county --db r.db
  heyi: 密码过长，至多 256 字节
  [3]
  $ heyi user add sun --role county --db r.db < /dev/null
  heyi: 密码至少 12 个字符
  [3]
  $ printf 'Lan\0tian.2749\n' | heyi user add sun --role county --db r.db
  heyi: 密码不能含控制字符
  [3]
  $ heyi user add sun --db r.db
  heyi: 缺少 --role
  用法见 heyi user add --help
  [2]
  $ heyi user add --role county --db r.db
  heyi: 缺少参数
  用法见 heyi user add --help
  [2]
  $ heyi user add a b --role county --db r.db
  heyi: 参数过多
  用法见 heyi user add --help
  [2]
  $ heyi user frob
  user 没有子命令“frob”
  用法：heyi user 子命令 …
  
  子命令：
    add          建立账号
    list         列出账号
    roles        列出角色及其权限
    disable      停用账号
    enable       重新启用账号
    password     重设密码，并解除锁定
    role         更改角色
    reset-factor 取消动态口令（设备丢失时）
    sessions     列出会话和令牌
    revoke       撤销会话或令牌
  
  heyi user 子命令 --help 显示其选项
  [2]
  $ heyi user list --db none.db
  heyi: 数据库 none.db 不存在；请先运行 heyi init
  [3]
  $ heyi user list --db r.db --format csv | wc -l
  4

Disabled, enabled, another role; the last administrator stays.

  $ heyi user disable zhao --db r.db
  zhao：已停用，会话已结束
  $ heyi user enable ZHAO --db r.db
  ZHAO：已启用
  $ heyi user disable wang.wu --db r.db
  heyi: 这是最后一个系统管理员，不能停用或改换角色；请先另设一个
  [3]
  $ heyi user role wang.wu county --db r.db
  heyi: 这是最后一个系统管理员，不能停用或改换角色；请先另设一个
  [3]
  $ heyi user role 李四 town --db r.db
  李四：角色已更改
  $ heyi user role 李四 town --division 440783116 --db r.db
  李四：角色已更改
  $ heyi user role 李四 finance --division '' --db r.db
  李四：角色已更改
  $ echo 'Lan-tian.2749' | heyi user password zhao --db r.db
  zhao：密码已重设，会话已结束；下次登录须修改密码
  $ echo 'Bai-yun.83162' | heyi user password zhao --db r.db
  heyi: 不能使用最近 5 次用过的密码
  [3]
  $ echo 'Lan-tian.2749' | heyi user password nobody --db r.db
  heyi: 没有这个账号；heyi user list 列出全部账号
  [3]
  $ heyi user reset-factor zhao --db r.db
  zhao：动态口令已取消，会话已结束
  $ heyi user list --db r.db --format csv | cut -d, -f1,3-7
  name,role,division,state,second_factor,must_change
  wang.wu,administrator,,active,false,true
  zhao,town,440783116,active,false,true
  李四,finance,,active,false,true

Sessions and tokens; those of one account.

  $ heyi user sessions --db r.db
  会话
  编号  用户名  登录  最近使用  地址  程序
  ----  ------  ----  --------  ----  ----
  
  令牌
  编号  用户名  用途  权限  区划  建立  有效至  最近使用
  ----  ------  ----  ----  ----  ----  ------  --------
  $ heyi user sessions zhao --db r.db --format json
  {
    "sessions": [],
    "tokens": []
  }
  $ heyi user sessions nobody --db r.db
  heyi: 没有这个账号；heyi user list 列出全部账号
  [3]
  $ heyi user revoke s1 --db r.db
  heyi: 没有会话 s1
  [3]
  $ heyi user revoke t1 --db r.db
  heyi: 没有令牌 t1
  [3]
  $ heyi user revoke 1 --db r.db
  heyi: 编号应如 s12（会话）或 t3（令牌）；heyi user sessions 列出全部
  用法见 heyi user revoke --help
  [2]
  $ heyi user revoke s1x --db r.db
  heyi: 编号“1x”应为不超过 18 位的整数
  用法见 heyi user revoke --help
  [2]

A copy has the accounts, but nobody is signed in there.

  $ cat > session.sql <<'E'
  > insert into account_session(id, hash, account_id, created_at, used_at, address, agent) values (7, X'00', 1, 1530489600000000, 1530489600000000, '10.1.2.3', 'test')
  > E
  $ sql r.db.office "$(cat session.sql)" 2> /dev/null || sql r.db.office "$(sed "s/X'00'/'\\\\x00'/" session.sql)"
  $ heyi user sessions --db r.db
  会话
  编号  用户名   登录              最近使用          地址      程序
  ----  -------  ----------------  ----------------  --------  ----
  s7    wang.wu  2018-07-02 08:00  2018-07-02 08:00  10.1.2.3  test
  
  令牌
  编号  用户名  用途  权限  区划  建立  有效至  最近使用
  ----  ------  ----  ----  ----  ----  ------  --------
  $ heyi copy --from r.db --to c.db > /dev/null
  $ heyi user sessions --db c.db --format csv
  id,account,begun,used,address,agent
  
  id,account,label,rights,division,created,until,used
  $ heyi user list --db c.db --format csv | cut -d, -f1
  name
  wang.wu
  zhao
  李四
  $ heyi user revoke s7 --db r.db
  s7：已撤销
  $ heyi user revoke s7 --db r.db
  heyi: 没有会话 s7
  [3]

  $ heyi user --help
  用法：heyi user 子命令 …
  
  子命令：
    add          建立账号
    list         列出账号
    roles        列出角色及其权限
    disable      停用账号
    enable       重新启用账号
    password     重设密码，并解除锁定
    role         更改角色
    reset-factor 取消动态口令（设备丢失时）
    sessions     列出会话和令牌
    revoke       撤销会话或令牌
  
  heyi user 子命令 --help 显示其选项
  $ heyi user add --help
  heyi user add NAME --role ROLE [--division CODE] [--label TEXT]
  
  建立账号
  
  密码在终端上输入两次，不显示；标准输入不是终端时读其第一行。至少 12 个字符，含小写字母、大写
  字母、数字、其他字符中的三类，不含用户名和连续字符；首次登录须修改。
  
  选项：
    --role ROLE                  角色（必填；见 heyi user roles）
    --division CODE              管辖区划（默认全部）
    --label TEXT                 姓名、单位等说明
    --db URL                     登记库（默认 data/heyi.db）
    --format table|csv|json      结果格式（默认 table）
    --lang zh|en                 语言（默认 zh）
    --help                       显示本说明
