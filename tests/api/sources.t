# Sources and their definitions.

  village> GET /sources
  => ?

  village> GET /sources/vehicle
  => ?

  village> GET /sources/nowhere
  => ?
