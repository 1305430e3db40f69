# Every row says who took it away, when, under which number.
  town> POST /exports
  {"kind": "households", "reason": "年度核对", "filter": {"as_of": "2018-06-30"}}
  => 202
  {"job": "<job>", "kind": "export.households"}

  town> GET /jobs/$job until {"state": "done"}
  => 200
  {"result": {"file": "export.csv", "rows": 325}}

  town> GET /jobs/$job/files/export.csv
  => 200
  | .*household_no,division,.*,watermark (re)
  | 440783116-.*,town 2018-07-02 08:00 #\d+ (re)
  ! 440783104-

# People: masked by default, in clear where that was asked for.
  town> POST /exports
  {"kind": "households", "reason": "年度核对", "filter": {"as_of": "2018-06-30", "list": "people", "division": "440783116240"}}
  => 202
  {"job": "<job>"}

  town> GET /jobs/$job until {"state": "done"}
  => 200
  {"result": {"file": "export.csv"}}

  town> GET /jobs/$job/files/export.csv
  => 200
  | .*household_no,name,id_no.*,watermark (re)
  | .*\*\*\*.* (re)

  town> POST /exports
  {"kind": "households", "format": "xlsx", "reason": "入户走访", "filter": {"list": "people", "opened": ["health", "minor"]}}
  => 202
  {"job": "<job>"}

  town> GET /jobs/$job until {"state": "done"}
  => 200
  {"result": {"file": "export.xlsx"}}

# The results of a run.
  finance> POST /exports
  {"kind": "determination", "reason": "核对发放", "filter": {"run": "2", "standing": "in_force"}}
  => 202
  {"job": "<job>"}

  finance> GET /jobs/$job until {"state": "done"}
  => 200
  {"result": {"file": "export.csv", "rows": "*"}}

  finance> GET /jobs/$job/files/export.csv
  => 200
  | .*household_no,division,.*,watermark (re)
  | .*,in_force,.*,finance 2018-07-02 08:00 #\d+ (re)
  ! ,grace,

# What verifications found; names of minors as everywhere.
  town> POST /exports
  {"kind": "findings", "reason": "核对督办", "filter": {"finding_state": "open"}}
  => 202
  {"job": "<job>", "kind": "export.findings"}

  town> GET /jobs/$job until {"state": "done"}
  => 200
  {"result": {"file": "export.csv", "rows": 54}}

  town> GET /jobs/$job/files/export.csv
  => 200
  | .*household_no,division,finding,kind,state,.*,watermark (re)
  | 440783116-.*,open,.*,town 2018-07-02 08:00 #\d+ (re)
  | .*,林\*\*,.* (re)
  ! 440783104-

  town> POST /exports
  {"kind": "findings", "reason": "核对督办", "filter": {"finding_kind": "dead", "opened": ["minor"]}}
  => 202
  {"job": "<job>"}

  town> GET /jobs/$job until {"state": "done"}
  => 200
  {"result": {"rows": "*"}}

# Not without the right, nor a reason, nor classes that one doesn't have.
  village> POST /exports
  {"kind": "households", "reason": "x"}
  => 403
  {"code": "denied"}

  town> POST /exports
  {"kind": "households"}
  => 422
  {"code": "*"}

  finance> POST /exports
  {"kind": "households", "reason": "核对", "filter": {"opened": ["health"]}}
  => 202
  {"job": "<job>"}

  finance> GET /jobs/$job until {"state": "failed"}
  => 200
  {"problem_en": "*"}
