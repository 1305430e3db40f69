# A new pack takes effect by two people: one proposes, another approves. It holds for all counties of
# the register, so those of one county see no proposals of it.
  county> POST /proposals
  {"title": "提高低保标准", "reason": "省里公布了新标准"}
  => 403

  town> POST /proposals
  {"title": "提高低保标准", "reason": "省里公布了新标准"}
  => 403

  city> POST /proposals
  {"title": "", "reason": "省里公布了新标准"}
  => 422

  city> POST /proposals
  {"title": "提高低保标准", "reason": "省里公布了新标准"}
  => 201
  Location: /api/v1/proposals/1
  ETag: <etag>
  {"id": 1, "state": "draft", "author": "city", "own": true, "base_version": 1, "base_in_force": true, "pack_version": null, "checks": null, "simulation": null, "files": [{"name": "cases.csv"}, {"name": "jiangmen.dmn"}, {"name": "parameters.csv"}], "steps": [{"action": "add", "by": "city"}]}

  county> GET /proposals
  => 200
  {"items": [], "whole": false, "next": null}

  county> GET /proposals/1
  => 404
  {"detail_en": "there is no proposal 1"}

  village> GET /proposals/1/files/parameters.csv
  => 404
  {"detail_en": "there is no proposal 1"}

  auditor> GET /proposals?state=draft
  => 200
  {"items": [{"id": 1, "own": false}], "whole": true, "next": null}

  auditor> GET /proposals?state=approved
  => 200
  {"items": [], "next": null}

# An edit says which version it changes.
  city> PATCH /proposals/1
  {"reason": "省民政厅 2018 年第 1 号文"}
  => 428

  city> PATCH /proposals/1
  If-Match: "v99"
  {"reason": "省民政厅 2018 年第 1 号文"}
  => 412

  city2> PATCH /proposals/1
  If-Match: $etag
  {"reason": "别人的"}
  => 403

  city> PATCH /proposals/1
  If-Match: $etag
  {"reason": "省民政厅 2018 年第 1 号文"}
  => 200
  ETag: <etag>
  {"reason": "省民政厅 2018 年第 1 号文"}

# Amounts are changed by row: the old line ends, a new one begins.
  city> POST /proposals/1/parameters
  If-Match: $etag
  {"put": [{"name": "line", "division": "440700000000", "valid_from": "2018-01-01", "valid_to": "2019-01-01", "value": "800.00", "unit": "元/人月", "clause": "JM18-1.2c"},
           {"name": "line", "division": "4407", "valid_from": "2019-01-01", "value": "880.00", "unit": "元/人月", "sample": true}]}
  => 200
  ETag: <etag>

  city> GET /proposals/1/parameters?name=line
  => 200
  {"items": [{"name": "line",
     "label": "低保标准",
     "division": "4407",
     "residence": null,
     "valid_from": "2018-01-01",
     "valid_to": "2019-01-01",
     "value": "800.00",
     "unit": "元/人月",
     "clause": "JM18-1.2c",
     "sample": false},
    {"name": "line",
     "label": "低保标准",
     "division": "4407",
     "residence": null,
     "valid_from": "2019-01-01",
     "valid_to": null,
     "value": "880.00",
     "unit": "元/人月",
     "clause": null,
     "sample": true}]}

  city> POST /proposals/1/parameters
  If-Match: $etag
  {"put": [{"name": "line", "division": "4407", "valid_from": "2019-01-01", "value": "880.005", "unit": "元/人月", "source": "sample"}]}
  => 422
  {"code": "invalid"}

  city> POST /proposals/1/parameters
  If-Match: $etag
  {"remove": [{"name": "nothing", "valid_from": "2018-07-01"}]}
  => 404

# What is different from the pack in force.
  city2> GET /proposals/1/differences
  => 200
  {"files": [{"change": "changed", "name": "parameters.csv", "bytes_before": 3208, "bytes_after": 3274}],
   "tables": [],
   "elements": [],
   "parameters": [{"change": "changed",
     "before": {"name": "line", "valid_from": "2018-01-01", "valid_to": null},
     "after": {"name": "line", "valid_from": "2018-01-01", "valid_to": "2019-01-01"}},
    {"change": "added", "before": null, "after": {"name": "line", "valid_from": "2019-01-01", "value": "880.00", "clause": null, "sample": true}}]}

