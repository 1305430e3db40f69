# What verifications found, as the town sees it: what matters most first.
  town> GET /verifications?limit=1
  => ?

  village> GET /verifications
  => ?

  county2> GET /verifications/1
  => ?

  town> GET /verifications/1
  => ?

  town> GET /verifications/99
  => 404

  town> GET /findings?limit=2
  => 200
  {"items": [{"household_no": "<no>", "finding": "<finding>"}, "*"], "next": "<next>"}

  town> GET /findings?limit=1&cursor=$next
  => 400

  town> GET /findings?limit=2&cursor=$next
  => 200

  town> GET /findings?attribute=disability_grade
  => ?

  town> GET /findings?kind=candidate&sort=household&limit=1
  => ?

  town> GET /findings?household_no=nowhere
  => 404

  town2> GET /findings?household_no=$no
  => 404

  village> GET /findings/figures
  => ?

  finance> GET /findings
  => 403

# One of them, with what stands behind it on both sides.
  town> GET /households/$no/findings/$finding
  => ?

  town2> GET /households/$no/findings/$finding
  => 404

  town> POST /households/$no/findings/$finding/open
  {"fields": ["health"], "reason": "核对事项"}
  => 200

# Settled with a reason, on the version that it was read with.
  auditor> PUT /households/$no/findings/$finding/state
  If-Match: "v1"
  {"state": "explained", "reason": "借用他人的车"}
  => 403

  town> PUT /households/$no/findings/$finding/state
  {"state": "explained", "reason": "借用他人的车"}
  => 428

  town> PUT /households/$no/findings/$finding/state
  If-Match: "v1"
  {"state": "explained", "reason": "借用他人的车"}
  => 412

  town> PUT /households/$no/findings/$finding/state
  If-Match: $etag
  {"state": "explained"}
  => 422

  town> PUT /households/$no/findings/$finding/state
  If-Match: $etag
  {"state": "explained", "reason": "借用他人的车"}
  => ?

  town> GET /households/$no/findings/$finding
  => ?
