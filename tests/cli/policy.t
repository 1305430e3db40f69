The shipped pack is sound, and its cases pass.

  $ heyi policy check $PACK
  政策包检查通过
  $ heyi policy test $PACK | tail -n 1
  60 例通过，0 例失败
  $ heyi policy show $PACK --decision 类别
  
  ■ 类别（category）  [JM18-1.3a JM23-2.2a]
    按特困、低保、低收入家庭的次序认定，符合在前的就不再往后看。
    命中策略：首行（FIRST）
  ┌───┬──────────┬──────────────────┬──────────────────┬──────────┬────────────┬───────────────────┬───────────────────┐
  │ # │ 全员特困 │ 月人均收入低于低 │ 月人均收入不超过 │ 财产符合 │ → 类别     │ 依据              │ 说明              │
  │   │          │ 保标准           │ 低收入线         │          │            │                   │                   │
  ├───┼──────────┼──────────────────┼──────────────────┼──────────┼────────────┼───────────────────┼───────────────────┤
  │ 1 │ 是       │ 是               │ —                │ 是       │ 特困       │ JM18-1.3a         │ 全家人都符合特困  │
  │   │          │                  │                  │          │            │ JM23-2.2a sample  │ 条件，月人均收入  │
  │   │          │                  │                  │          │            │                   │ 低于低保标准，财  │
  │   │          │                  │                  │          │            │                   │ 产也符合规定，认  │
  │   │          │                  │                  │          │            │                   │ 定为特困。        │
  │ 2 │ —        │ 是               │ —                │ 是       │ 低保       │ JM18-1.3a         │ 月人均收入低于低  │
  │   │          │                  │                  │          │            │ JM23-2.2a         │ 保标准，财产符合  │
  │   │          │                  │                  │          │            │                   │ 规定，认定为低    │
  │   │          │                  │                  │          │            │                   │ 保。              │
  │ 3 │ —        │ —                │ 是               │ 是       │ 低收入家庭 │ JM18-1.3a         │ 月人均收入达到低  │
  │   │          │                  │                  │          │            │ JM23-2.2a sample  │ 保标准，但不超过  │
  │   │          │                  │                  │          │            │                   │ 低收入线，财产符  │
  │   │          │                  │                  │          │            │                   │ 合规定，认定为低  │
  │   │          │                  │                  │          │            │                   │ 收入家庭。        │
  │ 4 │ —        │ —                │ —                │ —        │ 不符合     │ JM18-1.3a         │ 收入超过低收入    │
  │   │          │                  │                  │          │            │ JM23-2.2a         │ 线，或者财产超过  │
  │   │          │                  │                  │          │            │                   │ 规定，不符合条    │
  │   │          │                  │                  │          │            │                   │ 件。              │
  └───┴──────────┴──────────────────┴──────────────────┴──────────┴────────────┴───────────────────┴───────────────────┘
  $ heyi policy show $PACK --decision points_housing --lang en
  
  ■ 住房积分（points_housing）  [JM18-2.2.1a JM18-2.2.1c sample]
    Points for housing: the less safe, the more.
    hit policy: FIRST
  ┌───┬──────────────┬────────────┬────────────────────┬─────────────────────────────┐
  │ # │ 房屋安全等级 │ → 住房积分 │ clauses            │ meaning                     │
  ├───┼──────────────┼────────────┼────────────────────┼─────────────────────────────┤
  │ 1 │ "d", "none"  │ 15         │ JM18-2.2.1a sample │ Grade D or no dwelling: 15. │
  │ 2 │ "c"          │ 8          │ JM18-2.2.1a sample │ Grade C: 8.                 │
  │ 3 │ —            │ 0          │ JM18-2.2.1a sample │ Otherwise 0.                │
  └───┴──────────────┴────────────┴────────────────────┴─────────────────────────────┘
Full-width punctuation inside an expression is found.

  $ cp -r $PACK p && chmod -R u+w p
  $ sed -i 's/<text>count(成员)<\/text>/<text>count（成员）<\/text>/' p/jiangmen.dmn
  $ heyi policy check p
  政策包有 1 处错误
  jiangmen.dmn:450: 错误 [full-width] 成员数: 名称“count（成员）”含全角标点“（”，请改用半角
  [3]
In either language the words of both are read.

  $ heyi policy check $PACK --lang en
  the pack is sound
  $ heyi policy test $PACK --lang en | tail -n 1
  60 passed, 0 failed
The plan of a pack; a decision that it can't hold is told and interpreted.

  $ heyi policy plan $PACK --decision 类别
  heyi: --decision 只用于 policy show
  用法见 heyi policy --help
  [2]
  $ heyi policy plan $PACK | grep -c '^结果'
  14
  $ heyi policy plan $PACK | grep '^结果 类别'
  结果 类别 = r[0-9]+ (re)
  $ cp -r $PACK q && chmod -R u+w q
  $ sed -i 's/<text>count(成员)<\/text>/<text>count(成员[string length(姓名) > 0])<\/text>/' q/jiangmen.dmn
  $ heyi policy check q
  jiangmen.dmn:444: 提示 [interpreted] 成员数: 连同依赖它的决定逐户解释执行（结果相同，较慢）：“姓名”没有列（文字不进列）
  政策包检查通过
  $ heyi policy plan q | grep -c '^结果'
  2
