# Accounts are the administrator's business; nobody else sees that there are any.
  town> GET /accounts
  => 403
  {"code": "denied"}

  auditor> GET /accounts/town
  => 403

  administrator> GET /accounts?limit=2
  => 200
  {"items": [{"name": "administrator", "role": "administrator", "division": "", "disabled": false},
    {"name": "auditor"}], "next": "<next>"}

  administrator> GET /accounts?limit=2&cursor=$next
  => 200
  {"items": [{"name": "city", "division": ""}, {"name": "city2"}], "next": "*"}

  administrator> GET /accounts?division=440783116&role=village
  => 200
  {"items": [{"name": "village"}, {"name": "village2"}], "next": null}

  administrator> GET /accounts?role=village&state=active
  => 200
  {"items": [{"name": "village", "disabled": false}, {"name": "village2"}], "next": null}

  administrator> GET /accounts?state=locked
  => 200
  {"items": [], "next": null}

# One is added with a password that is to be changed.
  administrator> POST /accounts
  {"name": "Li.Si", "label": "赤水镇民政办", "role": "town", "division": "440783116", "password": "Lan-tian.2749"}
  => 201
  Location: /api/v1/accounts/Li.Si
  {"name": "li.si", "label": "赤水镇民政办", "role": "town", "division": "440783116", "must_change_password": true, "signed_in_at": null}

  administrator> POST /accounts
  {"name": "li.si", "role": "town", "division": "440783116", "password": "Lan-tian.2749"}
  => 409
  {"code": "exists"}

  administrator> POST /accounts
  {"name": "x", "role": "town", "division": "440799116", "password": "Lan-tian.2749"}
  => 422
  {"detail": "没有区划 440799116"}

  administrator> POST /accounts
  {"name": "x", "role": "king", "password": "Lan-tian.2749"}
  => 422
  {"detail": "~没有角色“king”；现有：.*"}

  administrator> POST /accounts
  {"name": "x", "role": "county", "password": "12345678"}
  => 422
  {"code": "invalid"}

# Edits are of a version.
  administrator> GET /accounts/li.si
  => 200
  ETag: "v1"
  {"name": "li.si"}

  administrator> PATCH /accounts/li.si
  {"label": "x"}
  => 428

  administrator> PATCH /accounts/li.si
  If-Match: "v9"
  {"label": "x"}
  => 412
  {"code": "changed"}

  administrator> PATCH /accounts/li.si
  If-Match: "v1"
  Idempotency-Key: change-1
  {"label": "换岗", "division": "440783104"}
  => 200
  ETag: "v2"
  {"label": "换岗", "division": "440783104", "role": "town"}

  administrator> PATCH /accounts/li.si
  If-Match: "v1"
  Idempotency-Key: change-1
  {"label": "换岗", "division": "440783104"}
  => 200
  {"label": "换岗", "division": "440783104", "role": "town"}

  administrator> PATCH /accounts/nobody-here
  If-Match: "v1"
  {"label": "x"}
  => 404

# The last administrator stays.
  administrator> GET /accounts/administrator
  => 200
  {"name": "administrator"}

  administrator> PATCH /accounts/administrator
  If-Match: *
  {"disabled": true}
  => 409
  {"detail": "这是最后一个系统管理员，不能停用或改换角色；请先另设一个"}

  administrator> PUT /accounts/li.si/password
  {"password": "Bai-yun.8316"}
  => 204

  administrator> PUT /accounts/administrator/password
  {"password": "Bai-yun.8316"}
  => 422
  {"detail": "本人的密码请用 PUT /session/password 修改"}

  town> PUT /accounts/li.si/password
  {"password": "Bai-yun.8316"}
  => 403

  administrator> DELETE /accounts/li.si/factor
  => 204

  town> GET /roles
  => 200
  {"items": [{"name": "administrator", "rights": ["administer"], "fields": []}, {"name": "auditor"}, "..."]}

# The administrator reads no cases.
  administrator> GET /households
  => 403

# Sessions: one's own, and in one's scope those of others.
  town> GET /sessions
  => 200
  {"items": [{"id": "<mine>", "account": "town", "this": true, "agent": "*", "address": "~127.0.0.1.*"}]}

  town> GET /sessions?all=true
  => 403

  village> GET /sessions?account=town
  => 403

  village> DELETE /sessions/$mine
  => 404

  administrator> GET /sessions?all=true
  => 200
  {"items": [{"account": "administrator", "this": true}, "..."]}

  administrator> DELETE /sessions/$mine
  => 204

  administrator> DELETE /sessions/$mine
  => 404

  town> GET /session
  => 401

