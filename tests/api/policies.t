# The pack in force, for everyone who looks at cases; who manages accounts doesn't.
  nobody> GET /policies
  => 401
  {"code": "sign-in-needed"}

  administrator> GET /policies
  => 403
  {"code": "denied"}

  village> GET /policies
  => 200
  {"items": [{"version": 1, "in_force": true, "hash": "<hash>", "name": "*", "since": "*", "seq": "*", "by": "*", "what": "init", "why": "*", "proposal": null}], "next": null}

# Before it was there nothing was in force.
  village> GET /policies?known_at=2001-01-01T00:00:00Z
  => 200
  {"items": [{"version": 1, "in_force": false}], "next": null}

  village> GET /policies/1
  => 200
  {"version": 1, "in_force": true, "proposal": null, "checks": null,
   "files": [{"name": "cases.csv"}, {"name": "jiangmen.dmn", "bytes": 115953}, {"name": "parameters.csv"}],
   "decisions": [{"id": "age",
     "name": "周岁",
     "kind": "knowledge",
     "clauses": ["sample"],
     "words": "按决定日计算的周岁，生日当天满岁。",
     "words_en": "Age in completed years at the date of the decision.",
     "expression": "years and months duration(出生日期, 决定日).years",
     "requires": []},
    "..."]}

  village> GET /policies/2
  => 404
  {"detail_en": "there is no pack version 2"}

  village> GET /policies/0
  => 400

  town> GET /policies/1/tables
  => 200
  {"items": [{"id": "destitute_condition",
     "decision": "destitute_condition",
     "name": "特困条件",
     "hit_policy": "ANY",
     "aggregation": null,
     "inputs": 3,
     "outputs": 1,
     "rules": 5},
    {"id": "uplift_rate",
     "decision": "uplift_rate",
     "name": "分类施保比例",
     "hit_policy": "COLLECT",
     "aggregation": "MAX",
     "inputs": 3,
     "outputs": 1,
     "rules": 5},
    {"id": "category",
     "decision": "category",
     "name": "类别",
     "hit_policy": "FIRST",
     "aggregation": null,
     "inputs": 4,
     "outputs": 1,
     "rules": 4},
    {"id": "refusal",
     "decision": "refusal",
     "name": "不符合原因",
     "hit_policy": "COLLECT",
     "aggregation": null,
     "inputs": 5,
     "outputs": 1,
     "rules": 5},
    {"id": "monthly_amount",
     "decision": "monthly_amount",
     "name": "月保障金",
     "hit_policy": "UNIQUE",
     "aggregation": null,
     "inputs": 1,
     "outputs": 1,
     "rules": 3},
    {"id": "points_income",
     "decision": "points_income",
     "name": "收入积分",
     "hit_policy": "FIRST",
     "aggregation": null,
     "inputs": 1,
     "outputs": 1,
     "rules": 4},
    {"id": "points_labour",
     "decision": "points_labour",
     "name": "劳动力积分",
     "hit_policy": "FIRST",
     "aggregation": null,
     "inputs": 2,
     "outputs": 1,
     "rules": 3},
    {"id": "points_schooling",
     "decision": "points_schooling",
     "name": "就学积分",
     "hit_policy": "FIRST",
     "aggregation": null,
     "inputs": 2,
     "outputs": 1,
     "rules": 3},
    {"id": "points_medical",
     "decision": "points_medical",
     "name": "医疗积分",
     "hit_policy": "FIRST",
     "aggregation": null,
     "inputs": 3,
     "outputs": 1,
     "rules": 4},
    {"id": "points_housing",
     "decision": "points_housing",
     "name": "住房积分",
     "hit_policy": "FIRST",
     "aggregation": null,
     "inputs": 1,
     "outputs": 1,
     "rules": 3},
    {"id": "standing",
     "decision": "standing",
     "name": "去向",
     "hit_policy": "FIRST",
     "aggregation": null,
     "inputs": 4,
     "outputs": 1,
     "rules": 4},
    {"id": "grace_until",
     "decision": "grace_until",
     "name": "渐退期至",
     "hit_policy": "FIRST",
     "aggregation": null,
     "inputs": 2,
     "outputs": 1,
     "rules": 3},
    {"id": "payable_amount",
     "decision": "payable_amount",
     "name": "发放金额",
     "hit_policy": "UNIQUE",
     "aggregation": null,
     "inputs": 1,
     "outputs": 1,
     "rules": 2},
    {"id": "measures",
     "decision": "measures",
     "name": "帮扶措施",
     "hit_policy": "COLLECT",
     "aggregation": null,
     "inputs": 1,
     "outputs": 1,
     "rules": 9}]}

