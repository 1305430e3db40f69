/* Questions in the words of every day; a fact that isn't here is asked for by its name. */
import type { Text } from "~/base/language";

interface Wording {
  ask: Text;
  help?: Text;
  codes?: Record<string, Text>;
}

export const wordings: Record<string, Wording> = {
  dwelling_count: { ask: ["家里一共有几套房子？", "How many dwellings does the household own?"], help: ["自己家有产权的，城里、村里的都算。", "Those you own, in town and village."] },
  vehicle_count: { ask: ["家里有几辆机动车？", "How many motor vehicles?"], help: ["残疾人代步车、两轮摩托车、电动自行车不算。", "Without disability scooters, motorcycles, e-bikes."] },
  financial_assets: { ask: ["全家的存款、股票、基金等大约一共多少？", "Deposits, shares, funds of the whole household, about?"] },
  business_registered: { ask: ["家里有没有人办了营业执照（公司、个体户）？", "Has anybody a registered business?"] },
  birth_date: { ask: ["哪年哪月哪日出生？", "Date of birth?"], help: ["身份证上的公历日期。", "As on the identity card."] },
  wage_income: { ask: ["工资：上班、打工、做零工，有没有收入？", "Wages from any work?"], help: ["算最近十二个月。", "Of the last twelve months."] },
  business_income: { ask: ["做生意、种田、养殖，除去本钱有没有赚？", "Net earnings from trade or farming?"], help: ["算最近十二个月。", "Of the last twelve months."] },
  property_income: { ask: ["出租房屋土地、利息、分红，有没有收入？", "Rent, interest, dividends?"], help: ["算最近十二个月。", "Of the last twelve months."] },
  transfer_income: { ask: ["养老金、退休金、赡养费、别人固定给的钱，有没有？", "Pensions, maintenance, regular gifts?"], help: ["算最近十二个月。", "Of the last twelve months."] },
  basic_pension: { ask: ["其中，城乡居民基础养老金有没有？", "Of that, the basic pension of residents?"], help: ["满60周岁的居民每月领的那份。这份不计入收入。", "Paid monthly from 60 on. It doesn't count as income."] },
  disability_type: { ask: ["有没有残疾证？是哪一类？", "A disability certificate? Of which kind?"], codes: { none: ["没有", "None"] } },
  disability_grade: { ask: ["残疾证上是几级？", "Which grade does it say?"] },
  health: { ask: ["身体怎么样？", "How is their health?"], codes: { healthy: ["健康", "Healthy"], chronic: ["有慢性病，要长期吃药", "A chronic illness"], serious: ["有大病、重病", "A serious illness"] } },
  labour_capacity: {
    ask: ["能不能干活？", "Able to work?"],
    codes: {
      skilled: ["能干，而且有技术", "Yes, with a skill"],
      ordinary: ["能干普通的活", "Yes, ordinary work"],
      weak: ["只能干轻活，或只能干一部分", "Only light or part work"],
      lost: ["原来能，现在不能了", "Not any more"],
      none: ["不能（年幼、年老、重病、重残等）", "No (too young or old, gravely ill or disabled)"],
    },
  },
  has_supporter: { ask: ["有没有能供养的子女、父母等亲人？", "Is there somebody able to support them?"], help: ["法律上有责任赡养或抚养、也有能力做到的人。", "Children or parents who by law must, and can."] },
  dwelling_grade: {
    ask: ["现在住的房子安全吗？", "Is the dwelling safe?"],
    help: ["鉴定过的，按鉴定的等级。", "By its grade, if it was appraised."],
    codes: { a: ["A级：安全", "Grade A: safe"], b: ["B级：个别地方有问题", "Grade B: small defects"], c: ["C级：局部危险", "Grade C: partly dangerous"], d: ["D级：整栋危险", "Grade D: dangerous"], none: ["没有房子住", "No dwelling"] },
  },
  poverty_cause: { ask: ["家里困难，主要因为什么？", "What are the causes of the hardship?"], help: ["可以选几项。", "More than one if need be."] },
  willing: { ask: ["愿意参加帮扶（学技术、找工作、搞种养）吗？", "Willing to take help (training, work, farming)?"] },
  schooling: { ask: ["在上学吗？", "At school?"], codes: { none: ["没有上学", "No"], dropout: ["该上学但没上（失学辍学）", "Dropped out"], compulsory: ["小学或初中", "Primary or middle school"] } },
  employed: { ask: ["现在有工作吗？", "In work now?"] },
  work_willing: { ask: ["想找工作吗？", "Looking for work?"] },
  insured: { ask: ["参加医保了吗？", "In the basic health insurance?"] },
  single_applicant: { ask: ["要不要按“单人户”单独申请？", "To apply as a household of one?"], help: ["适用于没有工作、靠家里养的成年重度残疾人。", "For gravely disabled adults without work who live on their family."] },
};