# A file as it is; names that a pack doesn't have, and what isn't DMN.
  city> GET /proposals/1/files/parameters.csv
  => 200
  Content-Type: text/csv; charset=utf-8
  | line,4407,,2019-01-01,,880.00,元/人月,sample

  city> PUT /proposals/1/files/notes.txt
  If-Match: $etag
  {"content": "x"}
  => 422

  city> PUT /proposals/1/files/..%2Fx.dmn
  If-Match: $etag
  {"content": "x"}
  => 422

  city> PUT /proposals/1/files/jiangmen.dmn
  If-Match: $etag
  {"content": "<definitions"}
  => 200
  ETag: <etag>

  city> GET /proposals/1/tables
  => 422
  {"code": "pack-unreadable"}

  city> POST /proposals/1/checks
  => 202
  {"job": "<job>", "kind": "policy.check"}

  city> GET /jobs/$job until {"state": "done"}
  => 200
  {"result": {"errors": 1, "passed": 0}}

  city> GET /proposals/1/checks
  => 200
  {"errors": 1, "findings": [{"severity": "error", "code": "unreadable", "file": "jiangmen.dmn"}]}

# All files at once.
  city> PUT /proposals/1/files
  If-Match: $etag
  {"files": [{"name": "cases.csv", "content": "case,as_of\n"}]}
  => 422

  city> PUT /proposals/1/files
  If-Match: $etag
  {"files": [{"name": "a.dmn", "content": "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" name=\"a\" namespace=\"b\"/>"}, {"name": "cases.csv", "content": "case,as_of\n"}]}
  => 200
  {"files": [{"name": "a.dmn", "bytes": 90}, {"name": "cases.csv", "bytes": 11}], "state": "draft"}

  city> GET /proposals/1/tables
  => 200
  {"items": []}

  city> GET /proposals/1
  => 200
  ETag: <etag>

  city2> DELETE /proposals/1
  If-Match: $etag
  => 403

  city> DELETE /proposals/1
  If-Match: $etag
  => 204

  city> GET /proposals/1
  => 404

# Once more, and to the end.
  city> POST /proposals
  {"title": "提高低保标准", "reason": "省民政厅 2018 年第 1 号文"}
  => 201
  ETag: <etag>
  {"id": "<id>"}

  city> POST /proposals/$id/parameters
  If-Match: $etag
  {"put": [{"name": "line", "division": "4407", "valid_from": "2018-01-01", "valid_to": "2019-01-01", "value": "800.00", "unit": "元/人月", "source": "JM18-1.2c"},
           {"name": "line", "division": "4407", "valid_from": "2019-01-01", "value": "880.00", "unit": "元/人月", "source": "sample"}]}
  => 200
  ETag: <etag>
  {"hash": "<hash>"}

  city> GET /proposals/$id/tables/category
  => 200
  {"hit_policy": "FIRST"}

  city> GET /proposals/$id/words?decision=category
  => 200
  | .*首行（FIRST）.* (re)

  city> POST /proposals/$id/submit
  If-Match: $etag
  => 409
  {"detail_en": "the proposal's files haven't been checked and tested as they are now"}

  city> POST /proposals/$id/checks
  => 202
  {"job": "<job>"}

  city> GET /jobs/$job until {"state": "done"}
  => 200
  {"result": {"hash": "$hash", "errors": 0, "passed": 60, "failed": 0}}

  city> GET /proposals/$id/tests
  => 200
  {"passed": 60, "failed": 0}

  city> POST /proposals/$id/simulate
  {"as_of": "2019-01-01"}
  => 409
  {"detail_en": "it is simulated once it is submitted"}

  city> POST /proposals/$id/submit
  If-Match: $etag
  => 200
  ETag: <etag>
  {"state": "submitted"}

  city2> POST /proposals/$id/approve
  If-Match: $etag
  {}
  => 409

  city2> POST /proposals/$id/simulate
  {"as_of": "2019-01-01"}
  => 202
  {"job": "<job>", "kind": "policy.simulate"}

  city2> GET /jobs/$job until {"state": "done"}
  => 200
  {"result": {"proposal": "$id", "as_of": "2019-01-01"}}

  auditor> GET /proposals/$id/simulation
  => 200
  {"simulated_at": "*", "as_of": "2019-01-01", "known_seq": "*", "by": "city2",
   "figures": {
    "scenarios": [{"scenario": "today", "households": 345, "covered_households": 297, "monthly_bill": 455511.76},
     {"scenario": "proposed", "households": 345, "covered_households": 299, "change_households": 2, "change_bill": 70476.77}],
    "changes": [{"change": "entered", "households": 2, "people": 7, "difference": 1065.6}, "..."]}}

