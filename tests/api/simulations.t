# A small register: at once.
  town> POST /simulations
  {"as_of": "2018-06-30", "scenarios": [{"set": {"line": 880}}]}
  => 200
  {"as_of": "2018-06-30", "result": {"scenarios": [{"scenario": "today", "households": 325}, {"scenario": "line=880", "households": 325}], "changes": ["..."], "divisions": ["..."]}}

  county> POST /simulations
  {"as_of": "2018-06-30", "scenarios": [{"name": "低", "set": {"低保标准": "780"}}, {"name": "高", "set": {"低保标准": "880", "line@440783116": 900}}]}
  => 200
  {"result": {"scenarios": [{"households": 337}, {"scenario": "低"}, {"scenario": "高"}]}}

  county> POST /simulations
  {"as_of": "2018-06-30", "scenarios": [{"set": {"lime": 880}}]}
  => 404
  {"detail_en": "~.*do you mean.*"}

  county> POST /simulations
  {"scenarios": [{"name": "a", "set": {"line": 880}}, {"name": "a", "set": {"line": 890}}]}
  => 422
  {"code": "*"}

  town> POST /simulations
  {"division": "440783104", "scenarios": [{"set": {"line": 880}}]}
  => 403
  {"code": "denied"}

  village> POST /simulations
  {"scenarios": [{"set": {"line": 880}}]}
  => 403
  {"code": "denied"}

  town> POST /simulations
  {"scenarios": [{"set": {"line": 880}}], "format": "csv"}
  => 422
  {"detail_en": "an export needs a reason"}

# With the households concerned it is an export, and in the background.
  town> POST /simulations
  {"as_of": "2018-06-30", "scenarios": [{"set": {"line": 880}}], "format": "csv", "reason": "测算明年标准"}
  => 202
  {"job": "<job>", "kind": "simulate"}

  town> GET /jobs/$job until {"state": "done"}
  => 200
  {"result": {"result": {"scenarios": ["*", "*"]}}}

  town> GET /jobs/$job/files/export.csv
  => 200
  | .*scenario,household_no,.*,watermark (re)
  | .*,town 2018-07-02 08:00 #\d+ (re)
  ! 440783104-
