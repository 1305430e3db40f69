# A wrong password, a name that doesn't exist: the same words.
  nobody> POST /session
  {"name": "town", "password": "wrong"}
  => 401
  {"code": "sign-in-refused"}

  nobody> POST /session
  {"name": "nobody-here", "password": "wrong"}
  => 401
  {"code": "sign-in-refused", "detail": "用户名、密码或动态口令不正确，或账号已停用；连续失败后会暂时锁定，请稍候再试"}

  nobody> POST /session
  {"name": "town", "password": "Harbour-7-Junction"}
  => 200
  Set-Cookie: ~__Host-heyi=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Strict; Secure

  nobody> POST /session
  {"nme": "town", "password": 12}
  => 422
  {"code": "invalid",
   "detail": "请求体不合要求",
   "errors": [{"pointer": "", "detail": "没有“nme”这一项", "detail_en": "there is no member \"nme\""},
    {"pointer": "/password", "detail": "应为文字", "detail_en": "should be a string"},
    {"pointer": "", "detail": "缺少“name”", "detail_en": "\"name\" is missing"}]}

  nobody> POST /session
  {"name": "town",
  => 400
  {"code": "json", "detail": "第 1 行第 17 列：文本到此中断，缺少带双引号的名称"}

  nobody> POST /session
  Content-Type: text/plain
  {}
  => 415
  {"code": "media-type", "detail": "请求体应为 application/json"}

  nobody> PUT /session
  => 405
  Allow: DELETE, GET, POST

  nobody> GET /nothing
  => 404
  {"code": "not-found", "detail": "没有这个接口"}

  town> GET /session
  => 200
  {"account": 3,
   "name": "town",
   "label": "",
   "role": "town",
   "role_label": "镇",
   "role_label_en": "town",
   "division": "440783116",
   "rights": ["view", "import", "correct", "determine", "export"],
   "fields": ["identity_number", "health", "address", "money", "minor"],
   "limited": false,
   "must_change_password": false,
   "must_add_factor": false,
   "csrf": "~[A-Za-z0-9_-]{43}",
   "created_at": "*",
   "until": "*"}

# Writes by cookie need the session's CSRF token, and come from here.
  town> DELETE /session
  X-CSRF-Token: -
  => 403
  {"code": "csrf", "detail": "缺少 X-CSRF-Token，或与会话不符；请刷新页面"}

  town> DELETE /session
  Origin: https://elsewhere.example
  => 403
  {"code": "origin", "detail": "请求来自别的网站，已拒绝"}

  town> DELETE /session
  => 204
  Set-Cookie: ~__Host-heyi=; .*Max-Age=0

  town> GET /session
  => 401
  {"code": "sign-in-needed", "detail": "未登录，或登录已过期，请重新登录"}

# The link to make the first administrator is none while there are accounts.
  nobody> POST /setup
  {"secret": "abc", "name": "first", "password": "Chixi-7-Harbour"}
  => 403
  {"code": "denied", "detail": "设置链接无效、已用过或已过期；重启服务会给出新的链接"}

# A token that isn't one; other schemes aren't known.
  nobody> GET /session
  Authorization: Bearer heyi_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
  => 401
  {"code": "sign-in-needed", "detail": "令牌无效、已撤销或已过期"}

  nobody> GET /session
  Authorization: Basic dG93bjp0b3du
  => 401
  {"code": "sign-in-needed"}

# A header says who asks, even beside a good cookie.
  village> GET /session
  Authorization: Bearer heyi_no
  => 401

# What a page elsewhere has a browser send is refused before anything else.
  nobody> POST /session
  Sec-Fetch-Site: cross-site
  {"name": "town", "password": "Harbour-7-Junction"}
  => 403
  {"code": "origin"}

  nobody> POST /session
  Origin: null
  {"name": "town", "password": "Harbour-7-Junction"}
  => 403
