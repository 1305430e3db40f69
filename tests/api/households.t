# Lists: what lies in one's scope, page by page.
  village> GET /households?limit=2&count=true
  => 200
  {"items": [{"household_no": "440783116-0013",
     "division": "440783116240",
     "place": "开平市赤水镇沙洲村委会",
     "people": 4,
     "head": {"person_no": "1-37", "name": "陆梅", "name_masked": false},
     "last_decision": {"run": "2",
      "as_of": "2018-06-30",
      "category": "dibao",
      "standing": "in_force",
      "monthly_amount_fen": 339250}},
    {"household_no": "440783116-0014",
     "division": "440783116240",
     "place": "开平市赤水镇沙洲村委会",
     "people": 4,
     "head": {"person_no": "1-41", "name": "叶嘉华", "name_masked": false},
     "last_decision": {"run": "2",
      "as_of": "2018-06-30",
      "category": "dibao",
      "standing": "in_force",
      "monthly_amount_fen": 236833}}],
   "total": 15,
   "total_exact": true,
   "next": "*"}

  town> GET /households?limit=3&sort=-division
  => 200
  {"items": [{"household_no": "440783116-0325",
     "division": "440783116255",
     "place": "开平市赤水镇高山村委会",
     "people": 1,
     "head": {"person_no": "1-915", "name": "王俊华", "name_masked": false},
     "last_decision": {"run": "2",
      "as_of": "2018-06-30",
      "category": "dibao",
      "standing": "in_force",
      "monthly_amount_fen": 68250}},
    {"household_no": "440783116-0324",
     "division": "440783116255",
     "place": "开平市赤水镇高山村委会",
     "people": 5,
     "head": {"person_no": "1-910", "name": "廖润明", "name_masked": false},
     "last_decision": {"run": "2",
      "as_of": "2018-06-30",
      "category": "dibao",
      "standing": "in_force",
      "monthly_amount_fen": 305667}},
    {"household_no": "440783116-0323",
     "division": "440783116255",
     "place": "开平市赤水镇高山村委会",
     "people": 4,
     "head": {"person_no": "1-906", "name": "尹柏坚", "name_masked": false},
     "last_decision": {"run": "2",
      "as_of": "2018-06-30",
      "category": "low_income",
      "standing": "grace",
      "monthly_amount_fen": 277833}}],
   "total": null,
   "total_exact": false,
   "next": "*"}

  town> GET /households?limit=1
  => 200
  {"items": [{"household_no": "<no>"}], "next": "<next>"}

  town> GET /households?limit=1&cursor=$next
  => 200
  {"items": [{"household_no": "*"}]}

  town> GET /households?limit=2&category=dibao&standing=in_force&people_min=2&people_max=3
  => 200
  {"items": [{"household_no": "440783116-0002",
     "division": "440783116002",
     "place": "开平市赤水镇沙洲墟社区居委会",
     "people": 3,
     "head": {"person_no": "1-5", "name": "莫宇辰", "name_masked": false},
     "last_decision": {"run": "2",
      "as_of": "2018-06-30",
      "category": "dibao",
      "standing": "in_force",
      "monthly_amount_fen": 88417}},
    {"household_no": "440783116-0003",
     "division": "440783116002",
     "place": "开平市赤水镇沙洲墟社区居委会",
     "people": 2,
     "head": {"person_no": "1-8", "name": "陈瑞娟", "name_masked": false},
     "last_decision": {"run": "2",
      "as_of": "2018-06-30",
      "category": "dibao",
      "standing": "in_force",
      "monthly_amount_fen": 94417}}],
   "total": null,
   "total_exact": false,
   "next": "*"}

# A town beside it, a county beside it, and who manages accounts.
  town2> GET /households?division=440783116
  => 403
  {"code": "*"}

  town> GET /households?limit=2&q=$no
  => 200
  {"items": [{"household_no": "$no"}], "next": null}

  town2> GET /households?q=$no
  => 200
  {"items": []}

  county2> GET /households?q=$no
  => 200
  {"items": []}

  administrator> GET /households
  => 403
  {"code": "*"}

# One household: addresses, health, identity numbers and minors' names are masked.
  town> GET /households/$no
  => 200
  {"household_no": "$no",
   "division": "~440783116.*",
   "place": "~开平市赤水镇.*",
   "facts": {"address": {"state": "masked", "value": null},
    "residence": {"state": "known", "value": "urban", "source": "hukou", "source_label": "户籍"}},
   "members": [{"person_no": "<person>",
     "facts": {"id_no": {"state": "masked", "value": null, "text": "~4407..\\*{8}.{4}"},
      "name": {"state": "*"},
      "health": {"state": "masked"}}},
    "..."]}

  finance> GET /households/$no
  => 200
  {"facts": {"address": {"state": "withheld", "value": null}}, "withheld": ["address"]}

  department> GET /households/$no
  => 200
  {"facts": {"financial_assets": {"state": "withheld", "value": null}}}

# The same words for what lies outside as for what isn't there.
  town2> GET /households/$no
  => 404
  {"code": "not-found"}

  village2> GET /people/$person
  => 404
  {"code": "not-found"}

  county2> GET /people/$person/history
  => 404
  {"code": "not-found"}

  town> GET /households/nowhere
  => 404
  {"code": "not-found"}

  town> GET /people/1-999999
  => 404
  {"code": "not-found"}

