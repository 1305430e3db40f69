# Files are sent as a form or as they are; only whoever sent one sees it.
  town> POST /uploads
  +file=@../cli/village/households.csv
  => 201
  {"upload": "<homes>", "name": "households.csv", "bytes": "*", "sm3": "~[0-9a-f]{64}", "until": "~2018-07-03.*", "job": null}

  town> POST /uploads/raw?name=人员.csv
  Content-Type: application/octet-stream
  @../cli/village/messy.csv
  => 201
  {"upload": "<messy>", "name": "人员.csv"}

  town> POST /uploads/raw?name=people.csv
  Content-Type: application/octet-stream
  @../cli/village/people.csv
  => 201
  {"upload": "<people>"}

  town> GET /uploads
  => 200
  {"items": [{"upload": "$homes"}, {"upload": "$messy"}, {"upload": "$people"}]}

  county> GET /uploads
  => 200
  {"items": []}

  county> DELETE /uploads/$homes
  => 404
  {"code": "not-found"}

  town> POST /uploads
  +name=text
  => 400
  {"code": "form", "detail": "上传的表单里应只有一个文件，没有其他字段"}

  town> POST /uploads
  +name=text
  +file=@../cli/village/people.csv
  => 400
  {"code": "form"}

  auditor> POST /uploads
  +file=@../cli/village/people.csv
  => 403
  {"code": "denied"}

# What doesn't belong together is told before anything is queued.
  town> POST /imports
  {"kind": "households", "uploads": [$homes]}
  => 422
  {"code": "invalid", "detail": "缺少 valid_from：这些事实自何日起成立"}

  town> POST /imports
  {"kind": "households", "uploads": [$homes], "valid_from": "2018-01-01", "complete": true}
  => 422
  {"code": "invalid"}

  town> POST /imports
  {"kind": "households", "uploads": [999], "valid_from": "2018-01-01"}
  => 404
  {"code": "not-found", "detail": "没有上传的文件 999，可能已过期或已用完，请重新上传"}

  county> POST /imports
  {"kind": "households", "uploads": [$homes], "valid_from": "2018-01-01"}
  => 404
  {"code": "not-found"}

# An import, to its end; the file it read is gone.
  town> POST /imports
  Idempotency-Key: homes
  {"kind": "households", "uploads": [$homes], "valid_from": "2018-01-01"}
  => 202
  Location: ~/api/v1/jobs/\d+
  {"job": "<job>", "kind": "import.households", "state": "queued", "own": true, "input": {"kind": "households", "dry_run": false}, "result": null}

  town> POST /imports
  Idempotency-Key: homes
  {"kind": "households", "uploads": [$homes], "valid_from": "2018-01-01"}
  => 202
  {"job": "$job"}

  town> GET /jobs/$job until {"state": "done"}
  => 200
  {"result": {"dry_run": false, "rows": 9, "added": 9, "rejected": 0, "errors_file": null}, "problem": null, "attempts": 1}

  town> GET /uploads
  => 200
  {"items": [{"upload": "$messy"}, {"upload": "$people"}]}

  town> POST /jobs/$job/cancel
  => 409
  {"code": "conflict"}

  town> POST /imports/$job/commit
  => 409
  {"code": "conflict", "detail": "只有已做完的试导入才能转为正式导入"}

  town> GET /imports/$job/errors
  => 200
  {"items": [], "next": null}

  town> GET /imports/$job/causes
  => 200
  {"items": [], "errors": 0}

# A dry run says what would happen; its rejected rows page by page, or as a file.
  town> POST /imports
  {"kind": "people", "uploads": [$messy], "valid_from": "2018-01-01", "dry_run": true}
  => 202
  {"job": "<dry>", "kind": "import.people"}

  town> GET /jobs/$dry until {"state": "done"}
  => 200
  {"result": {"dry_run": true, "files": ["人员.csv"], "rows": 11, "added": 1, "rejected": 10, "errors_file": "errors.csv", "report_file": "*"}}

  town> GET /imports/$dry/errors?limit=3
  => 200
  {"items": [{"file": "人员.csv", "line": 3, "column": "性别", "value": "男", "problem_en": "~differs from .*"}, {"line": 4}, {"line": 5, "value": "440799*******0017"}], "next": "<next>"}

  town> GET /imports/$dry/errors?limit=500&cursor=$next
  => 200
  {"items": [{"line": 6}, "..."], "next": null}

  town> GET /imports/$dry/causes
  => 200
  {"errors": 10, "items": [{"column": "性别", "cause": "性别与公民身份号码不符", "cause_en": "~differs.*", "errors": 1}, "*", "*", "*", "*", "*", "*", {"column": "公民身份号码", "cause": "文件中重复"}, "*", "*"]}

  town> GET /imports/$dry/errors?column=公民身份号码&limit=1
  => 200
  {"items": [{"line": 5}], "next": "<next>"}

  town> GET /imports/$dry/errors?column=公民身份号码&cursor=$next
  => 200
  {"items": [{"line": 6}, {"line": 10, "problem": "~文件中重复，首见于.*"}], "next": null}

  town> GET /imports/$dry/errors?cause=文件中重复
  => 200
  {"items": [{"line": 10}], "next": null}

  county> GET /imports/$dry/causes
  => 404
  {"code": "not-found"}

  town> GET /jobs/$dry/files
  => 200
  {"items": [{"name": "errors.csv", "type": "text/csv; charset=utf-8", "bytes": "*"}, "..."]}

  town> GET /jobs/$dry/files/errors.csv
  => 200
  Content-Type: text/csv; charset=utf-8
  Content-Disposition: ~attachment; filename="job-\d+-errors.csv"; filename\*=UTF-8''%E4.*
  | 人员.csv,3,性别,男,.* (re)
  ! 440799199

  town> GET /jobs/$dry/files/nothing.csv
  => 404
  {"code": "not-found"}

