The verification report: of a household, of a division, of a verification. Names that look like markup
stay text; page.py refuses anything but a page that runs and fetches nothing.

  $ heyi init --db v.db --pack $PACK > /dev/null
  $ heyi import households $T/village/households.csv --valid-from 2018-01-01 --db v.db > /dev/null
  $ heyi import people $T/village/people.csv --valid-from 2018-01-01 --db v.db > /dev/null
  $ printf '户号,姓名,公民身份号码\nB3,<script>丙</script>,440799196005050074\n' > p.csv
  $ heyi import people p.csv --valid-from 2018-01-02 --db v.db > /dev/null
  $ heyi determine --as-of 2018-01-02 --commit --db v.db > /dev/null 2>&1
  $ printf '公民身份号码,姓名,号牌号码,车辆类型,登记日期\n440799197004040055,乙一,粤J<b>01,小型汽车,2016-05-01\n' > cars.csv
  $ heyi import feed vehicle cars.csv --received 2018-06-01 --db v.db > /dev/null
  $ printf '公民身份号码,姓名,户籍户号,与户主关系,户籍状态,变动日期\n440799194206060093,丁一,H4,户主,死亡注销,2018-05-20\n' > hukou.csv
  $ heyi import feed hukou hukou.csv --received 2018-06-01 --division 440783116 --db v.db > /dev/null
  $ heyi verify run --as-of 2018-06-15 --db v.db > /dev/null
  已登记：第 1 次核对。heyi verify findings 列出事项
A household that a department knows more of.

  $ heyi verify report B2 --as-of 2018-06-15 --out b2.html --db v.db
  $ $T/../report/page.py b2.html | grep -v -E '^(HD2018|江门两线合一（|[0-9a-f]{16}(…)?)' | sed '/^个体工商户$/,/^纳税$/d; s/，[^，]*）$/，…）/' | paste -s -d' '
  申请家庭经济状况核对报告 户号 B2　开平市赤水镇步栏村委会 申请家庭经济状况核对报告 户号 B2　开平市赤水镇步栏村委会 概况 报告编号 打印日期 2018-07-02 基准日 2018-06-15 按何时所知 2018-07-02 08:00（第 9 号变更） 依据 JM23-2.2b 政策包 数据源定义 户号 B2 区划 开平市赤水镇步栏村委会 人数 1 最近一次核对 第 1 次（基准日 2018-06-15，2018-07-02 08:00，…） 对认定的影响 现行待遇 低保，在保，每月 700.00 元 按申报应认定 低保，在保，每月 700.00 元 按核对应认定 不符合，不在保，每月 0.00 元 月差额 -700.00 元 核对事项 1 项，其中待核实 1 项 家庭成员 序号 姓名 与户主关系 性别 出生日期 公民身份号码 1 乙一 本人 男 1970-04-04 440799********0055 申报与核对（全家合计） 申报与核对（全家合计） 申报 核对 金融资产 3000.00 元 3000.00 元 工资性收入 1200.00 元/年 1200.00 元/年 核对事项 成员 种类 事项 来源 申报 核对 差额 对认定的影响 月差额(元) 状态 处理依据与经办 全家 申报与核对不一致 机动车数量 机动车 0 辆 1 辆 +1 低保 → 不符合；700.00 元 → 0.00 元 -700.00 待核实 申报与核对比对 对象 项目 申报 核对 差额 容差 采信来源 依据的行 结果 全家 户口性质 农村 农村 申报 未见不符 全家 机动车数量 0 辆 1 辆 +1 机动车 批次 4 行 1 待核实 未核对的项目 下列项目没有来源覆盖本户，只有申报。 项目 对象与申报 住房套数 全家 1 套 金融资产 全家 3000.00 元 商事登记 全家 否 合规医疗自付支出 全家 0.00 元/年 工资性收入 乙一 1200.00 元/年 经营净收入 乙一 0.00 元/年 财产净收入 乙一 0.00 元/年 转移净收入 乙一 0.00 元/年 基础养老金 乙一 0.00 元/年 残疾类别 乙一 无 残疾等级 乙一 0 级 健康状况 乙一 健康 就学情况 乙一 非在校 就业 乙一 是 参加基本医保 乙一 是 已查询的来源 来源 部门 批次 文件 收到日期 数据截至 总行数 命中行 文件 SM3 户籍 公安（户籍） 5 hukou.csv 2018-06-01 2018-06-01 1 0 机动车 公安（交通管理） 4 cars.csv 2018-06-01 2018-06-01 1 1 没有查询的来源 下列来源没有覆盖本户的数据，本报告对其内容不作任何说明。 来源 部门 情况 税务（个人所得税扣缴申报） 没有覆盖本户的批次 命中的行 部门数据中属于本户成员的全部行；不计入的行在基准日不成立或已超出时限。 对象 来源 批次 行 起 止 是否计入 内容 乙一 机动车 4 1 2016-05-01 是 号牌号码 粤J<b>01；车辆类型 小型汽车；登记日期 2016-05-01 核对人： 复核人： 负责人： 被核对人签收： 单位（盖章）： 日期：　　年　　月　　日 报告编号 HD20180615-9-B2 由基准日、登记库变更号和户号组成，据以可重出内容相同的报告。公民身份号码只显示前六位和后四位。
