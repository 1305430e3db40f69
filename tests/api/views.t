# One's own, by screen and name; one of that name is replaced.
  town> PUT /views
  {"screen": "register", "name": "待查明", "query": "standing=undecided&division=440783116"}
  => 204

  town> PUT /views
  {"screen": "register", "name": "低保", "query": "category=dibao"}
  => 204

  town> PUT /views
  {"screen": "findings", "name": "低保", "query": ""}
  => 204

  town> PUT /views
  {"screen": "register", "name": "待查明", "query": "standing=undecided"}
  => 204

  town> GET /views?screen=register
  => 200
  {"items": [{"name": "低保", "query": "category=dibao"}, {"name": "待查明", "query": "standing=undecided", "changed_at": "*"}]}

  town> GET /views
  => 200
  {"items": [{"screen": "findings", "query": ""}, {"screen": "register"}, {"screen": "register"}]}

# Nobody else's.
  county> GET /views
  => 200
  {"items": []}

  county> DELETE /views?screen=register&name=低保
  => 404
  {"code": "not-found"}

  nobody> GET /views
  => 401
  {"code": "*"}

  town> DELETE /views?screen=register&name=低保
  => 204

  town> DELETE /views?screen=register&name=低保
  => 404
  {"code": "not-found"}

  town> GET /views?screen=register
  => 200
  {"items": [{"name": "待查明"}]}

# Bounds: 60 characters, 2,000 bytes (a character may be three), no line ends.
  town> PUT /views
  {"screen": "register", "name": "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一", "query": ""}
  => 422
  {"errors": ["*"]}

  town> PUT /views
  {"screen": "register", "name": " ", "query": ""}
  => 422
  {"detail_en": "a view's name has 1 to 60 characters"}

  town> PUT /views
  {"screen": "register", "name": "两\n行", "query": ""}
  => 422
  {"detail_en": "*"}

  town> PUT /views
  {"screen": "Register", "name": "x", "query": ""}
  => 422
  {"errors": ["*"]}

  town> PUT /views
  {"screen": "register", "name": "长", "query": "字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字"}
  => 422
  {"detail_en": "a view's query has more than 2000 bytes"}

# Fifty and no more; one that is there may still be replaced.
  town> PUT /views
  {"screen": "many", "name": "0", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "1", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "2", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "3", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "4", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "5", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "6", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "7", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "8", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "9", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "10", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "11", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "12", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "13", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "14", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "15", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "16", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "17", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "18", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "19", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "20", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "21", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "22", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "23", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "24", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "25", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "26", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "27", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "28", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "29", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "30", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "31", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "32", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "33", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "34", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "35", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "36", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "37", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "38", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "39", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "40", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "41", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "42", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "43", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "44", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "45", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "46", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "47", "query": ""}
  => 204

  town> PUT /views
  {"screen": "many", "name": "48", "query": ""}
  => 413
  {"detail_en": "there are 50 views; remove some that aren't needed first"}

  town> PUT /views
  {"screen": "many", "name": "47", "query": "changed"}
  => 204

# Kept with the office; whoever signs in anew finds them.
  county> PUT /views
  {"screen": "many", "name": "48", "query": ""}
  => 204