# As of another day, as known before anything was.
  town> GET /households/$no?on=2018-01-01
  => 200
  {"on": "2018-01-01"}

  town> GET /households/$no?known_at=2017-01-01T00:00:00Z
  => 404
  {"code": "not-found"}

  town> GET /households/$no/facts
  => 200
  {"facts": {"residence": {"state": "known"}}, "masked": ["address"], "withheld": []}

  town> GET /households/$no/members
  => 200
  {"items": [{"person_no": "$person", "to": null, "superseded_at": null}, "..."]}

  town> GET /households/$no/history?limit=1
  => 200
  {"items": [{"source": "vehicle", "superseded_at": null}], "next": "<next>"}

  town> GET /households/$no/history?limit=1&cursor=$next
  => 200
  {"items": ["*"]}

# Opening asks for a reason, and gives what the role has.
  town> POST /households/$no/open
  {"fields": ["address"]}
  => 422
  {"code": "*"}

  town> POST /households/$no/open
  {"fields": ["address", "identity_number", "health", "minor"], "reason": "入户核查"}
  => 200
  {"facts": {"address": {"state": "known"}}, "masked": [],
   "members": [{"facts": {"id_no": {"state": "known", "value": "~4407[0-9X]{14}"}}, "masked": []}, "..."]}

  finance> POST /households/$no/open
  {"fields": ["address"], "reason": "核对"}
  => 403
  {"code": "*"}

  town2> POST /households/$no/open
  {"fields": ["address"], "reason": "核对"}
  => 404
  {"code": "not-found"}

  town> GET /people/$person
  => 200
  {"person_no": "$person", "household_no": "$no", "households": [{"household_no": "$no"}], "minor": "*"}

  town> POST /people/$person/open
  {"fields": ["identity_number"], "reason": "核对身份证"}
  => 200
  {"facts": {"id_no": {"state": "known", "value": "<number>"}, "health": {"state": "masked"}, "name": {"value": "<name>"}}}

# A village has no class of identity numbers: they are left out, and can't be opened.
  village> GET /people/1-37
  => 200
  {"facts": {"id_no": {"state": "withheld", "value": null}}, "withheld": ["id_no"]}

  village> POST /people/1-37/open
  {"fields": ["identity_number"], "reason": "核对身份证"}
  => 403
  {"code": "*", "detail": "~.*公民身份号码.*"}

  town> GET /people/$person/history?limit=2
  => 200
  {"items": ["*", "*"], "next": "*"}

# Who looked: for those who read the trail.
  auditor> GET /households/$no/looks?limit=2
  => 200
  {"items": [{"action": "household.open", "actor": "finance", "outcome": 403},
    {"action": "household.open", "actor": "town", "why": "入户核查", "outcome": 200}], "next": "<next>"}

  auditor> GET /households/$no/looks?limit=100&cursor=$next
  => 200
  {"items": [{"action": "household.history", "actor": "town", "why": null}, "..."], "next": null}

  auditor> GET /people/$person/looks
  => 200
  {"items": [{"action": "person.history"}, {"action": "person.open", "actor": "town", "why": "核对身份证"}, "..."]}

  town> GET /households/$no/looks
  => 403
  {"code": "*"}

# The search finds by whole number, by the beginning of a name, only inside. Whole numbers don't
# belong into addresses, which others write down.
  town> GET /search?q=$number
  => 422
  {"code": "number-in-address"}
  ! $number

  town> GET /search?q=x%20440799%2019770925%209436
  => 422
  {"code": "number-in-address"}

  town> POST /search
  {"q": "$number"}
  => 200
  {"people": [{"person_no": "$person", "household_no": "$no"}], "households": [], "divisions": []}

  town2> POST /search
  {"q": "$number"}
  => 200
  {"people": [], "more_people": false, "households": [], "divisions": []}

  town> GET /search?q=$name&limit=50
  => 200
  {"people": [{"person_no": "$person"}, "..."]}

# By initials too: 潘子杰 and whoever else they fit, only inside.
  town> GET /search?q=PZj
  => 200
  {"people": [{"name": "潘子杰", "household_no": "440783116-0078"}, "..."], "households": [], "divisions": []}

  county2> GET /search?q=pzj
  => 200
  {"people": [], "more_people": false}

  county2> GET /search?q=$name
  => 200
  {"people": "*"}
  ! $person

  town> GET /search?q=赤水
  => 200
  {"divisions": [{"place": "开平市赤水镇"}, "..."]}

  administrator> GET /search?q=$name
  => 403
  {"code": "*"}

# Only some members of an answer.
  town> GET /households/$no?fields=members
  => 200
  {"household_no": "$no", "members": "*", "facts": "absent!", "last_decision": "absent!"}

  town> GET /households?limit=1&fields=head
  => 200
  {"items": [{"household_no": "*", "head": "*", "last_decision": "absent!"}]}

  town> GET /people/$person?fields=households
  => 200
  {"households": "*", "facts": "absent!"}

# What was typed is told again without a whole identity number in it.
  town> GET /households/440799197709259436
  => 404
  {"detail": "~没有户 440799\\*{8}9436.*"}

  town> GET /households?440799197709259436=1
  => 400
  {"errors": [{"parameter": "440799********9436"}]}

# By what is rare: full pages in order, and an end; what is no category is refused.
  town> GET /households?standing=grace&limit=2
  => 200
  {"items": [{"last_decision": {"standing": "grace"}, "division": "<d1>"}, {"last_decision": {"standing": "grace"}, "household_no": "<n2>"}], "next": "<c1>"}

  town> GET /households?standing=grace&limit=500&cursor=$c1
  => 200
  {"next": null}
  ! "$n2"

  town> GET /households?standing=grace&limit=500&sort=-division
  => 200
  {"items": [{"last_decision": {"standing": "grace"}}, "..."], "next": null}

  town> GET /households?category=failed
  => 200
  {"items": [], "next": null}

  town> GET /households?category=xyz
  => 400
  {"code": "parameter", "errors": [{"parameter": "category"}]}
