# Divisions are public: no scope, but one must be signed in.
  nobody> GET /divisions
  => 401
  {"code": "sign-in-needed"}

# Without parent: one's own.
  town> GET /divisions?limit=2
  => 200
  {"items": ["*", "*"], "next": "<next>"}

  town> GET /divisions?limit=2&cursor=$next
  => 200
  {"items": [{"code": "440783116003",
     "name": "东山墟社区居委会",
     "level": 5,
     "parent": "440783116000",
     "has_children": false},
    {"code": "440783116240",
     "name": "沙洲村委会",
     "level": 5,
     "parent": "440783116000",
     "has_children": false}],
   "next": "*"}

  county> GET /divisions?q=赤水
  => 200
  {"items": [{"code": "440783116000",
     "name": "赤水镇",
     "level": 4,
     "parent": "440783000000",
     "has_children": true},
    {"code": "440783116001",
     "name": "赤水墟社区居委会",
     "level": 5,
     "parent": "440783116000",
     "has_children": false}],
   "next": null}

  village> GET /divisions/440783116240
  => 200
  {"code": "440783116240",
   "name": "沙洲村委会",
   "level": 5,
   "parent": "440783116000",
   "has_children": false,
   "full_name": "开平市赤水镇沙洲村委会",
   "path": [{"code": "440000000000", "name": "广东省", "level": 1, "parent": null, "has_children": true},
    {"code": "440700000000",
     "name": "江门市",
     "level": 2,
     "parent": "440000000000",
     "has_children": true},
    {"code": "440783000000",
     "name": "开平市",
     "level": 3,
     "parent": "440700000000",
     "has_children": true},
    {"code": "440783116000",
     "name": "赤水镇",
     "level": 4,
     "parent": "440783000000",
     "has_children": true}]}

  village> GET /divisions/999999
  => 404
  {"code": "not-found", "detail": "2018-07-02 没有区划代码 999999000000"}

  village> GET /divisions/xyz?on=2018-02-30&colour=red
  => 400
  {"code": "parameter",
   "detail": "地址中的参数不合要求",
   "errors": [{"parameter": "colour", "detail": "没有这个参数", "detail_en": "there is no such parameter"},
    {"parameter": "code",
     "detail": "格式不对，应符合 ^[0-9]{2,12}$",
     "detail_en": "should match ^[0-9]{2,12}$"},
    {"parameter": "on",
     "detail": "应为日期，如 2018-06-30",
     "detail_en": "should be a date like 2018-06-30"}]}

  village> HEAD /divisions/440783116240
  => 200

  village> GET /openapi.json
  => 200

# A cursor belongs to its list, its filters and whoever read it.
  county> GET /divisions?limit=2&cursor=$next
  => 400
  {"code": "cursor", "detail": "cursor 不是这个列表的，请从第一页读起"}

  town> GET /divisions?limit=2&q=赤&cursor=$next
  => 400
  {"code": "cursor", "detail": "cursor 不是这个列表的，请从第一页读起"}

  town> GET /divisions?cursor=440783116001
  => 400
  {"code": "cursor", "detail": "cursor 不是这个列表的，请从第一页读起"}

  town> GET /divisions?cursor=
  => 200

# Places that were there then.
  county> GET /divisions/440783?on=1949-10-01
  => 200
