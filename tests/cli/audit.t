What the operator at the machine does with accounts is on record; the chains are proved alone or with everything.

  $ heyi init --db a.db --pack $PACK > /dev/null
  $ heyi check audit --db a.db
  登记册  记录数  末条的校验值
  ------  ------  ------------
  $ echo 'Lan-tian.2749' | heyi user add wang --role town --division 440783116 --db a.db 2> /dev/null
  $ heyi user role wang finance --division "" --db a.db 2> /dev/null
  $ heyi user disable wang --db a.db 2> /dev/null; heyi user disable nobody --db a.db 2> /dev/null
  [3]
  $ heyi check audit --db a.db --format csv > heads; sed 's/[0-9a-f]\{64\}/HASH/' heads
  register_id,entries,hash
  0,3,HASH
  
  place,finding
  $ heyi check --db a.db | tail -1
  审计记录         3     0  正常
A head that was written down is found again, in any later state.

  $ echo 'Lan-tian.2749' | heyi user add li --role finance --db a.db 2> /dev/null; head=$(sed -n 2p heads | tr -d '\r' | tr , :); heyi check audit --head $head --db a.db | sed 's/[0-9a-f]\{64\}/HASH/'
  登记册  记录数  末条的校验值
  ------  ------  ----------------------------------------------------------------
       0       4  HASH
  $ head=$(sed -n 2p heads | tr -d '\r' | tr , : | tr a-f A-F); heyi check audit --head $head --db a.db > /dev/null && echo found
  found
  $ heyi check audit --head 0:1:$(sed -n '2s/.*,//p' heads | tr -d '\r') --db a.db --lang en | sed 's/[0-9a-f]\{64\}/HASH/'
  the audit trail is not in order: keep it as it is, compare with a backup
  register  entries  hash of the last
  --------  -------  ----------------------------------------------------------------
         0        4  HASH
  
  findings
  place            finding
  ---------------  -----------------------------------------------------------------------------------------------------
  audit_entry 0/1  isn't what was written down elsewhere: this entry or one before it was altered, compare with a backup
  $ heyi check audit --head 0:99:$(sed -n '2s/.*,//p' heads | tr -d '\r') --db a.db | tail -1
  审计记录有问题：请保留现状，从备份核对
  audit_entry 0/99  另外保存的链头所指的记录已不存在，请从备份核对
  $ heyi check audit --head 0:99:abc --db a.db
  heyi: --head 应如 0:17:校验值（登记册:记录数:64 位校验值，由 check audit 列出）
  用法见 heyi check audit --help
  [2]
The database refuses to change what is written; who goes around that is found out.

  $ sql a.db.office "update audit_entry set actor = 'li'" 2> /dev/null || echo refused
  refused
  $ sql a.db.office "delete from audit_entry" 2> /dev/null || echo refused
  refused
  $ copydb a.db b.db; heyi check audit --db b.db | sed 's/[0-9a-f]\{64\}/HASH/'
  登记册  记录数  末条的校验值
  ------  ------  ----------------------------------------------------------------
       0       4  HASH
  $ sql b.db.office "drop trigger audit_entry_update" 2> /dev/null || sql b.db.office "alter table audit_entry disable trigger user"; sql b.db.office "update audit_entry set after = '' where seq = 1"
  $ heyi check audit --db b.db | sed 's/[0-9a-f]\{64\}/HASH/'
  审计记录有问题：请保留现状，从备份核对
  登记册  记录数  末条的校验值
  ------  ------  ----------------------------------------------------------------
       0       4  HASH
  
  问题
  位置             问题
  ---------------  ------------------------------------------
  audit_entry 0/1  内容与校验值不符；此条被改动，请从备份核对
  $ heyi check --db b.db | tail -3
  登记库有问题：请先停止写入并保留现状，再按各项提示处理
  检查      位置             问题
  --------  ---------------  ------------------------------------------
  审计记录  audit_entry 0/1  内容与校验值不符；此条被改动，请从备份核对
  $ heyi check --db b.db > /dev/null 2>&1
  [3]
A copy has the same trail, and goes on with it.

  $ heyi copy --from a.db --to c.db > /dev/null; heyi user enable wang --db c.db 2> /dev/null; heyi check audit --db c.db --head $(sed -n 2p heads | tr -d '\r' | tr , :) | sed 's/[0-9a-f]\{64\}/HASH/'
  登记册  记录数  末条的校验值
  ------  ------  ----------------------------------------------------------------
       0       5  HASH
