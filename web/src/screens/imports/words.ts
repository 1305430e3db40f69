/* Messages of imports name options of the command line, too; here the page's own words stand for
 * them. The report's lines are put in order: who leaves comes first. */

const instead: [RegExp, string][] = [
  [/（heyi catalogue 可查）/g, "（见“可用的列”）"],
  [/可用的列见 heyi catalogue/g, "见“可用的列”"],
  [/（heyi verify feeds [^）]*）/g, "（见“可用的列”）"],
  [/加 --complete 导入本户的完整名单，此人即从原户转出（可先加 --dry-run 查看谁会离户）/g, "勾选“名单完整”导入本户的完整名单，此人即从原户转出"],
  [/请加 --nobody/g, "请勾选“没有一行是库中人员也导入”"],
  [/请撤回，再加 --division 导入/g, "请撤回，再填“覆盖的区划”导入"],
  [/（或 --division）/g, "（或“覆盖的区划”）"],
  [/核对 --received/g, "核对收到日期"],
  [/或 --received/g, "或收到日期"],
  [/; see heyi catalogue[^.;]*/g, ""],
  [/--complete/g, "“the list is complete”"],
  [/--nobody/g, "“import it even if nobody is found”"],
  [/--received/g, "the day of receipt"],
  [/--division/g, "the division"],
  [/--dry-run/g, "a trial"],
];

export function inPageWords(text: string) {
  return instead.reduce((done, [from, to]) => done.replace(from, to), text);
}

export interface Report {
  leaving: string[]; // members who leave or move, and households that keep everybody
  others: string[];
}

const COMPLETE = /^(?:完整名单：|complete: )/;

export function sortReport(text: string): Report {
  const report: Report = { leaving: [], others: [] };
  for (const line of text.split("\n")) {
    if (COMPLETE.test(line)) report.leaving.push(line.replace(COMPLETE, ""));
    else if (line) report.others.push(line);
  }
  return report;
}
