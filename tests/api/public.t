# Nobody signs in. Names of places: the counties of the register, then what lies below.
  nobody> GET /public/divisions
  => 200
  {"items": [{"code": "440704000000", "name": "江海区", "has_children": true}, {"code": "440783000000", "name": "开平市"}]}

  nobody> GET /public/divisions?parent=440783116
  => 200
  {"items": [{"code": "440783116001", "has_children": false}, "..."]}

  nobody> GET /public/divisions?parent=999999
  => 200
  {"items": []}

# The policy in force in plain words, each with its clauses; what the documents leave open says so.
  nobody> GET /public/policies?division=440783116
  => 200
  {"name": "江门两线合一", "as_of": "2018-07-02",
   "programmes": [{"code": "destitute", "label": "特困", "sample": true}, {"code": "dibao", "label": "低保", "words": "月人均收入低于低保标准，财产符合规定，认定为低保。", "words_en": "~Minimum living guarantee.*", "clauses": ["JM18-1.3a", "JM23-2.2a"], "sample": false}, {"code": "low_income"}],
   "measures": [{"code": "industry", "label": "产业扶持", "clauses": ["JM18-2.1.2c"]}, "..."],
   "decisions": [{"id": "age", "rules": []}, {"id": "destitute_condition", "rules": [{"gives": null, "words": "年满60周岁的老年人。", "sample": true}, "..."]}, "..."],
   "parameters": [{"id": "line", "label": "低保标准", "value": "800.00", "unit": "元/人月", "clause": "JM18-1.2c", "sample": false, "valid_from": "2018-01-01"}, {"id": "asset_months", "clause": null, "sample": true}, "..."]}

# Only what the tables read: no name, no number, no residence where the line is the same for both,
# nothing that only points hang on; first what category and amount need.
  nobody> GET /public/questions
  => 200
  {"members_max": 20,
   "household": [{"id": "dwelling_count", "label": "住房套数", "type": "integer", "needed": true}, {"id": "vehicle_count"}, {"id": "financial_assets", "unit": "元"}, {"id": "business_registered", "needed": true},
    {"id": "dwelling_grade", "codes": [{"code": "a", "label": "A级"}, "..."], "needed": false}, {"id": "poverty_cause"}, {"id": "willing"}],
   "members": [{"id": "birth_date", "needed": true}, {"id": "wage_income"}, {"id": "business_income"}, {"id": "property_income"}, {"id": "transfer_income"}, {"id": "basic_pension"},
    {"id": "disability_type"}, {"id": "disability_grade"}, {"id": "health"}, {"id": "labour_capacity"}, {"id": "has_supporter", "needed": true},
    {"id": "schooling", "needed": false}, {"id": "employed"}, {"id": "work_willing"}, {"id": "insured"}, {"id": "single_applicant"}]}

# Nothing answered: nothing is taken for granted.
  nobody> POST /public/self-check
  {"division": "440783116240", "members": [{"facts": []}]}
  => 200
  {"answer": "needs", "title": "还需要知道", "category": null, "monthly_amount_fen": null, "place": "开平市赤水镇沙洲村委会",
   "missing": [{"fact": "dwelling_count", "ifs": [{"text": "不超过 1 套", "decided": false}, {"text": "为 2 套及以上", "decided": true, "category": "none"}]}, "..."]}

