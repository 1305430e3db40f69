# A county at a glance: the last run of the whole of it, and its towns, those without households too.
  county> GET /overview
  => 200
  {"run": {"run": "2", "as_of": "2018-06-30"}, "whole": true, "later_runs": 0,
   "total": {"division": "440783000000", "name": "开平市", "households": 337, "people": 944,
    "categories": {"dibao": {"households": 277, "people": 784, "monthly_amount_fen": 43232912}, "undecided": {"households": 7}},
    "standings": {"in_force": {"households": 294}, "held": {"households": 5}, "undecided": {"households": 2}},
    "development_target": {"households": 93, "people": 358}, "key_target": {"households": 57},
    "incidence": {"people": 870, "population": 690000, "population_source": "sample", "percent": 0.13, "target_percent": 2, "target_source": "JM18-1.2a", "met": true, "lacks": null},
    "changes": {"entered": 2, "left": 3, "into_grace": 15},
    "topup": {"urban": {"people": 28, "average_fen": 49205, "percent": 61.51, "target_percent": 75, "met": false}, "rural": {"percent": 55.47, "met": true}},
    "monthly_bill_fen": 48720542},
   "children": [{"name": "三埠街道", "households": 0, "topup": {"rural": {"percent": null, "met": null, "lacks": "dibao_households"}}}, "..."]}

# One level down. A town's own population is in the pack; a village's isn't, and that is said.
  county> GET /overview?division=440783116
  => 200
  {"total": {"name": "赤水镇", "level": 4, "households": 325, "incidence": {"population": 46000, "lacks": null}, "monthly_bill_fen": 47762211},
   "children": [{"division": "440783116001", "level": 5, "has_children": false, "incidence": {"population": null, "percent": null, "met": null, "lacks": "registered_population"}}, "..."]}

# A village has no children, and sees nothing beside it: of the town only its own part.
  village> GET /overview
  => 200
  {"total": {"division": "440783116240", "households": "<own>"}, "children": []}

  village> GET /overview?division=440783116
  => 200
  {"total": {"households": "$own", "incidence": {"population": null, "lacks": "scope"}}, "children": [{"division": "440783116240", "households": "$own"}]}

  village> GET /overview?division=440783116241
  => 403
  {"code": "denied"}

# Everything: of one who has everywhere.
  city> GET /overview
  => 200
  {"total": {"division": null, "households": 345}, "children": ["..."]}

  county2> GET /overview
  => 200
  {"total": {"name": "江海区", "households": 8}}

# Without the class of money no amounts.
  department> GET /overview?division=440783104
  => 200
  {"total": {"name": "苍城镇", "households": 12, "categories": {"dibao": {"households": 5, "monthly_amount_fen": "absent!"}}, "topup": "absent!", "monthly_bill_fen": "absent!"},
   "children": ["..."]}

  administrator> GET /overview
  => 403
  {"code": "denied"}

# An earlier run, by its date or by name; none at all.
  county> GET /overview?on=2018-03-01
  => 200
  {"run": {"run": "1"}, "total": {"households": 337}, "children": ["..."]}

  county> GET /overview?run=1
  => 200
  {"run": {"run": "1"}, "total": {"monthly_bill_fen": 48556830}, "children": ["..."]}

  county> GET /overview?on=2017-12-31
  => 200
  {"run": null, "whole": false, "later_runs": 0, "total": null, "children": []}

  county> GET /overview?run=99
  => 404
  {"code": "not-found"}

# The same over time.
  county> GET /overview/trend
  => 200
  {"items": [{"run": {"as_of": "2018-06-30"}, "monthly_bill_fen": 48720542}, {"run": {"as_of": "2018-01-01"}, "monthly_bill_fen": 48556830}]}

  town> GET /overview/trend?limit=1
  => 200
  {"items": [{"run": {"run": "2"}, "households": 325}]}

  department> GET /overview/trend?division=440783104&limit=1
  => 200
  {"items": [{"households": 12, "topup": "absent!", "monthly_bill_fen": "absent!"}]}

# A later run of a town alone isn't the county's, but is told of; it is the town's.
  county> POST /determinations
  {"as_of": "2018-07-02", "division": "440783116", "commit": true}
  => 202
  {"job": "<job>"}

  county> GET /jobs/$job until {"state": "done"}
  => 200
  {}

  county> GET /overview
  => 200
  {"run": {"run": "2"}, "whole": true, "later_runs": 1, "total": {"households": 337}, "children": ["..."]}

  town> GET /overview
  => 200
  {"run": {"run": "3"}, "whole": true, "later_runs": 0, "total": {"households": 325}, "children": ["..."]}

  county> GET /overview?run=3
  => 200
  {"run": {"run": "3"}, "whole": false, "total": {"households": 325}, "children": [{"division": "440783116000"}]}

# What happened lately. An import's file is told to who sees everything.
  county> GET /overview/changes?limit=1
  => 200
  {"households": 337, "exact": true, "runs": [{"run": "3"}], "imports": [{"kind": "people", "at": "*", "file": null, "by": null}],
   "deliveries": [{"delivery": "*", "label": "*", "withdrawn": false}], "packs": [{"version": 1, "name": "江门两线合一"}]}

  city> GET /overview/changes?limit=1
  => 200
  {"households": 345, "imports": [{"file": "~.*people.*", "by": "~.+"}]}
