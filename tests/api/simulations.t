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

# What a screen draws while a parameter is moved: today beside one scenario, always at once.
  town> POST /simulations/live
  {"as_of": "2018-06-30", "set": {"line": 880}, "session": "page 1"}
  => 200
  {"as_of": "2018-06-30", "seq": "*", "division": "440783116", "households": 325, "people": 915, "amount_before_fen": 46635894, "amount_after_fen": 52942261, "categories": [{"category": "destitute", "before": {"households": 16, "people": 18, "amount_fen": 1872000}, "after": {"amount_fen": 2059200}}, {"category": "dibao", "before": {"households": 259}, "after": {"households": 262}}, "..."], "flows": [{"from": "destitute", "to": "destitute"}, {"from": "dibao", "to": "dibao"}, {"from": "low_income", "to": "dibao", "households": 3, "people": 11, "amount_before_fen": 577743, "amount_after_fen": 162510}, "..."], "changes": [{"change": "entered", "households": 0}, {"change": "left"}, {"change": "gained", "households": 275}, {"change": "lost", "households": 3}, "..."], "incidence": {"before": {"people": "*", "population": 46000, "target": 0.02}}, "poverty": {"curve_width_fen": 5000, "before": {"least_line_fen": 80000, "without_benefit": {"curve": ["*", "..."]}}, "after": {"least_line_fen": 88000, "highest_line_fen": 88000}}, "divisions": [{"code": "440783116001", "name": "赤水墟社区居委会", "itself": false, "households": 1, "changes": {"gained": {"households": 1}}, "after": {"incidence": {"population": null}}}, "..."]}
  ! 440783104

  village> POST /simulations/live
  {"as_of": "2018-06-30", "set": {"line": 880}}
  => 403
  {"code": "denied"}

# Nothing set: today itself. Every town of the county is there.
  county> POST /simulations/live
  {"as_of": "2018-06-30"}
  => 200
  {"division": "440783", "households": 337, "changes": [{"households": 0}, {"households": 0}, {"change": "gained", "households": 0}, {"change": "lost", "households": 0}, "..."], "divisions": [{"code": "440783104000", "households": 12}, {"code": "440783116000", "households": 325, "before": {"incidence": {"population": 46000}}}]}

  county> POST /simulations/live
  {"as_of": "2018-06-30", "division": "440783104", "set": {"低保标准": "1000.50"}}
  => 200
  {"division": "440783104", "households": 12, "poverty": {"after": {"least_line_fen": 100050}}}

  town> POST /simulations/live
  {"division": "440783104", "set": {"line": 880}}
  => 403
  {"code": "denied"}

  county> POST /simulations/live
  {"set": {"line": "800:900:10"}}
  => 422
  {"detail_en": "a parameter has one value here, no FROM:TO:STEP"}

  county> POST /simulations/live
  {"set": {"lime": 880}}
  => 404
  {"detail_en": "~.*do you mean.*"}

  county> POST /simulations/live
  {"proposal": 99, "set": {"line": 880}}
  => 404
  {"code": "not-found"}

# A proposal as the other side, and a parameter moved in it.
  city> POST /proposals
  {"title": "提高低保标准", "reason": "测算"}
  => 201
  ETag: <etag>
  {"id": "<proposal>"}

  city> POST /proposals/$proposal/parameters
  If-Match: $etag
  {"put": [{"name": "line", "division": "4407", "valid_from": "2018-01-01", "value": "880.00", "unit": "元/人月", "source": "JM18-1.2c"}]}
  => 200

  county> POST /simulations/live
  {"proposal": "$proposal"}
  => 404
  {"code": "not-found"}

  city> POST /simulations/live
  {"as_of": "2018-06-30", "division": "440783116", "proposal": "$proposal"}
  => 200
  {"amount_before_fen": 46635894, "amount_after_fen": 52942261}

  city> POST /simulations/live
  {"as_of": "2018-06-30", "division": "440783116", "proposal": "$proposal", "set": {"line": 800}}
  => 200
  {"amount_before_fen": 46635894, "amount_after_fen": 46635894}

  city> GET /simulations/parameters?as_of=2018-06-30&proposal=$proposal
  => 200
  {"items": [{"set": "line@4407", "suggested": {"min": 440, "max": 1760, "step": 10}, "parameter": {"value": "880.00"}}, "..."]}

# The parameters that can be moved, with a suggestion how far.
  town> GET /simulations/parameters?as_of=2018-06-30
  => 200
  {"items": [{"set": "line@4407", "decides": true, "suggested": {"min": 400, "max": 1600, "step": 10}, "parameter": {"name": "line", "label": "低保标准", "value": "800.00", "unit": "元/人月", "clause": "JM18-1.2c", "sample": false}}, "..."]}

# Each place's own row, not the prefecture's behind it, nor its neighbours'.
  village> GET /simulations/parameters?as_of=2018-06-30&division=440783
  => 200
  | .*"registered_population@440783".*"registered_population@440783116".*"local_mean_income@440783/rural".* (re)
  ! registered_population@4407"
  ! registered_population@440704
  ! local_mean_income@4407/
  ! "value": "15100.00"

  town> GET /simulations/parameters?proposal=99
  => 404
  {"code": "not-found"}
