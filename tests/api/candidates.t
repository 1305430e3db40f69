# Rows of which it isn't certain whose they are. A child's name is masked, also that which was sent.
  town> GET /candidates?limit=2
  => 200
  {"items": [{"delivery": "<delivery>", "row": "<row>", "stated_name": "余惠英", "candidates": [{"person_no": "<person>", "name": "余惠英", "name_masked": false, "household_no": "<no>", "score": 80, "reasons": ["name", "birth", "village"], "state": "open"}]},
   {"stated_name": "林**", "candidates": [{"name": "林**", "name_masked": true}]}], "next": "<next>"}

  town> GET /candidates?limit=2&cursor=$next
  => 200
  {"items": ["*", "*"], "next": "*"}

  town> GET /candidates?household_no=$no
  => 200
  {"items": [{"delivery": "$delivery", "row": "$row"}, "..."], "next": null}

# A village sees its own, another place none.
  village> GET /candidates
  => 200
  {"items": ["*", "*", "*"], "next": null}

  town2> GET /candidates
  => 200
  {"items": [], "next": null}

  town2> GET /candidates/$delivery/$row
  => 404

  department> GET /candidates?limit=1
  => 200
  {"items": [{"text": {"state": "withheld"}}]}

  town> GET /candidates/$delivery/$row
  => 200
  {"delivery": "$delivery", "row": "$row", "text": {"state": "known"}}

# Decided by a person who may, with a reason.
  department> POST /candidates/$delivery/$row/decision
  {"answer": "accept", "person_no": "$person", "reason": "核对了户口簿"}
  => 403

  town2> POST /candidates/$delivery/$row/decision
  {"answer": "accept", "person_no": "$person", "reason": "核对了户口簿"}
  => 404

  village> POST /candidates/$delivery/$row/decision
  {"answer": "accept", "reason": "核对了户口簿"}
  => 422

  village> POST /candidates/$delivery/$row/decision
  {"answer": "accept", "person_no": "$person", "reason": "核对了户口簿"}
  => 200
  {"rows": 1}

  village> POST /candidates/$delivery/$row/decision
  {"answer": "accept", "person_no": "$person", "reason": "核对了户口簿"}
  => 409

  village> GET /candidates/$delivery/$row
  => 200
  {"candidates": [{"state": "accepted"}]}

# Many rows of one person at once; or nobody's.
  town> GET /candidates?source=insurance&limit=1
  => 200
  {"items": [{"delivery": "<pension>", "row": "<first>"}]}

  town> POST /candidates/$pension/$first/decision
  {"answer": "nobody", "alike": true, "reason": "同名，不是此人"}
  => 200
  {"rows": 13}

  town> GET /candidates?source=insurance
  => 200
  {"items": [], "next": null}

  town> GET /candidates?source=insurance&decided=true&limit=1
  => 200
  {"items": [{"candidates": [{"state": "refused"}]}]}

# Who looked at which is on record, also for an auditor of a division.
  auditor> GET /audit?action=candidate.list&object=candidates%20of%20household%20$no
  => 200
  {"items": [{"actor": "town", "division": "440783116"}]}

  auditor> GET /audit?action=candidate.get&actor=town2
  => 200
  {"items": [{"object": "delivery $delivery row $row", "division": "440783104", "outcome": 404}]}

  auditor> GET /determinations
  => 200

  auditor> GET /audit?action=determination.list
  => 200
  {"items": [{"object": "determinations"}]}
