The sample town: exactly 325 households and 915 people, of them 71 with 251 able and willing.

  $ heyi generate --sample --out s > /dev/null
  $ heyi generate --sample --out again > /dev/null && diff -r s again && echo same
  $ heyi init --db s.db --pack $PACK > /dev/null
  $ heyi import households s/households.csv --valid-from 2018-01-01 --db s.db
  $ heyi import people s/people.csv --valid-from 2018-01-01 --db s.db
  $ heyi determine --as-of 2018-01-01 --commit --out r1.csv --db s.db
  $ heyi import households s/households-2018-06.csv --valid-from 2018-06-15 --db s.db
  $ heyi import people s/people-2018-06.csv --valid-from 2018-06-15 --db s.db
  $ heyi determine --as-of 2018-06-30 --commit --out r2.csv --db s.db
What was known in January is decided again as it was then.

  $ HEYI_CLOCK= heyi determine --as-of 2018-01-01 --out again.csv --db s.db > /dev/null 2>&1
  $ cut -d, -f1-15 r1.csv > a; cut -d, -f1-15 again.csv > b; cmp a b && echo same
