no accounts
# The link that heyi serve printed makes the first administrator, once.
  nobody> POST /setup
  {"secret": "$setup", "name": "first", "password": "short"}
  => 422
  {"code": "invalid", "detail": "密码至少 12 个字符"}

  nobody> POST /setup
  {"secret": "$setup", "name": "first", "password": "Chixi-7-Harbour"}
  => 204

  nobody> POST /setup
  {"secret": "$setup", "name": "second", "password": "Chixi-7-Harbour"}
  => 403
  {"code": "denied", "detail": "设置链接无效、已用过或已过期；重启服务会给出新的链接"}

  nobody> POST /session
  {"name": "first", "password": "Chixi-7-Harbour"}
  => 200
  {"name": "first", "role": "administrator", "limited": false}
