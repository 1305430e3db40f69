The catalogue of facts; csv and json are never localised.

  $ heyi catalogue --format csv | head -n 4
  $ heyi catalogue --format json --lang zh | head -n 12
  $ heyi catalogue | head -n 6
  $ heyi catalogue --lang en | head -n 4
