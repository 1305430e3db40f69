# What is looked at is on record; who looks there, too.
  town> GET /households?limit=1
  => 200
  {"items": [{"household_no": "<no>"}], "next": "*"}

  town> GET /households/$no
  => 200

  town> GET /audit
  => 403

  administrator> GET /audit
  => 403

  auditor> GET /audit?limit=1
  => 200
  {"items": [{"action": "session.add", "actor": "auditor", "object": "account auditor", "register_id": 0, "outcome": null, "before": null, "changes_withheld": false}], "next": "<next>"}

  auditor> GET /audit?limit=1&cursor=$next
  => 200
  {"items": [{"action": "audit.list", "actor": "administrator", "outcome": 403}], "next": "*"}

  auditor> GET /audit?object=household%20$no
  => 200
  {"items": [{"action": "household.look", "actor": "town", "session": "~s[0-9]+", "address": "127.0.0.1", "division": "~440783116[0-9]*", "outcome": 200, "register_id": "<register>", "seq": "<seq>"}], "next": null}

  auditor> GET /audit?action=household.*&actor=town&from=2018-07-01T00:00:00Z&until=2018-07-03T00:00:00Z
  => 200
  {"items": [{"action": "household.look"}, {"action": "household.list"}], "next": null}

  auditor> GET /audit?division=440783116000&object=household%20$no
  => 200
  {"items": [{"action": "household.look", "division": "~440783116[0-9]*"}], "next": null}

  auditor> GET /audit?division=440704&object=household%20$no
  => 200
  {"items": [], "next": null}

  auditor> GET /audit?outcome=refused&actor=administrator
  => 200
  {"items": [{"action": "audit.list", "outcome": 403}], "next": null}

  auditor> GET /audit?outcome=failed
  => 200
  {"items": [], "next": null}

  auditor> GET /audit?outcome=maybe
  => 400

  auditor> GET /audit?until=2018-07-01T00:00:00Z
  => 200
  {"items": [], "next": null}

  auditor> GET /audit/$register/$seq
  => 200
  {"action": "household.look", "hash": "~[0-9a-f]{64}"}

  auditor> GET /audit/$register/999999
  => 404

  auditor> GET /audit?actor=auditor&action=audit.*&limit=2
  => 200
  {"items": [{"action": "audit.get", "outcome": 404}, {"action": "audit.get", "object": "audit $register/$seq"}], "next": "*"}

# Asking for a register that isn't there begins no chain.
  auditor> GET /audit?register_id=7777
  => 200
  {"items": [], "next": null}

  auditor> GET /audit/7777/1
  => 404

  auditor> GET /audit?register_id=7777
  => 200
  {"items": [], "next": null}

  auditor> GET /audit?actor=auditor&limit=1
  => 200
  {"items": [{"action": "audit.list", "register_id": 0, "object": "audit register_id=7777"}], "next": "*"}

  auditor> GET /audit/heads
  => 200
  {"items": [{"register_id": 0, "seq": "*", "hash": "*"}, "..."]}

# Edits of accounts with what was and what is; refusals; passwords nowhere.
  administrator> PATCH /accounts/village2
  If-Match: *
  {"label": "赤水"}
  => 200

  town> PATCH /accounts/village2
  If-Match: *
  {"label": "x"}
  => 403

  nobody> POST /session
  {"name": "Typed-Into-The-Name-2749", "password": "x"}
  => 401

  auditor> GET /audit?register_id=0&limit=4&action=account.*
  => 200
  {"items": [{"action": "account.change", "actor": "town", "outcome": 403},
    {"action": "account.change", "actor": "administrator", "object": "account village2", "division": "440783116241",
     "before": {"label": "", "role": "village", "disabled": false}, "after": {"label": "赤水", "role": "village", "disabled": false}}, "..."], "next": "*"}

  auditor> GET /audit?action=session.refused
  => 200
  {"items": [{"actor": null, "object": "account", "address": "127.0.0.1", "outcome": 401}], "next": null}
  ! typed-into
  ! Typed-Into

# Looking for what isn't there makes no chain of its own.
  auditor> GET /audit/12345/1
  => 404

  auditor> GET /audit?register_id=777
  => 200
  {"items": []}

  auditor> GET /audit/heads
  => 200
  {"items": [{"register_id": 0}, {"register_id": "$register"}]}

  auditor> GET /audit?actor=auditor&action=audit.*&limit=2
  => 200
  {"items": [{"object": "audit register_id=777", "register_id": 0}, {"object": "audit 12345/1", "register_id": 0}], "next": "*"}

# The trail as a file, marked, with what the auditor may see of it.
  town> POST /audit/file
  {"reason": "年度审计"}
  => 403

  auditor> POST /audit/file
  {"filter": {"actor": "town"}}
  => 422

  auditor> POST /audit/file
  {"reason": "年度审计", "filter": {"action": "household.*", "actor": "town", "division": "440783", "outcome": "done"}}
  => 202
  {"job": "<job>", "kind": "export.audit"}

  auditor> GET /jobs/$job until {"state": "done"}
  => 200
  {"result": {"file": "export.csv", "rows": 2}}

  auditor> GET /jobs/$job/files/export.csv
  => 200
  | .*register_id,seq,at,actor,.*,hash,watermark (re)
  | $register,$seq,.*,town,.*,household.look,household $no,.*,auditor 2018-07-02 08:00 #\d+ (re)
  ! account.

  auditor> GET /audit?action=audit.export
  => 200
  {"items": [{"why": "年度审计", "outcome": 202, "after": {"filter": {"actor": "town"}}}, {"outcome": 403}], "next": null}
