# A new household with its head, from the village.
  village> POST /households
  {"household_no": "T-1", "valid_from": "2018-07-01", "reason": "新申请", "reference": "赤水〔2018〕1号",
   "values": [{"attribute": "division", "value": "440783116240"}, {"attribute": "户口性质", "value": "农村"}],
   "members": [{"values": [{"attribute": "id_no", "value": "440799198001020010"}, {"attribute": "name", "value": "测试甲"}, {"attribute": "relation", "value": "head"}]}]}
  => 201
  Location: /api/v1/households/T-1
  {"household_no": "T-1", "person_no": "<head>", "change": "*", "warnings": []}

  village> GET /households/T-1
  => 200
  ETag: <v1>
  {"division": "440783116240", "facts": {"residence": {"value": "rural", "source": "declaration"}},
   "members": [{"person_no": "$head", "from": "2018-07-01", "facts": {"name": {"value": "测试甲"}, "sex": {"value": "male"}, "birth_date": {"value": "1980-01-02"}}}]}

# A number that is taken; somewhere else; what isn't right, all of it.
  village> POST /households
  {"household_no": "T-1", "valid_from": "2018-07-01", "reason": "新申请", "values": [{"attribute": "division", "value": "440783116240"}, {"attribute": "vehicle_count", "value": "two"}]}
  => 409
  {"code": "exists", "detail": "~.*户号：已有户使用.*",
   "errors": [{"pointer": "/values/1", "attribute": "vehicle_count"}, {"pointer": "/household_no", "attribute": "household_no", "detail": "已有户使用，请另编户号"}]}

  village> POST /households
  {"household_no": "T-2", "valid_from": "2018-07-01", "reason": "新申请", "values": [{"attribute": "division", "value": "440783116241"}]}
  => 422
  {"detail": "~.*不在您的管辖范围内.*", "detail_en": "~.*not in your scope.*"}

  village> POST /households
  {"household_no": "T-2", "valid_from": "2018-07-01", "reason": "新申请",
   "values": [{"attribute": "residence", "value": "moon"}, {"attribute": "vehicle_count", "value": "-1"}]}
  => 422
  {"detail": "户口性质：不在代码表中，请填目录列出的代码或名称；机动车数量：不能为负数，请填零或正数；区划代码：此项不能为空，请补填",
   "detail_en": "residence: not among the codes of the catalogue; vehicle_count: can't be negative; division: must be given",
   "errors": [{"pointer": "/values/0", "attribute": "residence", "detail": "不在代码表中，请填目录列出的代码或名称", "detail_en": "not among the codes of the catalogue"},
              {"pointer": "/values/1", "attribute": "vehicle_count"}, {"pointer": "", "attribute": "division", "detail": "此项不能为空，请补填", "detail_en": "must be given"}]}

# All of it at once: of the household, and of each member, though there is no household for them.
  village> POST /households
  {"household_no": "T-2", "valid_from": "2018-07-01", "reason": "新申请",
   "values": [{"attribute": "division", "value": "440783116240"}, {"attribute": "shoes", "value": "2"}, {"attribute": "vehicle_count", "value": "-1"}],
   "members": [{"values": [{"attribute": "id_no", "value": "440799198001020010"}, {"attribute": "name", "value": "测试甲"}, {"attribute": "relation", "value": "uncle"}, {"attribute": "sex", "value": "女"}]},
               {"values": [{"attribute": "id_no", "value": "440799198001020011"}, {"attribute": "relation", "value": "son"}, {"attribute": "关系", "value": "son"}]}]}
  => 422
  {"code": "invalid", "errors": [
    {"pointer": "/values/1", "attribute": "shoes", "detail": "~不能在这里填写.*", "detail_en": "~can't be given here.*"},
    {"pointer": "/values/2", "attribute": "vehicle_count"},
    {"pointer": "/members/0/values/2", "attribute": "relation"},
    {"pointer": "/members/0/values/3", "attribute": "sex", "detail_en": "~differs from the identity number.*"},
    {"pointer": "/members/1/values/2", "attribute": "关系"},
    {"pointer": "/members/1/values/0", "attribute": "id_no"},
    {"pointer": "/members/1", "attribute": "name", "detail_en": "must be given"}]}

  village> GET /households/T-2
  => 404
  {"code": "not-found"}