# Nobody else: not the town's county, not an administrator, who sees that there are jobs, not more.
  county> GET /jobs/$dry
  => 404
  {"code": "not-found"}

  county> GET /jobs/$dry/files/errors.csv
  => 404
  {"code": "not-found"}

  county> GET /imports/$dry/errors
  => 404
  {"code": "not-found"}

  administrator> GET /jobs/$dry
  => 200
  {"own": false, "account": "town", "kind": "import.people", "input": null, "result": null}

  administrator> GET /jobs/$dry/files
  => 403
  {"code": "denied"}

  administrator> GET /imports/$dry/errors
  => 403
  {"code": "denied"}

  administrator> GET /jobs
  => 200
  {"items": [], "next": null}

  administrator> GET /jobs?others=true&kind=import&limit=1
  => 200
  {"items": [{"job": "$dry", "own": false, "input": null}], "next": "<older>"}

  administrator> GET /jobs?others=true&kind=import&limit=1&cursor=$older
  => 200
  {"items": [{"job": "$job"}], "next": null}

  town> GET /jobs?state=done
  => 200
  {"items": [{"job": "$dry"}, {"job": "$job"}], "next": null}

  town> GET /jobs?state=failed
  => 200
  {"items": [], "next": null}

# The dry run made good: the same file, which then goes.
  town> POST /imports/$dry/commit
  => 202
  {"job": "<good>", "input": {"dry_run": false, "of": "$dry"}}

  town> GET /jobs/$good/events
  => 200
  event state {"job": "$good"}
  event state {"state": "done", "result": {"dry_run": false, "added": 1, "rejected": 10}}

  town> GET /jobs/$good
  => 200
  {"state": "done", "revision": "<revision>"}

  town> GET /jobs/$good/events
  Last-Event-ID: $revision
  => 204

  town> POST /imports/$dry/commit
  => 404
  {"code": "not-found", "detail": "~没有上传的文件.*"}

# A file that isn't what was said: the job fails, and says why by the name that people know.
  town> POST /imports
  {"kind": "households", "uploads": [$people], "valid_from": "2018-01-01"}
  => 202
  {"job": "<wrong>"}

  town> GET /jobs/$wrong until {"state": "failed"}
  => 200
  {"problem": "~people.csv.*", "problem_en": "~people.csv.*", "result": null}

# A department's delivery.
  county> POST /uploads
  +file=@sample/feeds/vehicle.csv
  => 201
  {"upload": "<feed>"}

  county> POST /imports
  {"kind": "feed", "uploads": [$feed], "feed": "vehicle", "received": "2018-07-01", "dry_run": true}
  => 202
  {"job": "<delivery>"}

  county> GET /jobs/$delivery until {"state": "failed"}
  => 200
  {"problem": "~内容相同的文件已于.*"}

# A dry run that fails keeps its files: perhaps only an option was wrong.
  county> GET /uploads
  => 200
  {"items": [{"upload": "$feed", "job": null}]}

  county> DELETE /uploads/$feed
  => 204

# Cancelled in time, an import leaves nothing behind, nor its file.
  county> POST /uploads
  +file=@sample/people.csv
  => 201
  {"upload": "<all>"}

  county> POST /imports
  {"kind": "people", "uploads": [$all], "valid_from": "2018-07-01"}
  => 202
  {"job": "<long>"}

  town> POST /jobs/$long/cancel
  => 404
  {"code": "not-found"}

  administrator> POST /jobs/$long/cancel
  => 200
  {"job": "$long", "cancel": true}

  county> GET /jobs/$long until {"state": "cancelled"}
  => 200
  {"result": null, "problem": null}

  county> GET /uploads
  => 200
  {"items": []}

  county> DELETE /uploads/999
  => 404
  {"code": "not-found"}

  town> POST /uploads
  +file=@../cli/village/people.csv
  => 201
  {"upload": "<unused>"}

  town> DELETE /uploads/$unused
  => 204

  nobody> POST /uploads
  +file=@../cli/village/people.csv
  => 401
  {"code": "sign-in-needed"}

# How a job ended is on record where it was asked for.
  auditor> GET /audit?action=job.done&limit=1
  => 200
  {"items": [{"actor": "town", "division": "440783116"}]}
