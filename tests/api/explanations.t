# The reasons as data: what is masked by default is masked.
  town> GET /households/440783116-0078/explanation
  => 200
  {"household_no": "440783116-0078", "lang": "zh", "committed": {"run": "2", "agrees": true}, "masked": true,
   "conclusion": {"standing": "held", "monthly_amount_fen": 232250}, "missing": [{"fact": "wage_income", "ifs": ["..."]}], "steps": ["..."]}

  town> GET /households/440783116-0078/explanation?lang=en&as_of=2018-01-01
  => 200
  {"lang": "en", "as_of": "2018-01-01"}

# The letter as text and as a page.
  town> GET /households/440783116-0078/explanation?format=text
  => 200
  | 认定说明
  | 【结论】
  | 【要查清的事实】
  | .*【已遮盖】.* (re)

  town> GET /households/440783116-0078/explanation?format=html
  Accept-Language: en-GB,en
  => 200
  | <!doctype html>
  | <h2>Conclusion</h2>
  | <h2>Facts to fetch</h2>

# In clear: with a reason, on record.
  town> POST /households/440783116-0078/letter
  {"fields": ["health", "minor"], "reason": "信件将寄给本户"}
  => 200
  | 认定说明
  ! 【已遮盖】

  town> POST /households/440783116-0078/letter
  {"fields": ["health"]}
  => 422
  {"code": "*"}

# Not theirs, not there, not allowed.
  town2> GET /households/440783116-0078/explanation
  => 404
  {"code": "not-found"}

  town> GET /households/no-such-household/explanation
  => 404
  {"code": "not-found"}

  village> GET /households/440783116-0078/explanation
  => 403
  {"code": "denied"}

  finance> GET /households/440783116-0078/explanation
  => 403
  {"code": "denied"}
