# Rows of which it isn't certain whose they are.
  town> GET /candidates?limit=2
  => ?

  town> GET /candidates?limit=2&cursor=$next
  => 200

  town2> GET /candidates
  => 200

  village> GET /candidates
  => ?

  finance> GET /candidates
  => ?