# A table as an official reads it: cells, clauses, words.
  town> GET /policies/1/tables/category
  => 200
  {"id": "category",
   "decision": "category",
   "name": "类别",
   "hit_policy": "FIRST",
   "aggregation": null,
   "inputs": [{"expression": "全员特困", "label": "全员特困"},
    {"expression": "家庭月人均收入 < 低保标准", "label": "月人均收入低于低保标准"},
    {"expression": "家庭月人均收入 <= 参数.低收入倍数 * 低保标准", "label": "月人均收入不超过低收入线"},
    {"expression": "财产符合", "label": "财产符合"}],
   "outputs": [{"name": "类别", "default": null}],
   "rules": [{"row": 1,
     "inputs": ["true", "true", "-", "true"],
     "outputs": ["\"destitute\""],
     "clauses": ["JM18-1.3a", "JM23-2.2a", "sample"],
     "words": "全家人都符合特困条件，月人均收入低于低保标准，财产也符合规定，认定为特困。",
     "words_en": "Destitute: every member is, income below the line, assets within the limits.",
     "annotations": [{"column": "依据", "text": "JM18-1.3a JM23-2.2a sample"},
      {"column": "说明", "text": "全家人都符合特困条件，月人均收入低于低保标准，财产也符合规定，认定为特困。"},
      {"column": "English",
       "text": "Destitute: every member is, income below the line, assets within the limits."}]},
    {"row": 2,
     "inputs": ["-", "true", "-", "true"],
     "outputs": ["\"dibao\""],
     "clauses": ["JM18-1.3a", "JM23-2.2a"],
     "words": "月人均收入低于低保标准，财产符合规定，认定为低保。",
     "words_en": "Minimum living guarantee: income below the line, assets within the limits.",
     "annotations": [{"column": "依据", "text": "JM18-1.3a JM23-2.2a"},
      {"column": "说明", "text": "月人均收入低于低保标准，财产符合规定，认定为低保。"},
      {"column": "English",
       "text": "Minimum living guarantee: income below the line, assets within the limits."}]},
    {"row": 3,
     "inputs": ["-", "-", "true", "true"],
     "outputs": ["\"low_income\""],
     "clauses": ["JM18-1.3a", "JM23-2.2a", "sample"],
     "words": "月人均收入达到低保标准，但不超过低收入线，财产符合规定，认定为低收入家庭。",
     "words_en": "Low income: not above the low-income ratio times the line, assets within the limits.",
     "annotations": [{"column": "依据", "text": "JM18-1.3a JM23-2.2a sample"},
      {"column": "说明", "text": "月人均收入达到低保标准，但不超过低收入线，财产符合规定，认定为低收入家庭。"},
      {"column": "English",
       "text": "Low income: not above the low-income ratio times the line, assets within the limits."}]},
    {"row": 4,
     "inputs": ["-", "-", "-", "-"],
     "outputs": ["\"none\""],
     "clauses": ["JM18-1.3a", "JM23-2.2a"],
     "words": "收入超过低收入线，或者财产超过规定，不符合条件。",
     "words_en": "Not eligible: income or assets above the limits.",
     "annotations": [{"column": "依据", "text": "JM18-1.3a JM23-2.2a"},
      {"column": "说明", "text": "收入超过低收入线，或者财产超过规定，不符合条件。"},
      {"column": "English", "text": "Not eligible: income or assets above the limits."}]}]}

  town> GET /policies/1/tables/nothing
  => 404
  {"detail_en": "there is no table \"nothing\""}

  town> GET /policies/1/parameters?name=低保标准
  => 200
  {"items": [{"name": "line",
     "label": "低保标准",
     "division": "4407",
     "residence": null,
     "valid_from": "2018-01-01",
     "valid_to": null,
     "value": "800.00",
     "unit": "元/人月",
     "clause": "JM18-1.2c",
     "sample": false}]}

  town> GET /policies/1/parameters?name=topup_level_target&division=440783&residence=rural&in_force_on=2018-06-30&sample=false
  => 200
  {"items": [{"name": "topup_level_target",
     "label": null,
     "division": "4407",
     "residence": "rural",
     "valid_from": "2018-01-01",
     "valid_to": null,
     "value": "0.50",
     "unit": "比",
     "clause": "JM18-2.1.1b",
     "sample": false}]}

  town> GET /policies/1/parameters?division=4408
  => 200
  {"items": []}

# The file as dmn-js takes it, with an ETag.
  town> GET /policies/1/files/jiangmen.dmn
  => 200
  Content-Type: application/xml
  ETag: <etag>
  | (?s).*https://www.omg.org/spec/DMN/20191111/MODEL/.* (re)

  town> GET /policies/1/files/jiangmen.dmn
  If-None-Match: $etag
  => 304

  town> GET /policies/1/files/parameters.csv
  => 200
  Content-Type: text/csv; charset=utf-8
  | name,division,residence,valid_from,valid_to,value,unit,source

  town> GET /policies/1/files/..%2F..%2Fetc%2Fpasswd
  => 404

  town> GET /policies/1/differences?with=1
  => 200
  {"files": [], "tables": [], "elements": [], "parameters": [], "hash_before": "$hash", "hash_after": "$hash"}

  town> GET /policies/1/words?decision=category
  => 200
  Content-Type: text/plain; charset=utf-8
  | .*首行（FIRST）.* (re)

  town> GET /policies/1/words?decision=category&language=en
  => 200
  | .*hit policy: FIRST.* (re)

  town> GET /policies/1/words?decision=nothing
  => 404

  town> GET /policies/1/plan
  => 200
  {"text": "*", "interpreted": []}

# Checks and tests are work for the background; what came of them is kept.
  town> GET /policies/1/checks
  => 404

  town> POST /policies/1/checks
  => 403
  {"code": "denied"}

  county> POST /policies/1/checks
  => 202
  {"job": "<job>", "kind": "policy.check", "state": "queued"}

  county> GET /jobs/$job until {"state": "done"}
  => 200
  {"result": {"hash": "$hash", "errors": 0, "warnings": 0, "passed": 60, "failed": 0}}

  town> GET /policies/1/checks
  => 200
  {"checked_at": "*", "errors": 0, "warnings": 0, "findings": []}

  town> GET /policies/1/tests
  => 200
  {"passed": 60, "failed": 0, "cases": [{"case": "*", "line": 2, "passed": true, "missed": [], "failure": null}, "..."]}
