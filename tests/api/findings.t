# What verifications found, as the town sees it: what matters most first.
  town> GET /verifications?limit=1
  => 200
  {"items": [{"verification": 1, "as_of": "2018-06-30", "households": 325, "items": 54}], "next": null}

# Others see the counts of their scope only.
  village> GET /verifications
  => 200
  {"items": [{"verification": 1, "households": 15, "items": 4}], "next": null}

  town> GET /verifications/1
  => 200
  {"households": 325, "items": 54, "figures": [{"kind": "divergence", "state": "open", "items": 27, "amount_fen": 1740942}, "..."]}

  village> GET /verifications/1
  => 200
  {"households": 15, "items": 4, "figures": [{"kind": "divergence", "items": 1}, {"kind": "name_differs", "items": 2}, {"kind": "candidate", "items": 1}]}

  town> GET /verifications/99
  => 404

  village> GET /findings/figures
  => 200
  {"items": [{"kind": "divergence", "state": "open", "items": 1}, "*", "*"]}

  town> GET /findings?limit=2
  => 200
  {"items": [{"household_no": "<no>", "finding": "<finding>", "kind": "divergence", "attribute": "vehicle_count", "declared": {"state": "known", "value": "1"}, "verified": {"value": "0"}, "effect": {"category_declared": "none", "category_verified": "dibao"}}, "*"], "next": "<next>"}

  town> GET /findings?limit=2&cursor=$next
  => 200
  {"items": ["*", "*"], "next": "*"}

  town> GET /findings?state=explained
  => 200
  {"items": [], "next": null}

  town> GET /findings?source=vehicle&limit=1
  => 200
  {"items": [{"source": "vehicle", "source_label": "机动车", "place": "~.*赤水镇.*", "head": {"person_no": "*", "name": "*", "name_masked": "*"}}]}

# Health is masked until it is opened; so are the names of children, those that were sent too.
  town> GET /findings?attribute=disability_grade
  => 200
  {"items": [{"household_no": "<ill>", "finding": "<illness>", "declared": {"state": "masked", "value": null}, "verified": {"state": "masked", "value": null}}]}

  town> GET /findings?kind=candidate&sort=household&limit=1
  => 200
  {"items": [{"name": "赖*", "name_masked": true, "detail": "赖*"}]}

  finance> GET /findings
  => 403

# What lies elsewhere isn't there.
  town> GET /findings?household_no=nowhere
  => 404
  {"code": "not-found"}

  town2> GET /findings?household_no=$no
  => 404
  {"code": "not-found"}

  town2> GET /households/$no/findings/$finding
  => 404

# One of them, with what stands behind it on both sides.
  town> GET /households/$no/findings/$finding
  => 200
  ETag: <etag>
  {"finding": {"household_no": "$no", "state": "open"}, "statements": [{"source": "vehicle", "value": {"value": "0"}, "holds": true}, {"source": "declaration", "value": {"value": "1"}, "file": "households-2018-06.csv"}, "*"], "rows": [], "history": []}

  town> GET /households/$ill/findings/$illness
  => 200
  {"finding": {"declared": {"state": "masked"}}, "statements": [{"value": {"state": "masked"}}, "..."], "rows": []}

  town> POST /households/$ill/findings/$illness/open
  {"fields": ["health"], "reason": "核对残疾证"}
  => 200
  {"finding": {"declared": {"state": "~known|unknown"}, "verified": {"state": "known"}}}

# Of wages the rows behind it.
  town> GET /findings?attribute=wage_income&limit=1
  => 200
  {"items": [{"household_no": "<paid>", "finding": "<wage>"}]}

  town> GET /households/$paid/findings/$wage
  => 200
  {"rows": [{"source": "tax", "from": "*", "text": {"state": "known", "value": "~.*收入额.*"}}, "..."]}

# Settled with a reason, on the version that it was read with.
  auditor> PUT /households/$no/findings/$finding/state
  If-Match: $etag
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
  => 200
  ETag: <after>
  {"state": "explained", "reason": "借用他人的车", "settled_by": "town"}

  town> PUT /households/$no/findings/$finding/state
  If-Match: $after
  {"state": "dismissed", "reason": "行驶证在", "attachment": "赤民证〔2018〕5号", "value": "一辆"}
  => 422

  town> PUT /households/$no/findings/$finding/state
  If-Match: $after
  {"state": "dismissed", "reason": "行驶证在", "attachment": "赤民证〔2018〕5号"}
  => 200
  {"state": "dismissed"}

  town> GET /households/$no/findings/$finding
  => 200
  {"statements": [{"source": "correction", "value": {"value": "1"}}, "..."], "history": [{"state": "explained", "by": "town"}, {"state": "dismissed", "attachment": "赤民证〔2018〕5号"}]}

# The report of a household is a page; whoever may not decide doesn't get it, and no reason no report.
  town> GET /households/$no/verification-report
  => 400

  town> GET /households/$no/verification-report?reason=审核
  => 200
  Content-Type: text/html; charset=utf-8
  | .*核对报告.* (re)

  town2> GET /households/$no/verification-report?reason=审核
  => 404

  village> GET /households/$no/verification-report?reason=审核
  => 403
