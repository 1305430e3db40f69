# What verifications found, as the town sees it: what matters most first.

  town> GET /verifications?limit=1
  => ?

  town> GET /verifications/1
  => ?

  town> GET /findings?limit=2
  => ?

  town> GET /findings/figures
  => ?
