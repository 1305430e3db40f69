/* Where one applies and what is looked at, as far as the documents say (JM23-2.2b, JM23-4.3). */
import { useT } from "~/base/language";
import s from "./public.module.css";

export function WhomToAsk() {
  const t = useT();
  return (
    <section>
      <h2>{t("找谁申请、找谁问", "Whom to ask")}</h2>
      <ul className={s.rules}>
        <li>{t("到镇（街）的社会救助服务窗口申请或询问。", "Apply or ask at the town's social-assistance window.")}</li>
        <li>
          {t(
            "不方便去的，请村（居）委会、社工或志愿者帮您申请，或者请他们把情况告诉镇（街）。",
            "If you can't go, the village committee, a social worker or a volunteer may apply for you, or tell the town.",
          )}
        </li>
        <li>
          {t(
            "申请后会核对：户籍、机动车、就业、保险、住房、农机、农业补贴、存款、证券、纳税、公积金、个体工商户。",
            "What is looked at then: household registration, vehicles, work, insurance, dwellings, farm machines, farm subsidies, deposits, securities, taxes, housing fund, businesses.",
          )}
        </li>
        <li>
          {t(
            "文件没有列出要带哪些材料，去之前先问窗口或村（居）委会。",
            "The documents don't list papers to bring: ask the window or the village committee before you go.",
          )}
        </li>
      </ul>
    </section>
  );
}