# Tokens: of one's own rights, told once, by a session.
  county> POST /tokens
  {"label": "夜间导入", "rights": ["view"], "division": "440783116", "until": "2018-08-01T00:00:00Z"}
  => 201
  {"id": "<token_id>", "token": "<token>"}

  nobody> GET /session
  Authorization: Bearer $token
  => 200
  {"name": "county", "division": "440783116", "rights": ["view"], "csrf": null}

  nobody> GET /tokens
  Authorization: Bearer $token
  => 403
  {"code": "session-needed"}

  nobody> POST /tokens
  Authorization: Bearer $token
  {"label": "x", "rights": ["view"], "until": "2018-08-01T00:00:00Z"}
  => 403
  {"code": "session-needed"}

  county> POST /tokens
  {"label": "x", "rights": ["administer"], "until": "2018-08-01T00:00:00Z"}
  => 403

  county> POST /tokens
  {"label": "x", "rights": ["rule"], "until": "2018-08-01T00:00:00Z"}
  => 422
  {"detail": "没有权限“rule”"}

  county> POST /tokens
  {"label": "x", "rights": ["view"], "until": "2028-08-01T00:00:00Z"}
  => 422

  county> GET /tokens
  => 200
  {"items": [{"id": "$token_id", "label": "夜间导入", "rights": ["view"], "division": "440783116", "used_at": "*"}]}

  village> DELETE /tokens/$token_id
  => 404

  county> DELETE /tokens/$token_id
  => 204

  nobody> GET /session
  Authorization: Bearer $token
  => 401

# What belongs to one's own session is done by it, not by a token.
  town2> POST /tokens
  {"label": "接口", "rights": ["view"], "until": "2018-08-01T00:00:00Z"}
  => 201
  {"token": "<token>"}

  nobody> GET /sessions
  Authorization: Bearer $token
  => 403
  {"code": "session-needed"}

  nobody> DELETE /sessions/1
  Authorization: Bearer $token
  => 403
  {"code": "session-needed"}

# A password that somebody else sets, or a second factor taken away, ends tokens too: whoever made
# them may not have been the owner.
  nobody> GET /session
  Authorization: Bearer $token
  => 200

  administrator> PUT /accounts/town2/password
  {"password": "Bai-yun.8316"}
  => 204

  nobody> GET /session
  Authorization: Bearer $token
  => 401

  city2> POST /tokens
  {"label": "接口", "rights": ["view"], "until": "2018-08-01T00:00:00Z"}
  => 201
  {"token": "<token>"}

  administrator> DELETE /accounts/city2/factor
  => 204

  nobody> GET /session
  Authorization: Bearer $token
  => 401

# One's own password: the old one must fit.
  village2> PUT /session/password
  {"old": "wrong", "new": "Lan-tian.2749"}
  => 403

  village2> PUT /session/password
  {"old": "Harbour-7-Junction", "new": "weak"}
  => 422

  village2> PUT /session/password
  {"old": "Harbour-7-Junction", "new": "Lan-tian.2749"}
  => 204

  village2> GET /session
  => 200
  {"name": "village2"}

# The second factor: its key, and a code of it.
  finance> POST /session/factor
  => 200
  {"uri": "~otpauth://totp/Heyi:finance\\?secret=[A-Z2-7]{32}&issuer=Heyi"}

  finance> POST /session/factor/confirm
  {"code": "abcdef"}
  => 422
  {"code": "invalid"}

  finance> POST /session/factor
  => 200
  {"uri": "<uri>"}

  finance> POST /session/factor/confirm
  {"code": "$totp(uri)"}
  => 200
  {"recovery_codes": ["<recovery>", "..."]}

  finance> POST /session/factor
  => 409

  nobody> POST /session
  {"name": "finance", "password": "Harbour-7-Junction"}
  => 401
  {"code": "second-factor-needed"}

  nobody> POST /session
  {"name": "finance", "password": "Harbour-7-Junction", "code": "$recovery"}
  => 200

  nobody> POST /session
  {"name": "finance", "password": "Harbour-7-Junction", "code": "$recovery"}
  => 401
  {"code": "sign-in-refused"}

# Disabling ends sessions.
  administrator> GET /accounts/county2
  => 200
  {"disabled": false}

  county2> GET /session
  => 200

  administrator> PATCH /accounts/county2
  If-Match: *
  {"disabled": true}
  => 200
  {"disabled": true}

  county2> GET /session
  => 401

  administrator> GET /accounts?state=disabled
  => 200
  {"items": [{"name": "county2", "disabled": true}], "next": null}