# One couple, both poor: dibao, with what it comes to and why.
  nobody> POST /public/self-check
  {"division": "440783116", "household": [{"fact": "dwelling_count", "value": "1"}, {"fact": "vehicle_count", "value": "0"}, {"fact": "financial_assets", "value": "2000"}, {"fact": "business_registered", "value": "否"}],
   "members": [{"facts": [{"fact": "birth_date", "value": "1970-01-01"}, {"fact": "wage_income", "value": "6000"}, {"fact": "business_income", "value": "0"}, {"fact": "property_income", "value": "0"}, {"fact": "transfer_income", "value": "0"}, {"fact": "basic_pension", "value": "0"}, {"fact": "disability_type", "value": "无"}, {"fact": "disability_grade", "value": "0"}, {"fact": "health", "value": "健康"}, {"fact": "labour_capacity", "value": "ordinary"}, {"fact": "has_supporter", "value": "否"}]},
    {"facts": [{"fact": "birth_date", "value": "1972-01-01"}, {"fact": "wage_income", "value": "0"}, {"fact": "business_income", "value": "0"}, {"fact": "property_income", "value": "0"}, {"fact": "transfer_income", "value": "0"}, {"fact": "basic_pension", "value": "0"}, {"fact": "disability_type", "value": "无"}, {"fact": "disability_grade", "value": "0"}, {"fact": "health", "value": "大病"}, {"fact": "labour_capacity", "value": "weak"}, {"fact": "has_supporter", "value": "否"}]}]}
  => 200
  {"answer": "likely", "title": "可能符合：低保", "category": "dibao", "monthly_amount_fen": 126000, "people": 2, "missing": [],
   "note": "~这是按您填写的情况和现行政策试算的结果，不是认定.*没有保存。",
   "measures": [{"code": "insurance"}, {"code": "medical", "label": "医疗救助", "label_en": "medical assistance"}],
   "also_missing": [{"fact": "dwelling_grade"}, "..."],
   "steps": [{"decision": "annual_income", "value": "6000.00 元"}, {"decision": "monthly_income", "value": "250.00 元/月"}, {"decision": "line", "parameters": [{"parameter": "line", "source": "JM18-1.2c"}]}, {"decision": "assets_ok"}, {"decision": "category", "rules": [{"clauses": ["JM18-1.3a", "JM23-2.2a"]}]}, "..."]}

# Rich in one way: not, and for which reason; the rest needn't be known. In English.
  nobody> POST /public/self-check
  {"division": "440783116", "lang": "en", "household": [{"fact": "dwelling_count", "value": "3"}], "members": [{"facts": []}]}
  => 200
  {"answer": "unlikely", "title": "possibly not eligible", "category": "none", "monthly_amount_fen": null, "because": [{"words": "More dwellings than allowed.", "sample": true}, "..."], "missing": []}

# A dash is not known, as leaving it out.
  nobody> POST /public/self-check
  {"division": "440783116", "household": [{"fact": "dwelling_count", "value": "-"}], "members": [{"facts": []}]}
  => 200
  {"answer": "needs"}

# What isn't asked isn't taken; what can't be read is told, without anything being kept of it.
  nobody> POST /public/self-check
  {"division": "440783116", "members": [{"facts": [{"fact": "name", "value": "张三"}]}]}
  => 422
  {"detail_en": "the check doesn't ask \"name\""}

  nobody> POST /public/self-check
  {"division": "440783116", "members": [{"facts": [{"fact": "wage_income", "value": "很多"}]}]}
  => 422
  {"detail": "~第 1 人的“工资性收入”.*"}

  nobody> POST /public/self-check
  {"division": "440799", "members": [{"facts": []}]}
  => 422
  {"detail_en": "there is no division \"440799\"; choose one of the list"}

  nobody> POST /public/self-check
  {"division": "440783116", "members": []}
  => 422
  {"errors": ["*"]}

  nobody> POST /public/self-check
  {"division": "440783116", "members": [{"facts": []}], "name": "张三"}
  => 422
  {"errors": ["*"]}

# From another site's page: no.
  nobody> POST /public/self-check
  Origin: https://example.com
  {"division": "440783116", "members": [{"facts": []}]}
  => 403
  {"code": "origin"}

# Who asks without a pause is told to wait.
  nobody> POST /public/self-check until {"code": "too-many"}
  {"division": "440783116", "members": [{"facts": []}]}
  => 429
  Retry-After: 10
  {"code": "too-many"}

# The trail knows nothing of it.
  auditor> GET /audit?limit=500
  => 200
  ! self
  ! public