Who died.

  $ heyi verify report B4 --as-of 2018-06-15 --out b4.xlsx --db v.db
  $ heyi verify report B4 --as-of 2018-06-15 --out b4.html --db v.db && $T/../report/page.py b4.html | sed -n '/^月差额(元)$/,/^申报与核对比对$/p; /^迹象与线索$/,/^已查询的来源$/p'
  月差额(元)
  状态
  处理依据与经办
  丁一
  已死亡注销
  户籍户号 H4；与户主关系 户主；户籍状态 死亡注销；变动日期 2018-05-20（批次 5 行 1）
  户籍
  低保 → 不符合；960.00 元 → 0.00 元
  -960.00
  待核实
  申报与核对比对
  迹象与线索
  对象
  种类
  内容
  日期
  来源
  批次
  行
  丁一
  已死亡注销
  户籍户号 H4；与户主关系 户主；户籍状态 死亡注销；变动日期 2018-05-20
  2018-05-20
  户籍
  5
  1
  已查询的来源
  $ heyi verify report B3 --as-of 2018-06-15 --out b3.html --db v.db && $T/../report/page.py b3.html | grep -c '<script>丙</script>'
  12
In English both languages stand in the headings.

  $ heyi verify report B2 --as-of 2018-06-15 --out b2.htm --lang en --db v.db && $T/../report/page.py b2.htm | sed -n '2,6p'
  申请家庭经济状况核对报告
  Economic verification of a household
  household B2　开平市赤水镇步栏村委会
  概况
  overview
A settled item with its reason and who; as it was known before, it was open.

  $ heyi verify findings --household B2 --format csv --db v.db | cut -d, -f1,4,5,16
  household_no,kind,attribute,state
  B2,divergence,vehicle_count,open
  $ HEYI_CLOCK=2018-07-20T08:00:00+08:00 heyi verify settle B2 1 --state explained --why '报废未注销 <i>' --db v.db
  户 B2 的事项 1：已说明
  $ heyi verify report B2 --as-of 2018-06-15 --out b2.html --db v.db && $T/../report/page.py b2.html | grep -A1 -E '^已说明$' | sed 's/；[^；]* 2018/；… 2018/'
  已说明
  报废未注销 <i>；… 2018-07-20 08:00
  --
  已说明
  未核对的项目
  $ heyi verify report B2 --as-of 2018-06-15 --known-at 2018-07-10 --out b2.html --db v.db && $T/../report/page.py b2.html | grep -c -E '^已说明$'
  0
  [1]
A division and a verification.

  $ heyi verify report --division 440783116 --as-of 2018-06-15 --out d.html --db v.db && $T/../report/page.py d.html | sed -n '/^合计$/,/^存款$/p' | paste -s -d' '
  合计 核对户数 9 核对人数 10 有事项的户 2 没有事项的户 7 事项 2 其中待核实 1 类别会变的户 1 金额会变的户 1 月发放差额合计 -700.00 元 事项种类 事项种类 已处理 待核实 申报与核对不一致 1 已死亡注销 1 按种类 种类 户数 事项 待核实 已说明 属实 不属实 申报与核对不一致 1 1 0 1 0 0 已死亡注销 1 1 1 0 0 0 按区划 区划代码 区划 户数 没有事项的户 有事项的户 事项 待核实 会改类别的事项 逐项月差额之和(元) 440783116248 步栏村委会 2 1 1 1 0 1 -700.00 440783116249 林屋村委会 7 6 1 1 1 1 -960.00 来源覆盖 未覆盖的户没有查询该来源，本报告对其内容不作任何说明。 来源 部门 批次数 最早收到 最近收到 覆盖户数 未覆盖户数 命中户数 命中行 个体工商户 市场监督管理 0 0 9 0 0 存款
  $ heyi verify report --verification 1 --out v.xlsx --db v.db
  $ python3 - << END
  > import re, zipfile
  > for name in "b4.xlsx", "v.xlsx":
  >     z = zipfile.ZipFile(name)
  >     print(name, re.findall('sheet name="([^"]*)"', z.read("xl/workbook.xml").decode()))
  > END
  b4.xlsx ['概况', '对认定的影响', '家庭成员', '核对事项', '申报与核对比对', '未核对的项目', '迹象与线索', '已查询的来源', '没有查询的来源', '命中的行']
  v.xlsx ['概况', '合计', '按种类', '按区划', '来源覆盖', '核对事项']
What can't be.

  $ heyi verify report ZZ --as-of 2018-06-15 --out z.html --db v.db; ls z.html
  heyi: 没有户 ZZ（2018-06-15，在您的管辖范围内）
  ls: cannot access 'z.html': No such file or directory
  [2]
  $ heyi verify report --verification 9 --out z.html --db v.db
  heyi: 没有第 9 次核对
  [3]
  $ heyi verify report B2 --out z.pdf --db v.db
  heyi: --out z.pdf：请以 .html 或 .xlsx 结尾
  用法见 heyi verify report --help
  [2]
  $ heyi verify report B2 --division 440783116 --out z.html --db v.db
  heyi: 请给出一个户号，或 --division，或 --verification
  用法见 heyi verify report --help
  [2]
  $ heyi verify report B2 --db v.db
  heyi: 缺少 --out FILE
  用法见 heyi verify report --help
  [2]
  $ heyi verify report --verification 1 --as-of 2018-06-15 --out z.html --db v.db
  heyi: --verification 有它自己的日期，不能与 --as-of、--known-at 同用
  用法见 heyi verify report --help
  [2]
