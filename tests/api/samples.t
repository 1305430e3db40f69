# A sample for a third party's visits.
  village> POST /samples
  {"size": 20, "seed": 7, "as_of": "2018-06-30", "division": "440783116"}
  => 403

  town> POST /samples
  {"size": 20, "seed": 7, "as_of": "2018-06-30", "division": "440783116", "everyone": true}
  => 202
  {"job": "<job>"}

  town> GET /jobs/$job until {"state": "done"}
  => 200
  {"result": {"sample": 1}}

  town> GET /samples
  => 200
  {"items": [{"sample": 1, "drawn": 20, "entered": 0, "by": "town"}]}

  town2> GET /samples
  => 200
  {"items": []}

  town2> GET /samples/1
  => 404

  village> GET /samples/1/visits
  => 404

  town> GET /samples/1
  => 200
  {"sample": 1, "as_of": "2018-06-30"}

  town> GET /samples/1/visits?limit=3
  => 200
  {"items": [{"position": 1, "household_no": "<first>", "result": null}, {"household_no": "<second>"}, {"household_no": "<third>"}], "next": "<next>"}

  town> GET /samples/1/visits?limit=3&cursor=$next
  => 200
  {"items": [{"position": 4}, "*", "*"], "next": "*"}

# Results one by one: all of them, or none.
  town> POST /samples/1/results
  {"results": [{"household_no": "$first", "result": "unreachable", "note": "外出"}, {"household_no": "nowhere", "result": "correct"}]}
  => 422

  town> POST /samples/1/results
  {"results": [{"household_no": "$first", "result": "unreachable", "note": "外出"}, {"household_no": "$second", "result": "correct"}]}
  => 200
  {"entered": 2, "same": 0}

  town> POST /samples/1/results
  {"results": [{"household_no": "$second", "result": "correct"}]}
  => 200
  {"entered": 0, "same": 1}

  town> GET /samples/1/rate
  => 200
  {"sample": {"entered": 2}, "strata": ["*", "..."], "wrong_in": {"wrong": 0}}

# The list as a file, marked; and a filled one.
  auditor> POST /samples/1/visits/file
  {"format": "csv", "reason": "走访"}
  => 403

  town> POST /samples/1/visits/file
  {"format": "csv", "reason": "走访"}
  => 202
  {"job": "<job>"}

  town> GET /jobs/$job until {"state": "done"}
  => 200
  {"result": {"file": "visits.csv"}}

  town> GET /jobs/$job/files/visits.csv
  => 200
  | .*,watermark (re)

  town> POST /uploads
  +file=@visited.csv
  => 201
  {"upload": "<upload>"}

  town2> POST /samples/1/results/file
  {"upload": $upload}
  => 404

  town> POST /samples/1/results/file
  {"upload": $upload}
  => 202
  {"job": "<job>"}

  town> GET /jobs/$job until {"state": "done"}
  => 200
  {"result": {"rows": 3, "entered": 2, "same": 0, "rejected": 1}}

  town> GET /jobs/$job/files/errors.csv
  => 200
  | .*nowhere.*样本中没有这一户.* (re)

  town> GET /samples/1
  => 200
  {"entered": 2}
