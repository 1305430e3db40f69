Creating a register: the key lies beside it, readable by its owner only; again changes nothing.

  $ heyi init --db a.db --pack $PACK | sed 's/[0-9a-f]\{16,\}/HASH/g'
  $ stat -c '%a %n' a.db a.db.key
  $ heyi init --db a.db --pack $PACK
  $ heyi init --db a.db
A pack that does not pass its check is refused, and the register keeps the one it has.

  $ cp -r $PACK broken && chmod -R u+w broken
  $ sed -i 's/^line,4407,,2018-01-01,,800.00/line,4407,,2018-01-01,2018-02-01,800.00/' broken/parameters.csv
  $ printf 'line,4407,,2018-03-01,,820.00,元/月,sample\n' >> broken/parameters.csv
  $ heyi init --db a.db --pack broken
A missing or foreign key file is one clear error.

  $ mv a.db.key away && heyi import households x.csv --valid-from 2018-01-01 --db a.db
  $ heyi init --db b.db --pack $PACK >/dev/null && cp b.db.key a.db.key && heyi import households x.csv --valid-from 2018-01-01 --db a.db
  $ mv away a.db.key && chmod 644 a.db.key && heyi import households x.csv --valid-from 2018-01-01 --db a.db
A file that is no register is refused.

  $ head -c 5000 /dev/zero > zero.db && heyi determine --as-of 2018-01-01 --db zero.db
