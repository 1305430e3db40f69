# What departments have sent: the county's own whole, without totals where a delivery reaches beyond
# one's scope.
  auditor> GET /deliveries?source=tax
  => 200
  {"items": [{"delivery": "<tax>", "source": "tax", "whole": true, "withdrawn": false, "rows": 827, "matched": 806, "others": 21}], "next": null}

  town> GET /deliveries?source=tax
  => 200
  {"items": [{"delivery": "$tax", "whole": false, "rows": null, "rejected": null, "matched": null, "people": null, "candidates": null, "outside": null, "others": null}], "next": null}

# One of them: rows, people and candidates of the scope.
  town> GET /deliveries/$tax
  => 200
  {"whole": false, "rows": null, "matched": 806, "people": 75, "others": null}

  village> GET /deliveries/$tax
  => 200
  {"whole": false, "rows": null, "matched": "<some>", "others": null}

  county2> GET /deliveries/$tax
  => 200
  {"rows": null, "matched": 0, "people": 0, "candidates": 0}

  town> GET /deliveries/99999
  => 404
  {"code": "not-found"}

  town> GET /deliveries?limit=1
  => 200
  {"items": ["*"], "next": "<next>"}

  town> GET /deliveries?limit=1&cursor=$next
  => 200
  {"items": ["*"], "next": "*"}

  town> GET /deliveries?division=440783104
  => 403

# A delivery of the town, taken back by the town; facts follow, and so does the list.
  town> POST /deliveries/$tax/withdrawal
  {"reason": "送错了"}
  => 403

  auditor> POST /deliveries/$tax/withdrawal
  {"reason": "送错了"}
  => 403

  town> POST /uploads
  +file=@cars.csv
  => 201
  {"upload": "<file>"}

  town> POST /imports
  {"kind": "feed", "feed": "vehicle", "uploads": [$file], "received": "2018-07-02", "division": "440783116", "nobody": true}
  => 202
  {"job": "<job>"}

  town> GET /jobs/$job until {"state": "done"}
  => 200
  {"result": {"delivery": "<cars>"}}

  town> GET /deliveries/$cars
  => 200
  {"source": "vehicle", "division": "440783116", "whole": true, "withdrawn": false, "rows": 1, "others": 1}

  village> GET /deliveries/$cars
  => 200
  {"whole": false, "rows": null, "others": null}

  town2> GET /deliveries/$cars
  => 404

  town2> POST /deliveries/$cars/withdrawal
  {"reason": "送错了"}
  => 404

  town> POST /deliveries/$cars/withdrawal
  {"reason": "送错了"}
  => 202
  {"job": "<job>"}

  town> GET /jobs/$job until {"state": "done"}
  => 200
  {"result": {"delivery": "$cars"}}

  town> GET /deliveries/$cars
  => 200
  {"withdrawn": true}

  town> GET /deliveries?source=vehicle&in_force=true
  => 200
  {"items": ["*"]}

  town> POST /deliveries/$cars/withdrawal
  {"reason": "送错了"}
  => 409
