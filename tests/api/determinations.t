# Runs of the sample: 2018-01-01 and 2018-06-30 were committed at the machine.
  county> GET /determinations
  => 200
  {"items": [{"run": "<last>", "trial": false, "as_of": "2018-06-30"}, {"run": "<first>", "as_of": "2018-01-01"}], "next": null}

  county> GET /determinations?limit=1
  => 200
  {"items": [{"run": "$last"}], "next": "<next>"}

  county> GET /determinations?limit=1&cursor=$next
  => 200
  {"items": [{"run": "$first"}], "next": null}

# Balance and figures, as the command line prints them; the missing facts.
  county> GET /determinations/$last
  => 200
  {"run": "$last", "figures": {"balance": [{"households": 337, "balanced": true}], "categories": ["..."]}, "missing": ["..."]}

# A town sees its part of the county's run, with its counts.
  town> GET /determinations/$last
  => 200
  {"figures": {"balance": [{"households": 325, "decided": 319, "undecided": 6, "failed": 0, "balanced": true, "monthly_bill": 477622.11}],
    "standings": [{"standing": "in_force", "households": 288}, {"standing": "grace", "households": 21}, {"standing": "out", "households": 10},
     {"standing": "held", "households": 4}, {"standing": "undecided", "households": 2}, {"standing": "failed", "households": 0}]}}

  town2> GET /determinations/$last
  => 200
  {"figures": {"balance": [{"households": 12, "balanced": true}]}}

  village> GET /determinations/$last
  => 200
  {"figures": {"balance": [{"balanced": true}]}}

# Another county's households were not in it, or not there: the same words.
  county2> GET /determinations/99
  => 404
  {"code": "not-found"}

# Lists by outcome and by missing fact, a page at a time.
  town> GET /determinations/$last/results?standing=undecided
  => 200
  {"items": [{"standing": "undecided", "monthly_amount_fen": null, "undecided_because": ["..."]}, {"standing": "undecided"}], "next": null}

  town> GET /determinations/$last/results?category=undecided&limit=4
  => 200
  {"items": ["*", "*", "*", "*"], "next": "<next>"}

  town> GET /determinations/$last/results?category=undecided&limit=4&cursor=$next
  => 200
  {"items": ["*", "*"], "next": null}

# A cursor belongs to its list.
  town> GET /determinations/$last/results?category=dibao&limit=4&cursor=$next
  => 400
  {"code": "cursor"}

  town> GET /determinations/$last/results?sort=-monthly_amount&limit=2
  => 200
  {"items": [{"household_no": "<richest>", "place": "*"}, "*"], "next": "*"}

  town> GET /determinations/$last/results?missing=wage_income&limit=2
  => 200
  {"items": ["..."]}

  town> GET /determinations/$last/results?division=440783104
  => 403
  {"code": "denied"}

# Without the class of money: no amounts, no order of amounts, no figures.
  department> GET /determinations/$last/results?limit=1
  => 200
  {"items": [{"household_no": "*", "monthly_amount_fen": "absent!", "monthly_income_fen": "absent!"}]}

  department> GET /determinations/$last/results?sort=monthly_amount
  => 403
  {"code": "denied"}

  department> GET /determinations/$last
  => 403
  {"code": "denied"}

  administrator> GET /determinations
  => 403
  {"code": "denied"}

# Compared with the run before.
  town> GET /determinations/$last/comparison
  => 200
  {"before": {"run": "$first"}, "after": {"run": "$last"}, "categories": ["..."], "changes": ["..."], "all": {"households": "*"}, "differ": "*"}

  town> GET /determinations/$last/changes?limit=2
  => 200
  {"items": [{"household_no": "*", "before": "*", "after": "*"}, "*"], "next": "<next>"}

  town> GET /determinations/$last/changes?limit=2&cursor=$next
  => 200
  {"items": ["*", "*"]}

  town> GET /determinations/$last/changes?change=left
  => 200
  {"items": ["..."]}

  town> GET /determinations/$first/comparison
  => 404
  {"code": "not-found"}

# One household over time; for another town there is none.
  town> GET /households/440783116-0078/determinations
  => 200
  {"items": [{"run": {"run": "$last"}, "result": {"standing": "held"}}, {"run": {"run": "$first"}}], "next": null}

  town2> GET /households/440783116-0078/determinations
  => 404
  {"code": "not-found"}

  town2> GET /households/no-such-household/determinations
  => 404
  {"code": "not-found"}

# A trial of the town, looked at before the county commits it.
  town> POST /determinations
  {"as_of": "2018-07-02", "division": "440783116"}
  => 202
  {"job": "<job>", "kind": "determine"}

  town> GET /jobs/$job until {"state": "done"}
  => 200
  {"result": {"run": "<trial>", "balanced": true, "households": "*"}}

  town> GET /jobs/$job/files
  => 200
  {"items": []}

  town> GET /determinations/$trial
  => 200
  {"run": "$trial", "trial": true, "committed_at": null, "figures": {"balance": [{"balanced": true}]}}

  town> GET /determinations/$trial/comparison?before=$last
  => 200
  {"before": {"run": "$last"}, "after": {"run": "$trial"}, "differ": "*"}

  village> GET /determinations/$trial
  => 403
  {"code": "denied"}

  town2> GET /determinations/$trial
  => 404
  {"code": "not-found"}

  town> POST /determinations/$trial/commit
  {}
  => 403
  {"code": "denied"}

  county> GET /determinations/$trial/results?limit=1
  => 200
  {"items": ["*"]}

  county> POST /determinations/$trial/commit
  {}
  => 202
  {"job": "<job>", "kind": "determine.commit"}

  county> GET /jobs/$job until {"state": "done"}
  => 200
  {"result": {"run": "<made>"}}

  county> GET /determinations/$made/comparison?before=$trial
  => 200
  {"differ": 0}

# What is committed is committed; and not once more, unless it supersedes.
  county> POST /determinations/$made/commit
  {}
  => 409
  {"code": "conflict"}

  county> POST /determinations
  {"as_of": "2018-07-02", "division": "440783116", "commit": true}
  => 202
  {"job": "<job>"}

  county> GET /jobs/$job until {"state": "failed"}
  => 200
  {"problem_en": "~.*already decided.*"}

  town> POST /determinations
  {"as_of": "2018-07-02", "commit": true}
  => 403
  {"code": "denied"}

  county> POST /determinations
  {"as_of": "2018-07-02", "supersede": true}
  => 422
  {"detail_en": "supersede goes with commit"}

  town> POST /determinations
  {"as_of": "2018-07-02", "division": "440783104"}
  => 403
  {"code": "denied"}