# Returned with a reason, submitted again, withdrawn, submitted again.
  city2> GET /proposals/$id
  => 200
  ETag: <etag>
  {"state": "simulated", "own": false, "simulation": {"as_of": "2019-01-01", "by": "city2"}}

  city2> POST /proposals/$id/return
  If-Match: $etag
  {}
  => 422

  city> POST /proposals/$id/return
  If-Match: $etag
  {"reason": "自己退回"}
  => 403

  city2> POST /proposals/$id/return
  If-Match: $etag
  {"reason": "请写明文号"}
  => 200
  ETag: <etag>
  {"state": "returned"}

  city> POST /proposals/$id/submit
  If-Match: $etag
  => 200
  ETag: <etag>

  city> POST /proposals/$id/withdraw
  If-Match: $etag
  {"reason": "再看看"}
  => 200
  ETag: <etag>
  {"state": "draft"}

  city> POST /proposals/$id/submit
  If-Match: $etag
  => 200
  {"state": "submitted"}

  city> POST /proposals/$id/simulate
  {"as_of": "2019-06-01"}
  => 202
  {"job": "<job>"}

  city> GET /jobs/$job until {"state": "done"}
  => 200

  city> GET /proposals/$id
  => 200
  ETag: <etag>
  {"state": "simulated"}

# Not by the author; not what somebody else has seen; by a second person.
  city> POST /proposals/$id/approve
  If-Match: $etag
  {"reason": "同意"}
  => 403
  {"detail_en": "the author can't approve or return this proposal: another person has to"}

  county> POST /proposals/$id/approve
  If-Match: $etag
  {"reason": "同意"}
  => 404

  auditor> POST /proposals/$id/approve
  If-Match: $etag
  {"reason": "同意"}
  => 403

  city2> POST /proposals/$id/approve
  If-Match: "v1"
  {"reason": "同意"}
  => 412

  village> GET /policies
  => 200
  {"items": [{"version": 1, "in_force": true}], "next": null}

# A second one under way is sent back when the first comes into force.
  city2> POST /proposals
  {"title": "修改案例", "reason": "补充案例"}
  => 201
  ETag: <other>
  {"id": "<second>"}

  city2> POST /proposals/$second/parameters
  If-Match: $other
  {"put": [{"name": "max_vehicles", "division": "4407", "valid_from": "2018-01-01", "value": "0", "unit": "辆", "source": "JM18-1.2c"}]}
  => 200
  ETag: <other>

  city2> POST /proposals/$second/checks
  => 202
  {"job": "<job>"}

  city2> GET /jobs/$job until {"state": "done"}
  => 200
  {"result": {"errors": 0, "failed": 0}}

  city2> POST /proposals/$second/submit
  If-Match: $other
  => 200
  ETag: <other>

  city2> POST /proposals/$id/approve
  If-Match: $etag
  {"reason": "同意"}
  => 200
  {"state": "approved", "pack_version": 2, "steps": ["*", "*", "*", "*", "*", "*", "*", "*", "*", {"action": "approve", "by": "city2", "why": "同意"}]}

  village> GET /policies
  => 200
  {"items": [{"version": 2, "in_force": true, "hash": "$hash", "by": "city2", "what": "policy proposal approve", "why": "~.*提出人 city，批准人 city2：同意", "proposal": "$id"}, {"version": 1, "in_force": false}], "next": null}

  village> GET /policies?limit=1
  => 200
  {"items": [{"version": 2}], "next": "<next>"}

  village> GET /policies?limit=1&cursor=$next
  => 200
  {"items": [{"version": 1}], "next": null}

  village> GET /policies/2/differences?with=1
  => 200
  {"files": [{"change": "changed", "name": "parameters.csv"}], "tables": [], "elements": [], "parameters": [{"change": "changed", "before": {"valid_to": null}, "after": {"valid_to": "2019-01-01"}}, {"change": "added", "before": null, "after": {"value": "880.00"}}]}

  city2> GET /proposals/$second
  => 200
  ETag: <other>
  {"state": "draft", "base_in_force": false, "base_version": 1, "steps": ["*", "*", "*", {"action": "base_changed", "by": "city2"}]}

  city2> POST /proposals/$second/submit
  If-Match: $other
  => 409

  city2> PATCH /proposals/$second
  If-Match: $other
  {"base_version": 1}
  => 409

  city2> PATCH /proposals/$second
  If-Match: $other
  {"base_version": 2}
  => 200
  {"base_in_force": true}

# What it would undo of the pack in force is told.
  city2> GET /proposals/$second/differences
  => 200
  {"parameters": [{"change": "changed", "before": {"name": "line", "valid_to": "2019-01-01"}}, {"change": "removed", "before": {"name": "line"}, "after": null}, {"change": "changed", "after": {"name": "max_vehicles", "clause": "JM18-1.2c"}}]}