# A birth; the version that was seen is needed.
  village> POST /households/T-1/members
  {"valid_from": "2018-07-01", "reason": "新生儿", "values": [{"attribute": "id_no", "value": "440799201806010025"}, {"attribute": "name", "value": "测试乙"}, {"attribute": "relation", "value": "daughter"}]}
  => 428
  {"code": "*"}

  village> POST /households/T-1/members
  If-Match: $v1
  {"valid_from": "2018-07-01", "reason": "新生儿", "values": [{"attribute": "id_no", "value": "440799201806010025"}, {"attribute": "name", "value": "测试乙"}, {"attribute": "relation", "value": "daughter"}]}
  => 201
  ETag: <v2>
  {"person_no": "<child>"}

  village> POST /households/T-1/members
  If-Match: $v1
  {"valid_from": "2018-07-01", "reason": "另一人", "values": [{"attribute": "id_no", "value": "440799195001020033"}, {"attribute": "name", "value": "测试丙"}]}
  => 412
  {"code": "*"}

  village> GET /people/$child
  => 200
  {"minor": true, "facts": {"name": {"state": "masked", "value": null, "text": "测**"}}, "household_no": "T-1"}

  village> POST /people/$child/open
  {"fields": ["minor"], "reason": "核对新生儿姓名"}
  => 200
  {"facts": {"name": {"state": "known", "value": "测试乙"}}}

  finance> GET /people/$child
  => 200
  {"facts": {"name": {"state": "withheld", "value": null}, "sex": {"state": "withheld"}}}
  ! 测

# Facts as declared, corrected, and taken back.
  village> POST /households/T-1/facts
  If-Match: $v2
  {"valid_from": "2018-07-02", "reason": "申报", "values": [{"attribute": "financial_assets", "value": "1,200.50"}, {"attribute": "address", "value": "沙洲村1号"}]}
  => 200
  ETag: <v3>
  {"household_no": "T-1"}

  village> POST /households/T-1/facts
  If-Match: $v3
  {"kind": "correction", "valid_from": "2018-07-02", "reason": "入户核实", "values": [{"attribute": "financial_assets", "value": "1500"}]}
  => 422
  {"detail": "~.*附件.*", "errors": [{"pointer": "/reference"}]}

# Of corrections everything too.
  village> POST /households/T-1/facts
  If-Match: $v3
  {"kind": "correction", "valid_from": "2018-07-02", "reason": "入户核实", "reference": "核〔2018〕7号",
   "values": [{"attribute": "financial_assets", "value": "much"}, {"attribute": "shoes", "value": "2"}, {"attribute": "vehicle_count", "value": "1"},
              {"attribute": "vehicle_count", "value": "2"}, {"attribute": "division", "value": "440783116241"}]}
  => 422
  {"errors": [{"pointer": "/values/0", "attribute": "financial_assets"}, {"pointer": "/values/1", "attribute": "shoes"},
              {"pointer": "/values/3", "attribute": "vehicle_count", "detail_en": "corrected twice at once"}, {"pointer": "/values/4", "attribute": "division", "detail_en": "~not in your scope.*"}]}

  village> POST /households/T-1/facts
  If-Match: $v3
  {"kind": "correction", "valid_from": "2018-07-02", "reason": "入户核实", "reference": "核〔2018〕7号", "values": [{"attribute": "financial_assets", "value": "1500"}]}
  => 200
  ETag: <v4>

  village> GET /households/T-1/facts
  => 200
  {"facts": {"financial_assets": {"value": "1500.00", "source": "correction", "source_label": "更正", "valid_from": "2018-07-02", "delivery": "核〔2018〕7号"}, "address": {"state": "masked", "value": null}}}
  ! 沙洲村1号

  village> POST /households/T-1/facts
  If-Match: $v4
  {"kind": "correction", "valid_from": "2018-07-02", "reason": "核实有误", "reference": "核〔2018〕8号", "values": [{"attribute": "financial_assets", "withdraw": true}]}
  => 200
  ETag: <v5>

  village> GET /households/T-1/history
  => 200
  {"items": [{"group": "assets", "source": "correction", "what": "correct", "what_zh": "更正", "why": "入户核实; 核〔2018〕7号", "why_zh": "入户核实; 核〔2018〕7号", "superseded_at": "~2018.*", "facts": {"financial_assets": {"value": "1500.00"}}}, "..."], "next": null}

  village> GET /people/$head
  => 200
  ETag: <p1>
  {"household_no": "T-1"}

  village> POST /people/$head/facts
  If-Match: $p1
  {"valid_from": "2018-07-02", "reason": "申报收入", "values": [{"attribute": "wage_income", "value": "3000"}]}
  => 200
  ETag: <p2>
  {"person_no": "$head", "household_no": "T-1"}

  village> GET /households/T-1
  => 200
  ETag: <v6>
  {"members": [{"facts": {"wage_income": {"value": "3000.00"}}}, "*"]}

