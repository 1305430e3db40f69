The results don't depend on how many processors decide, nor on whether the plan or the interpreter
does.

  $ heyi generate --households 2600 --division 440783 --seed 7 --out files > /dev/null
  $ heyi init --db r.db --pack $PACK > /dev/null 2>&1
  $ heyi import households files/households.csv --valid-from 2018-01-01 --db r.db > /dev/null
  $ heyi import people files/people.csv --valid-from 2018-01-01 --db r.db > /dev/null
  $ HEYI_THREADS=1 heyi determine --as-of 2018-01-31 --commit --out one.csv --db r.db > one.txt 2>&1
  $ HEYI_THREADS=1 heyi determine --as-of 2018-06-30 --out one.csv --db r.db > one.txt 2>&1
  $ for n in 2 3 8; do HEYI_THREADS=$n heyi determine --as-of 2018-06-30 --out n.csv --db r.db > n.txt 2>&1; cmp one.csv n.csv; cmp one.txt n.txt; done
  $ HEYI_EVALUATOR=interpreter heyi determine --as-of 2018-06-30 --out i.csv --db r.db > i.txt 2>&1
  $ cmp one.csv i.csv; cmp one.txt i.txt; wc -l < one.csv
  2601
What the plan committed the interpreter finds again.

  $ heyi check --replay 300 --db r.db > check.txt
