# What departments have sent: whole for the county, without totals for whoever has a part of it.
  auditor> GET /deliveries?source=tax
  => ?

  town> GET /deliveries?source=tax
  => ?

  town> GET /deliveries?limit=1
  => 200
  {"items": [{"whole": false, "rows": null, "others": null}], "next": "<next>"}

  town> GET /deliveries?limit=1&cursor=$next
  => 200
  {"items": [{"delivery": "<one>"}], "next": "*"}

# One of them: rows, people and candidates of the scope.
  town> GET /deliveries/$one
  => ?

  county2> GET /deliveries/$one
  => ?

  town> GET /deliveries/99999
  => 404

# Taken back as a whole, by whom it lies in scope.
  town> POST /deliveries/$one/withdrawal
  {"reason": "送错了"}
  => 403

  auditor> POST /deliveries/$one/withdrawal
  {"reason": "送错了"}
  => 403