# Neighbours, and roles that don't enter.
  village2> POST /households/T-1/facts
  If-Match: $v6
  {"valid_from": "2018-07-02", "reason": "申报", "values": [{"attribute": "vehicle_count", "value": "1"}]}
  => 404
  {"code": "not-found"}

  village2> POST /households/T-1/members/$child/move
  If-Match: $v6
  {"valid_from": "2018-07-02", "reason": "转户", "to": "440783116-0001"}
  => 404
  {"code": "not-found"}

  finance> POST /households/T-1/facts
  If-Match: $v6
  {"valid_from": "2018-07-02", "reason": "申报", "values": [{"attribute": "vehicle_count", "value": "1"}]}
  => 403
  {"code": "*"}

# Somebody registered elsewhere: named only inside of the scope.
  town2> GET /households?limit=1
  => 200
  {"items": [{"household_no": "<there>"}]}

  town2> GET /households/$there
  => 200
  ETag: <w1>
  {"household_no": "$there"}

  town2> POST /households/$there/members
  If-Match: $w1
  {"valid_from": "2018-07-02", "reason": "迁入", "values": [{"attribute": "id_no", "value": "440799198001020010"}, {"attribute": "name", "value": "测试甲"}]}
  => 422
  {"detail": "公民身份号码：已在您管辖范围以外的一户登记，若已迁入本户，请办理转户；否则请改正号码",
   "errors": [{"pointer": "/values/0", "attribute": "id_no"}]}

# What is implausible is entered, and told.
  village> POST /households
  {"household_no": "T-3", "valid_from": "2018-07-01", "reason": "新申请",
   "values": [{"attribute": "division", "value": "440783116240"}, {"attribute": "dwelling_grade", "value": "none"}, {"attribute": "dwelling_count", "value": "2"}],
   "members": [{"values": [{"attribute": "id_no", "value": "440799197001010010"}, {"attribute": "name", "value": "测试丁"}, {"attribute": "relation", "value": "head"}]},
               {"values": [{"attribute": "id_no", "value": "440799200001010023"}, {"attribute": "name", "value": "测试戊"}, {"attribute": "relation", "value": "son"}]}]}
  => 201
  {"warnings": [{"pointer": "", "detail": "登记为无房，住房套数却大于零", "detail_en": "no dwelling, yet a number of dwellings"},
                {"pointer": "/members/1", "detail": "测**：与户主关系为子，性别为女", "detail_en": "测**: a son who is female"}]}

# A split, a move back, a death, the end.
  village> POST /households/T-1/split
  If-Match: $v6
  {"household_no": "T-9", "valid_from": "2018-07-02", "reason": "分户", "values": [{"attribute": "division", "value": "440783116240"}],
   "members": [{"person_no": "$child", "relation": "head"}]}
  => 200
  {"household_no": "T-9", "person_no": "$child"}

  village> GET /households/T-9
  => 200
  ETag: <x1>
  {"members": [{"person_no": "$child", "facts": {"relation": {"value": "head"}}}]}

  village> POST /households/T-9/members/$head/leave
  If-Match: $x1
  {"valid_from": "2018-07-02", "reason": "死亡"}
  => 409
  {"code": "*"}

  village> POST /households/T-9/members/$child/move
  If-Match: $x1
  {"valid_from": "2018-07-02", "reason": "并户", "to": "T-1", "relation": "daughter"}
  => 200
  {"household_no": "T-9"}

  village> GET /households/T-1
  => 200
  ETag: <v7>
  {"members": [{"person_no": "$head"}, {"person_no": "$child"}]}

  village> POST /households/T-1/members/$child/leave
  If-Match: $v7
  {"valid_from": "2018-07-02", "reason": "迁出"}
  => 200
  ETag: <v8>

  village> POST /households/T-1/end
  If-Match: $v8
  {"valid_from": "2018-07-02", "reason": "户主死亡", "reference": "证〔2018〕2号"}
  => 200
  {"household_no": "T-1"}

  village> GET /households/T-1
  => 200
  {"members": []}

  village> GET /households/T-1/members
  => 200
  {"items": [{"person_no": "$head", "name": "测试甲", "name_masked": false}, {"person_no": "$head"}, {"person_no": "$child", "name": "测**", "name_masked": true}, "..."]}

# She who left is still found by whom she belonged to last.
  village> GET /people/$child
  => 200
  {"household_no": null, "households": [{"household_no": "T-1"}, "..."]}
