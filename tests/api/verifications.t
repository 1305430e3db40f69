# Verifying, and what else looks at many: jobs.
  village> POST /verifications
  {"as_of": "2018-07-01"}
  => 403

  town> POST /verifications
  {"as_of": "2018-07-01", "division": "440783104"}
  => 403

  town> POST /verifications
  {"as_of": "2018-07-01", "households": ["440783116-0223"], "division": "440783116"}
  => 422

  town> POST /verifications
  {"as_of": "2018-07-01", "households": ["440783116-0223"], "dry_run": true}
  => 202
  {"job": "<job>"}

  town> GET /jobs/$job until {"state": "done"}
  => 200
  {"result": {"verification": null, "households": 1, "with_items": 1, "kept": 1}}

  town> POST /verifications
  {"as_of": "2018-07-01"}
  => 202
  {"job": "<job>"}

  town> GET /jobs/$job until {"state": "done"}
  => 200
  {"result": {"verification": 2, "households": 325, "kept": 54, "opened": 0}}

  town> GET /verifications/2
  => 200
  {"households": 325, "by": "town"}

  county2> GET /verifications/2
  => 404

# A report as a file is marked, and needs the right to export.
  auditor> POST /verification-reports
  {"format": "html", "household_no": "440783116-0223", "reason": "审计"}
  => 403

  town> POST /verification-reports
  {"format": "html", "household_no": "440783116-0223", "division": "440783116", "reason": "上报"}
  => 422

  town> POST /verification-reports
  {"format": "html", "verification": 2, "reason": "上报"}
  => 202
  {"job": "<job>"}

  town> GET /jobs/$job until {"state": "done"}
  => 200
  {"result": {"file": "report.html"}}

  town> GET /jobs/$job/files/report.html
  => 200
  | .*出具.*town 20.* (re)

# Two lists compared; who should be covered; the past. Only figures, or every row in a marked file.
  town> POST /comparisons
  {"left": {"source": "dibao_list"}, "right": {"source": "poverty_list"}, "as_of": "2018-06-30"}
  => 202
  {"job": "<job>"}

  town> GET /jobs/$job until {"state": "done"}
  => 200
  {"result": {"left": {"label": "低保名单"}, "right": {"label": "扶贫对象名单"}, "pairs": {"both": "*"}, "file": null}}

  town> POST /coverages
  {"as_of": "2018-06-30", "file": "csv"}
  => 422

  auditor> POST /coverages
  {"as_of": "2018-06-30", "file": "csv", "reason": "审计"}
  => 403

  town> POST /coverages
  {"as_of": "2018-06-30", "file": "csv", "reason": "应保尽保"}
  => 202
  {"job": "<job>"}

  town> GET /jobs/$job until {"state": "done"}
  => 200
  {"result": {"all": {"households": "*", "missing": "*"}, "file": "coverage.csv"}}

  town> GET /jobs/$job/files/coverage.csv
  => 200
  | .*,watermark (re)
  | .*,town 20.* (re)

  auditor> POST /retroactives
  {}
  => 202
  {"job": "<job>"}

  auditor> GET /jobs/$job until {"state": "done"}
  => 200
  {"result": {"households": {"looked_at": "*"}, "arrears_fen": "*", "recovery_fen": "*", "file": null}}

# Names of whom is under 14 are masked in what leaves the system, unless it says so, with its reason.
  town> POST /comparisons
  {"left": {"source": "dibao_list"}, "right": {"source": "poverty_list"}, "as_of": "2018-06-30", "file": "csv", "reason": "台账比对"}
  => 202
  {"job": "<job>"}

  town> GET /jobs/$job until {"state": "done"}
  => 200
  {"result": {"file": "comparison.csv"}}

  town> GET /jobs/$job/files/comparison.csv
  => 200
  | .*,曹\*\*,2005-01-30,.* (re)
  ! 曹少梅

  town> POST /comparisons
  {"left": {"source": "dibao_list"}, "right": {"source": "poverty_list"}, "as_of": "2018-06-30", "file": "csv", "opened": ["minor"], "reason": "台账比对，须核实未成年人"}
  => 202
  {"job": "<job>"}

  town> GET /jobs/$job until {"state": "done"}
  => 200
  {"result": {"file": "comparison.csv"}}

  town> GET /jobs/$job/files/comparison.csv
  => 200
  | .*,曹少梅,2005-01-30,.* (re)

  auditor> GET /audit?action=comparison.make
  => 200
  {"items": [{"why": "台账比对，须核实未成年人", "after": {"opened": ["minor"]}}, {"why": "台账比对"}, "..."]}

# A list of people, of whom most are strangers here.
  town> POST /uploads/raw?name=strangers.csv
  Content-Type: application/octet-stream
  @strangers.csv
  => 201
  {"upload": "<list>"}

  town> POST /coverages
  {"as_of": "2018-06-30", "lists": [{"source": "dibao_list", "uploads": ["$list"]}], "file": "csv", "reason": "应保尽保"}
  => 202
  {"job": "<job>"}

  town> GET /jobs/$job until {"state": "done"}
  => 200
  {"result": {"not_found": 2}}

  town> GET /jobs/$job/files/coverage.csv
  => 200
  | not_found,.*,欧阳春华,.* (re)
  | not_found,.*,司\*\*\*,.* (re)
  ! 司徒小明

  town> POST /verification-reports
  {"format": "html", "household_no": "440783116-0001", "reason": "上报"}
  => 202
  {"job": "<job>"}

  town> GET /jobs/$job until {"state": "done"}
  => 200
  {"result": {"file": "report.html"}}

  town> GET /jobs/$job/files/report.html
  => 200
  | .*曹\*\*.* (re)
  ! 曹少梅

  town> POST /verification-reports
  {"format": "html", "household_no": "440783116-0001", "opened": ["minor"], "reason": "上报"}
  => 202
  {"job": "<job>"}

  town> GET /jobs/$job until {"state": "done"}
  => 200
  {"result": {"file": "report.html"}}

  town> GET /jobs/$job/files/report.html
  => 200
  | .*曹少梅.* (re)

  town> GET /households/440783116-0001/verification-report?reason=审核
  => 200
  Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'
  | .*曹\*\*.* (re)
  ! 曹少梅

  town> GET /households/440783116-0001/verification-report?reason=审核&opened=minor
  => 200
  | .*曹少梅.* (re)
