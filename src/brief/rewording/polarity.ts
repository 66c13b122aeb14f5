/** Whether a text says that something is so, is not so, or only may be so; compared clause by clause. */
import { stem } from '../../text/stem.js';
import { contentTerms } from '../../text/terms.js';

export const stems = (text: string): string[] => contentTerms(text).map(stem);

const NEGATED =
  /\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|unable|fail(?:s|ed|ing|ure)?|refus(?:e|es|ed|ing|al)|den(?:y|ies|ied|ying|ial)|declin(?:e|es|ed|ing) to|reject(?:s|ed|ing|ion)?|lack(?:s|ed|ing)?|hardly|barely|unlikely)\b|n['’]t\b|[不没沒未無无否勿]|拒[绝絕]|非(?![洲常])/iu;
/** "not only", "no longer than", 不仅: they deny nothing. */
const NOT_DENYING =
  /\bnot (?:only|just|merely|least)\b|\bno (?:later|fewer|less|more) than\b|\bno doubt\b|不[仅僅只断斷]|无人[机機]|無人機|不少|未来|未來/giu;

const POSSIBLE =
  /\b(?:could|may|might|would|will|shall|should|possibl[ey]|probabl[ey]|perhaps|likely|unlikely|potential(?:ly)?|expect(?:s|ed|ing)?|plan(?:s|ned|ning)?|intend\w*|aim(?:s|ed|ing)?|hop(?:e|es|ed|ing)|want(?:s|ed)?|seek(?:s|ing)?|consider(?:s|ed|ing)?|propos(?:e|es|ed|al|als|ing)|poised|set to|due to|about to|going to|appear(?:s|ed)?|seem(?:s|ed)?|suspect(?:s|ed)?|believed|feared|estimat\w+|forecast\w*|predict\w*|project(?:s|ed)|if|unless|whether|try(?:ing)?|tries|tried|attempt\w*|threat\w*|pledg\w+|promis\w+|vow\w*)\b|['’]ll\b|可能|或[将將许許]|也许|也許|[将將](?![军軍来來])|会|會|预计|預計|计划|計劃|拟|擬|有望|考虑|考慮|如果|若|希望|料/iu;
const ATTRIBUTED =
  /\b(?:said|say(?:s|ing)?|told|tell(?:s|ing)?|according to|report(?:s|ed|edly)?|alleg(?:e|es|ed|edly|ation|ations)|accus(?:e|es|ed|ing)|claim(?:s|ed|ing)?|argu(?:e|es|ed|ing)|announc(?:e|es|ed|ing)|stat(?:es|ed|ing)|writ(?:es|ing)|wrote|cit(?:es|ed|ing)|add(?:s|ed)|warn(?:s|ed|ing)?|suggest(?:s|ed)?|confirm(?:s|ed)?|den(?:y|ies|ied)|rumou?r\w*|unconfirmed|sources?|believ(?:e|es|ed)|think(?:s)?|thought|describ(?:e|es|ed))\b|表示|称|稱|说|說|据|據|报道|報道|報導|指出|透露|认为|認為|宣布|指控|声称|聲稱|传|傳/iu;
const HEARSAY =
  /\b(?:reportedly|alleg(?:ed|edly|es|ations?)|accus(?:ed|es|ing)|rumou?r\w*|unconfirmed|suspected|claim(?:s|ed)?)\b|据传|據傳|传闻|傳聞|指控|涉嫌/iu;
const CAREFUL =
  /\b(?:reportedly|reported|report|alleg(?:ed|edly|es|ations?)|accus(?:ed|es|ing)|rumou?r\w*|unconfirmed|suspected|claim(?:s|ed)?|according to|said|says|told)\b|据|據|传|傳|指控|涉嫌|称|稱/iu;

/** Clauses that are too small to say anything go with the one before. */
function clauses(text: string): string[] {
  return text
    .split(
      /[,;:—–()“”"，；：、。！？「」]|\s(?:but|while|although|though|because|unless|which|who|whereas|and)\s/iu,
    )
    .map((part) => part.trim())
    .filter((part) => stems(part).length > 0 || NEGATED.test(part));
}

const negated = (text: string): boolean => NEGATED.test(text.replace(NOT_DENYING, ' '));

/** Where the claim denies what its sources say, or says what they deny; null when it does neither. */
export function deniedOtherwise(claim: string, cited: readonly string[]): string | null {
  const evidence = cited.flatMap(clauses);
  if (negated(claim) && !cited.some(negated)) return claim;
  for (const clause of clauses(claim)) {
    const said = sameMatter(clause, evidence);
    if (said.length > 0 && !said.some((one) => negated(one) === negated(clause))) return clause;
  }
  return null;
}

/** The clauses of the sources that a clause restates: those that are most like it; none when nothing is much like it. */
function sameMatter(clause: string, evidence: readonly string[]): string[] {
  const own = new Set(stems(clause));
  const likeness = evidence.map((one) => {
    const terms = new Set(stems(one));
    const shared = [...terms].filter((term) => own.has(term)).length;
    const isMuch = shared >= 2 || shared >= 0.5 * Math.min(own.size, terms.size);
    return shared > 0 && isMuch ? shared / (own.size + terms.size - shared) : 0;
  });
  const most = Math.max(...likeness, 0);
  return most === 0 ? [] : evidence.filter((_, i) => likeness[i] === most);
}

/** A "may", a "plans to" or a "police said" of the claim's own sentence that the claim leaves out. */
export function lostHedge(claim: string, own: string): string | null {
  if (HEARSAY.test(own) && !CAREFUL.test(claim)) return HEARSAY.exec(own)?.[0] ?? null;
  if (ATTRIBUTED.test(own) && !ATTRIBUTED.test(claim)) return ATTRIBUTED.exec(own)?.[0] ?? null;
  for (const clause of clauses(claim)) {
    const said = sameMatter(clause, clauses(own));
    const open = said.length > 0 && said.every((one) => POSSIBLE.test(one));
    if (open && !POSSIBLE.test(claim)) return POSSIBLE.exec(said[0] ?? '')?.[0] ?? null;
  }
  return null;
}

type Pair = readonly [RegExp, RegExp];

/** Words of which one says the opposite of the other, by their beginnings. */
const OPPOSITES: readonly Pair[] = [
  [
    /\b(?:ris(?:e|es|en|ing)|rose|up|increas\w+|grow(?:s|n|th|ing)?|grew|gain\w*|jump\w*|higher|climb\w*|上涨|上漲|增长|增長|上升)/iu,
    /\b(?:fall(?:s|en|ing)?|fell|down|decreas\w+|declin\w+|drop\w*|lower\w*|slump\w*|plung\w+|shr[aiu]nk\w*|cut\w*|下跌|下降|减少|減少)/iu,
  ],
  [
    /\b(?:approv\w+|allow\w*|permit\w*|accept\w*|back(?:s|ed|ing)|support\w*|批准|允许|允許|支持)/iu,
    /\b(?:reject\w*|ban(?:s|ned|ning)?|block\w*|forbid\w*|forbade|prohibit\w*|oppos\w+|veto\w*|否决|否決|禁止|反对|反對)/iu,
  ],
  [/\b(?:win(?:s|ning)?|won|victor\w+|beat\w*)/iu, /\b(?:los(?:e|es|ing|s)|lost|defeat\w*)/iu],
  [
    /\b(?:buy(?:s|ing)?|bought|acquir\w+|purchas\w+|收购|收購)/iu,
    /\b(?:sell(?:s|ing)?|sold|divest\w*|出售)/iu,
  ],
  [
    /\b(?:open(?:s|ed|ing)?|launch\w*|start(?:s|ed|ing)?|beg(?:in|an|un)\w*|resum\w+|expand\w*)/iu,
    /\b(?:clos(?:e|es|ed|ing|ure)|shut\w*|halt\w*|end(?:s|ed|ing)?|stop\w*|suspend\w*|withdr\w+|cancel\w*)/iu,
  ],
  [/\b(?:before|earlier than|prior to)\b/iu, /\b(?:after|later than|following)\b/iu],
  [
    /\b(?:more|most|best|largest|biggest|highest|strong\w*|better)\b/iu,
    /\b(?:less|least|fewer|worst|smallest|lowest|weak\w*|worse)\b/iu,
  ],
  [/\b(?:guilty|convict\w*)/iu, /\b(?:innocent|acquit\w*|clear(?:ed|s))/iu],
  [
    /\b(?:hir(?:e|es|ed|ing)|recruit\w*|appoint\w*)/iu,
    /\b(?:fir(?:e|es|ed|ing)|laid off|lay(?:s|ing)? off|layoffs?|dismiss\w*|resign\w*)/iu,
  ],
];

/** A word of the claim whose opposite the sources have, and not itself. */
export function turnedDirection(claim: string, cited: readonly string[]): string | null {
  const evidence = cited.join(' ');
  for (const [one, other] of OPPOSITES.flatMap(bothWays)) {
    const found = one.exec(claim);
    if (found && other.test(evidence) && !one.test(evidence)) return found[0];
  }
  return null;
}

const bothWays = ([one, other]: Pair): Pair[] => [
  [one, other],
  [other, one],
];

/** Words that say more than was said, unless the sources have them. */
const STRESS =
  /\b(?:all|every|everyone|only|always|entire(?:ly)?|complete(?:ly)?|most|confirm(?:s|ed|ation)?|prove[sn]?|proved|official(?:ly)?|definite(?:ly)?|certain(?:ly)?|immediate(?:ly)?|permanent(?:ly)?|worst|best|largest|biggest|record|historic|shocking|massive|illegal(?:ly)?|guilty|fraud\w*|scandal)\b/giu;

export function addedStress(claim: string, cited: readonly string[]): string | null {
  const evidence = cited.join(' ').toLowerCase();
  for (const [word] of claim.matchAll(STRESS)) {
    if (!evidence.includes(word.toLowerCase().replace(/(?:ly|ed|s)$/, ''))) return word;
  }
  return null;
}
