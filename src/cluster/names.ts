/**
 * Names and figures that a report has in any language: what an English and a Chinese report of one event share. Names
 * that a topic lists as aliases count too. Names of places and states are in too much news to tell events apart.
 */
import { foldText } from '../text/fold.js';
import { countHan } from '../text/han.js';

/** English name: Chinese ones, simplified. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  openai: ['欧派爱'],
  chatgpt: [],
  deepseek: ['深度求索'],
  nvidia: ['英伟达', '辉达'],
  huawei: ['华为'],
  alibaba: ['阿里巴巴', '阿里云'],
  baidu: ['百度'],
  tencent: ['腾讯'],
  bytedance: ['字节跳动'],
  tiktok: ['抖音海外版'],
  xiaomi: ['小米'],
  byd: ['比亚迪'],
  zhipu: ['智谱'],
  moonshot: ['月之暗面'],
  smic: ['中芯国际'],
  tsmc: ['台积电'],
  samsung: ['三星'],
  'sk hynix': ['海力士'],
  foxconn: ['富士康', '鸿海'],
  asml: ['阿斯麦', '艾司摩尔'],
  intel: ['英特尔'],
  qualcomm: ['高通'],
  microsoft: ['微软'],
  google: ['谷歌'],
  apple: ['苹果'],
  amazon: ['亚马逊'],
  meta: ['脸书'],
  tesla: ['特斯拉'],
  boeing: ['波音'],
  airbus: ['空客', '空中客车'],
  softbank: ['软银'],
  anthropic: [],
  musk: ['马斯克'],
  altman: ['奥特曼', '奥尔特曼', '阿尔特曼'],
  trump: ['特朗普', '川普'],
  biden: ['拜登'],
  putin: ['普京', '普丁'],
  zelensky: ['泽连斯基'],
  'xi jinping': ['习近平'],
  modi: ['莫迪'],
  netanyahu: ['内塔尼亚胡'],
  'federal reserve': ['美联储', '联准会'],
  'world bank': ['世界银行'],
  nato: ['北约'],
};
const PLACES: Readonly<Record<string, readonly string[]>> = {
  china: ['中国'],
  'united states': ['美国'],
  'hong kong': ['香港'],
  taiwan: ['台湾'],
  singapore: ['新加坡'],
  japan: ['日本'],
  'south korea': ['韩国'],
  india: ['印度'],
  russia: ['俄罗斯'],
  ukraine: ['乌克兰'],
  israel: ['以色列'],
  iran: ['伊朗'],
  germany: ['德国'],
  france: ['法国'],
  britain: ['英国'],
  'european union': ['欧盟'],
  beijing: ['北京'],
  shanghai: ['上海'],
  shenzhen: ['深圳'],
};

/** Name as a topic has it, and the other ways to say it. */
export type Aliases = ReadonlyMap<string, readonly string[]>;

/** Finds names in folded text. */
export interface NameTable {
  /** Each way to say a name, and the name that stands for all of them. */
  readonly known: ReadonlyMap<string, string>;
  readonly latin: RegExp;
  readonly han: RegExp;
}

/** Ways to say a name, in all: more make no better joins, and a slower search. */
const MOST_NAMES = 2_000;

export function nameTable(aliases: Aliases): NameTable {
  const known = new Map<string, string>();
  const add = (name: string, others: readonly string[]) => {
    const key = foldText(name);
    for (const one of [name, ...others].map(foldText))
      if (one.trim().length > 1 && known.size < MOST_NAMES && !known.has(one))
        known.set(one, known.get(key) ?? key);
  };
  for (const [name, others] of Object.entries({ ...NAMES, ...PLACES })) add(name, others);
  for (const [name, others] of aliases) add(name, others);
  const words = [...known.keys()].sort((a, b) => b.length - a.length);
  const han = words.filter((word) => countHan(word) > 0);
  const latin = words.filter((word) => countHan(word) === 0);
  const either = (of: readonly string[]) =>
    of.map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|');
  return {
    known,
    latin: new RegExp(`(?<![\\p{L}\\p{N}])(?:${either(latin)})(?![\\p{L}\\p{N}])`, 'gu'),
    han: new RegExp(either(han), 'gu'),
  };
}

type Kind = 'name' | 'place' | 'figure';

/** What a report can be found by in another script. */
export interface Crossing {
  readonly isHan: boolean;
  readonly keys: ReadonlyMap<string, Kind>;
}

const LEAD = 600;

export function crossingOf({ title, body }: { title: string; body: string }, table: NameTable): Crossing {
  const text = foldText(`${title.slice(0, 300)}\n${body.slice(0, LEAD)}`);
  const keys = new Map<string, Kind>();
  for (const pattern of [table.latin, table.han]) {
    for (const [written] of text.matchAll(pattern)) {
      const name = table.known.get(written) ?? written;
      keys.set(name, Object.hasOwn(PLACES, name) ? 'place' : 'name');
    }
  }
  for (const figure of figuresIn(text)) keys.set(figure, 'figure');
  return { isHan: countHan(title) >= 0.3 * title.length, keys };
}

const FIGURE =
  /(?<![a-z\p{N}.,])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s?(%|percent|per cent|个百分点|百分点|万亿|亿|千万|百万|万|trillion|billion|million|thousand|bn|tn|m(?![\p{L}]))?/gu;
const SCALES: Readonly<Record<string, number>> = {
  万亿: 1e12,
  亿: 1e8,
  千万: 1e7,
  百万: 1e6,
  万: 1e4,
  trillion: 1e12,
  tn: 1e12,
  billion: 1e9,
  bn: 1e9,
  million: 1e6,
  m: 1e6,
  thousand: 1e3,
};

/** Figures that say something: no small counts, no years, no days. */
function figuresIn(text: string): string[] {
  const found: string[] = [];
  for (const [, digits = '', unit = ''] of text.matchAll(FIGURE)) {
    const value = Number(digits.replaceAll(',', ''));
    const isShare = /%|cent|百分/.test(unit);
    const scaled = value * (SCALES[unit] ?? 1);
    if (isShare) found.push(`${value}%`);
    else if (scaled > 31 && !(unit === '' && value >= 1900 && value < 2100)) found.push(String(scaled));
  }
  return found;
}
