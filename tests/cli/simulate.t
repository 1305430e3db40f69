What other parameters would change: the sample town half a year after it was first decided.

  $ heyi generate --sample --out s > /dev/null; heyi init --db s.db --pack $PACK > /dev/null
  $ heyi import households s/households.csv --valid-from 2018-01-01 --db s.db > /dev/null; heyi import people s/people.csv --valid-from 2018-01-01 --db s.db > /dev/null
  $ heyi determine --as-of 2018-01-01 --commit --db s.db > /dev/null 2>&1
  $ heyi import households s/households-2018-06.csv --valid-from 2018-06-15 --db s.db > /dev/null; heyi import people s/people-2018-06.csv --valid-from 2018-06-15 --db s.db > /dev/null
  $ heyi backup --db s.db --out before.bak > /dev/null 2>&1; sql s.db "select max(seq) from change"
A higher line: who gains, and who loses by leaving the grace period.

  $ heyi simulate --as-of 2018-06-30 --set 低保标准=880 --db s.db --out rows.csv
  $ head -3 rows.csv
The list and the figures are those of two real determinations, today's and under a pack with that
value.

  $ heyi determine --as-of 2018-06-30 --db s.db --out today.csv > /dev/null 2>&1
  $ cat > then.sh <<'END'
  > # then.sh PARAMETER VALUE: what a pack with another value decides
  > rm -rf pack; cp -r $PACK pack; copydb s.db then.db
  > sed -i "s/^\($1,4407,,2018-01-01,,\)[0-9.]*/\1$2/" pack/parameters.csv
  > heyi init --db then.db --pack pack > /dev/null
  > heyi determine --as-of 2018-06-30 --db then.db --out then.csv > /dev/null 2>&1
  > heyi simulate --as-of 2018-06-30 --set $1=$2 --db s.db --out rows.csv --format json > s.json
  > $T/recount.py today.csv then.csv rows.csv s.json
  > END
  $ sh then.sh line 880
  $ sh then.sh line 300
  $ sh then.sh low_income_ratio 2
  $ sh then.sh asset_months 1
  $ sh then.sh destitute_ratio 0
Read from the register or as columns, on one thread or on more: the same.

  $ heyi simulate --as-of 2018-06-30 --set line=700:1000:50 --db s.db --out a.csv --format csv > a.txt; wc -l < a.csv
  $ HEYI_EVALUATOR=interpreter heyi simulate --as-of 2018-06-30 --set line=700:1000:50 --db s.db --out b.csv --format csv > b.txt; cmp a.csv b.csv && cmp a.txt b.txt
  $ HEYI_THREADS=3 heyi simulate --as-of 2018-06-30 --set line=700:1000:50 --db s.db --out c.csv --format csv > c.txt; cmp a.csv c.csv && cmp a.txt c.txt
Scenarios side by side; what stands before the first name is everyone's. More than eight are decided
in several passes.

  $ heyi simulate --as-of 2018-06-30 --set 分类施保 --db s.db
  $ heyi simulate --as-of 2018-06-30 --set asset_months=36 --scenario 提标 --set 低保标准=900 --scenario 扩围 --set 低收入倍数=2 --db s.db
  $ heyi simulate --as-of 2018-06-30 --set line=800:1000:20 --db s.db --format csv | head -13 | cut -d, -f1-4,10,11
One place only, and drilling down.

  $ heyi simulate --as-of 2018-06-30 --set line@440783116/rural=900 --db s.db --format csv | sed -n '2,3p' | cut -d, -f1-4,10,11
  $ heyi simulate --as-of 2018-06-30 --set line=900 --division 440783116201 --db s.db --lang en
As a spreadsheet, and in JSON.

  $ heyi simulate --as-of 2018-06-30 --set line=900 --db s.db --out rows.xlsx > /dev/null && head -c 2 rows.xlsx; echo
  $ heyi simulate --as-of 2018-06-30 --set line=900 --db s.db --format json | head -20
Nothing was written.

  $ sql s.db "select max(seq) from change"; heyi backup --db s.db --out after.bak > /dev/null 2>&1; cmp before.bak after.bak && echo same
Without a date it is today; that the parameters of figures aren't in force then is no matter.

  $ heyi simulate --set line=900 --db s.db --format csv | sed -n '2,3p' | cut -d, -f1-4,10,11
Mistakes.

  $ heyi simulate --db s.db
  $ heyi simulate line=900 --db s.db
  $ heyi simulate --set 低保=900 --db s.db
  $ heyi simulate --set 低保标谁=900 --db s.db
  $ heyi simulate --set line=八百 --db s.db
  $ heyi simulate --set line=800.005 --db s.db --lang en
  $ heyi simulate --set line=800:900 --db s.db
  $ heyi simulate --set grace_months=1.5 --db s.db
  $ heyi simulate --set line=1:1000:1 --db s.db
  $ heyi simulate --set line=900 --set 低保标准=1000 --db s.db
  $ heyi simulate --set line@11=900 --db s.db
  $ heyi simulate --set line@440799=900 --db s.db
  $ heyi simulate --set line=900 --division 44x --db s.db
  $ heyi simulate --set line=900 --division 440799 --db s.db
  $ heyi simulate --scenario A --db s.db
  $ heyi simulate --scenario A --set line=900 --scenario A --set line=800 --db s.db
  $ heyi simulate --scenario ' ' --set line=900 --db s.db
  $ heyi simulate --as-of 2017-06-30 --set line=900 --db s.db
  $ heyi simulate --set line=9000000000 --db s.db
  $ heyi simulate --set line=900 --db s.db --out s.db
