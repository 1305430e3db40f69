# A call with an Idempotency-Key takes effect once, however often it is sent.
  town> POST /households
  Idempotency-Key: 6c1f-1
  {"household_no": "440783116-9001", "valid_from": "2018-07-01", "reason": "新申请", "values": [{"attribute": "division", "value": "440783116240"}, {"attribute": "residence", "value": "rural"}]}
  => 201
  {"change": "<change>", "household_no": "440783116-9001", "person_no": null, "warnings": []}

  town> POST /households
  Idempotency-Key: 6c1f-1
  {"household_no": "440783116-9001", "valid_from": "2018-07-01", "reason": "新申请", "values": [{"attribute": "division", "value": "440783116240"}, {"attribute": "residence", "value": "rural"}]}
  => 201
  Idempotent-Replayed: true
  {"change": "$change", "household_no": "440783116-9001", "person_no": null, "warnings": []}

# Without a key it is another call.
  town> POST /households
  {"household_no": "440783116-9001", "valid_from": "2018-07-01", "reason": "新申请", "values": [{"attribute": "division", "value": "440783116240"}, {"attribute": "residence", "value": "rural"}]}
  => 409
  {"code": "exists", "detail": "户号：已有户使用，请另编户号"}

# The same key for something else.
  town> POST /households
  Idempotency-Key: 6c1f-1
  {"household_no": "440783116-9002", "valid_from": "2018-07-01", "reason": "新申请", "values": [{"attribute": "division", "value": "440783116240"}]}
  => 422
  {"code": "idempotency-key-used", "detail": "这个 Idempotency-Key 已用于另一个请求"}

# A key is its account's.
  county> POST /households
  Idempotency-Key: 6c1f-1
  {"household_no": "440783116-9003", "valid_from": "2018-07-01", "reason": "新申请", "values": [{"attribute": "division", "value": "440783116240"}, {"attribute": "residence", "value": "rural"}]}
  => 201
  Idempotent-Replayed: absent!
  {"change": "*", "household_no": "440783116-9003", "person_no": null, "warnings": []}

# What failed is tried again.
  town> POST /households
  Idempotency-Key: 6c1f-2
  {"household_no": "440783116-9001", "valid_from": "2018-07-01", "reason": "新申请", "values": [{"attribute": "division", "value": "440783116240"}, {"attribute": "residence", "value": "rural"}]}
  => 409
  {"code": "exists", "detail": "户号：已有户使用，请另编户号"}

  town> POST /households
  Idempotency-Key: 6c1f-2
  {"household_no": "440783116-9004", "valid_from": "2018-07-01", "reason": "新申请", "values": [{"attribute": "division", "value": "440783116240"}, {"attribute": "residence", "value": "rural"}]}
  => 201
  {"change": "*", "household_no": "440783116-9004", "person_no": null, "warnings": []}

  town> POST /households
  Idempotency-Key: two words
  {"household_no": "440783116-9005", "valid_from": "2018-07-01", "reason": "新申请", "values": [{"attribute": "division", "value": "440783116240"}]}
  => 400
  {"code": "idempotency-key", "detail": "Idempotency-Key 应为至多 200 个可见的 ASCII 字符"}

# Where it would mean nothing it is refused; a GET may be repeated anyway.
  town> DELETE /session
  Idempotency-Key: 6c1f-3
  => 400
  {"code": "idempotency-key-useless", "detail": "这个操作不支持 Idempotency-Key"}

  town> GET /session
  Idempotency-Key: 6c1f-3
  => 200

# An edit says which version it changes.
  town> GET /households/440783116-9001
  => 200
  ETag: <etag>

  town> POST /households/440783116-9001/facts
  {"valid_from": "2018-07-01", "reason": "补报", "values": [{"attribute": "residence", "value": "urban"}]}
  => 428
  {"code": "version-needed", "detail": "请用 If-Match 说明修改的是哪一版"}

  town> POST /households/440783116-9001/facts
  If-Match: "v0"
  {"valid_from": "2018-07-01", "reason": "补报", "values": [{"attribute": "residence", "value": "urban"}]}
  => 412
  {"code": "changed", "detail": "内容已被别人改动，请重新读取后再改"}

  town> POST /households/440783116-9001/facts
  If-Match: W/"v0", $etag
  {"valid_from": "2018-07-01", "reason": "补报", "values": [{"attribute": "residence", "value": "urban"}]}
  => 200
  {"change": "*", "household_no": "440783116-9001", "person_no": null, "warnings": []}

# Rights come before what is asked for.
  auditor> POST /households
  {}
  => 403
  {"code": "denied", "detail": "auditor 没有“更正”权限"}
