/* Why a call didn't do what it should: the server's problem details (RFC 9457), or no answer. */
import { t, type Text } from "~/base/language";

export interface Fault {
  /* JSON pointer into the body ("/income/0/amount"), or the parameter's name. */
  place: string;
  attribute?: string; // of the catalogue, where it is about one
  text: Text;
}

interface Details {
  code: string;
  title: string;
  title_en: string;
  detail?: string;
  detail_en?: string;
  request?: number;
  errors?: { pointer?: string; parameter?: string; attribute?: string; detail: string; detail_en: string }[];
}

export class Problem extends Error {
  override name = "Problem";

  constructor(
    readonly status: number, // 0: no answer
    readonly code: string,
    readonly title: Text,
    readonly detail: Text | undefined,
    readonly request: number | undefined,
    readonly faults: readonly Fault[] = [],
  ) {
    super(detail?.[1] ?? title[1]);
  }

  /* The same call may well succeed a little later. */
  get passing() {
    return this.status === 0 || this.status === 503 || this.status === 429;
  }
}

export function noAnswer() {
  return new Problem(
    0,
    "no-answer",
    ["连不上服务", "The server can't be reached"],
    ["请检查网络；您填写的内容还在，稍后再试", "Check the network; what you typed is kept, try again later"],
    undefined,
  );
}

export async function problemOf(response: Response): Promise<Problem> {
  const details = (await response.json().catch(() => undefined)) as Details | undefined;
  // a proxy's page, not the server's words
  if (!details?.code)
    return new Problem(
      response.status,
      "unreadable",
      [`服务没有正常应答（${response.status}）`, `The server didn't answer properly (${response.status})`],
      ["请稍后再试；一再出现时请告诉系统管理员", "Try again later; if it keeps happening tell the administrator"],
      undefined,
    );
  return new Problem(
    response.status,
    details.code,
    [details.title, details.title_en],
    details.detail ? [details.detail, details.detail_en ?? details.detail] : undefined,
    details.request,
    (details.errors ?? []).map((e) => ({
      place: e.pointer ?? e.parameter ?? "",
      ...(e.attribute ? { attribute: e.attribute } : {}),
      text: [e.detail, e.detail_en],
    })),
  );
}

/* What a person should do about it. */
export function advice(p: Problem): string {
  if (p.status === 0) return t("检查网络连接后重试。", "Check the connection and try again.");
  if (p.status === 403) return t("需要时请向系统管理员申请权限。", "Ask the administrator if you need this right.");
  if (p.status === 404) return t("可能已移走，或不在您的管辖范围内。", "It may have moved, or lies outside your area.");
  if (p.status === 409) return t("刷新后看看现在的内容，再决定怎么做。", "Reload, see what is there now, then decide.");
  if (p.status === 412) return t("有人刚改过。刷新后在新内容上再改。", "Somebody just changed it. Reload and edit what is there now.");
  if (p.status === 413) return t("换小一些的文件，或分成几次。", "Take a smaller file, or several.");
  if (p.status === 422 || p.status === 400) return t("修改后再提交。", "Mend it and send it again.");
  if (p.status === 429) return t("请等一会儿再试。", "Wait a little and try again.");
  if (p.status === 503) return t("系统正忙，稍后会自动重试。", "The system is busy; it is tried again by itself.");
  return t("稍后再试；一再出现时把请求编号告诉系统管理员。", "Try again later; if it keeps happening give the request number to the administrator.");
}
