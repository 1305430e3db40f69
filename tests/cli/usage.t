Usage errors end with 2 and say where to look.

  $ heyi
  $ heyi frobnicate
  $ heyi --help
  $ heyi --lang en --help
  $ heyi determine --help
  $ heyi determine
  $ heyi determine --as-of 2018-02-30
  $ heyi determine --as-of 2018-01-01 --colour red
  $ heyi import cats x.csv --valid-from 2018-01-01
  $ heyi import people x.csv
  $ heyi explain
  $ heyi determine --as-of 2018-01-01 --format yaml
A register that does not exist is named, and nothing is made.

  $ heyi determine --as-of 2018-01-01 --db nowhere.db
  $ heyi determine --as-of 2018-01-01 --db nowhere.db --lang en
  $ ls
