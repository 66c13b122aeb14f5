/** Wordings that tell what a sentence does in a story: report, explain, or look ahead. Hints, not labels. */

const en = (alternatives: string): RegExp => new RegExp(`\\b(?:${alternatives})\\b`, 'i');

const MONTHS = 'January|February|March|April|May|June|July|August|September|October|November|December';
const DAYS = 'Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday';

export const REPORTS = {
  day: en(`(?:on )?(?:${DAYS}|today|yesterday)`),
  verb: en(
    'announced|unveiled|launched|signed|approved|agreed|arrested|charged|killed|died|wounded|injured|crashed|exploded|attacked|fired|resigned|appointed|elected|won|lost|beat|defeated|acquired|bought|sold|filed|sued|ruled|voted|passed|rejected|banned|blocked|cut|raised|fell|rose|jumped|dropped|reported|released|confirmed|ordered|sentenced|convicted|pleaded|suspended|closed|opened|struck|hit|seized|detained|found|met|visited|arrived|left',
  ),
  attributed: en('said|says|told|added|according to|asked'),
  han: /宣布|发布|發布|表示|签署|簽署|昨日|今日|周[一二三四五六日]|\d+日/,
} as const;

export const AHEAD = {
  expect: en(
    'expect(?:s|ed|ing)?|anticipat\\w+|forecast\\w*|predict\\w*|project(?:s|ed)|likely|unlikely|estimat\\w+',
  ),
  will: en("will|won't|won’t|shall|(?:it|he|she|they|we)['’]ll"),
  would: en('would'),
  might: en('could|may|might'),
  plan: en(
    'plan(?:s|ned|ning)? (?:to|on|for)|intend(?:s|ed)? to|aim(?:s|ed)? to|hop(?:es?|ed|ing) (?:to|that|for)|want(?:s|ed)? to|seek(?:s|ing)? to|prepar(?:es?|ing) (?:to|for)|consider(?:s|ing)|set to|poised to|due (?:to|on|in|by|for)|scheduled|slated|going to|about to|vow(?:s|ed)|pledg\\w+|promis\\w+|should (?:watch|monitor)',
  ),
  time: en(
    `next (?:week|month|year|${DAYS}|spring|summer|fall|autumn|winter|quarter|season|step)|later this|(?:in the )?coming (?:weeks|months|years|days)|tomorrow|by (?:the end of|early|late|mid-?|20\\d\\d)|starting (?:${MONTHS}|${DAYS}|next)|until|in the future|upcoming|soon|deadline|pending|eventually|yet to|remains? (?:to be seen|unclear|uncertain)`,
  ),
  condition: en('if|unless|whether|should the'),
  han: /将于|將於|将在|將在|[计計][划劃](?![，。、；的])|预计|預計|有望|拟于|擬於|或将|或將|料将|下周|下週|下月|明年/,
} as const;

export const EXPLAINS = {
  impact: en(
    'impact\\w*|affect\\w*|consequence\\w*|implication\\w*|threat\\w*|risk\\w*|concern\\w*|fear\\w*|worr\\w+|warn\\w*|danger\\w*|blow|boost\\w*|hurt\\w*|harm\\w*|undermin\\w+|rais(?:es|ed|ing) (?:questions|concerns|doubts)|pressure|crisis|tension\\w*|challenge\\w*',
  ),
  significance: en(
    'signal(?:s|led|ing)?|suggest(?:s|ed|ing)?|underscor\\w+|highlight\\w*|reflect\\w*|mark(?:s|ed|ing) (?:a|the)|significan\\w+|importan\\w+|crucial|critical|key|major|historic|landmark|unprecedented|record|largest|biggest|first time|turning point|milestone|symbol\\w*',
  ),
  expert: en(
    'analysts?|experts?|economists?|critics?|observers?|researchers?|professors?|scholars?|strategists?|supporters?|opponents?|advocates?|activists?|director of|institute|think tank',
  ),
  cause: en(
    'because|due to|as a result|result(?:s|ed|ing) in|led to|lead(?:s|ing)? to|therefore|thus|meaning|means? (?:that|the)|so that|caus(?:e|es|ed|ing)',
  ),
  setting: en(
    'amid|c(?:omes?|ame) (?:as|after|amid|at a time)|against the backdrop|at a time when|in recent (?:years|months|weeks)|ha(?:s|ve) been|continues? to|increasingly|remain(?:s|ed)?|still|already|currently|now',
  ),
  han: /意味着|意味著|凸显|凸顯|影响|影響|风险|風險|分析师|分析師|专家|專家|由于|由於|标志着|標誌著/,
} as const;

export const PAST = {
  year: en('(?:in|since|from|of) (?:19\\d\\d|200\\d|201\\d)'),
  ago: en(
    'years? ago|decades?|last year|months? ago|previously|earlier this|formerly|in the past|history|historically|had been|founded|born|used to|back in',
  ),
  passive: /\b(?:was|were) (?:\w+ly )?\w+(?:ed|en|wn|ught)\b/i,
} as const;

/** "would" that foretells nothing: a habit of speech, or the future as seen from a past report. */
export const NO_FORECAST =
  /\bwould (?:say|describe|like|have|call|never have)\b|\b(?:said|thought|predicted|predictions?|promised|believed|feared|knew|expected|hoped)(?: \w+){0,4} would\b/i;

/** Headings by which desks mark these parts of a story; they decide over any cue. */
export const HEADINGS = {
  happened:
    /^(?:what happened|what we know|the news|driving the news|the latest|what['’]s happening)\b|^发生了什么|^事件/i,
  context:
    /^(?:why (?:it|this|that) matters|the big picture|between the lines|context|background|why now|what it means|zoom out|the stakes)\b|^(?:为何重要|为什么重要|意义|背景|影响)/i,
  next: /^(?:what['’]s next|what is next|what (?:to watch|comes next|happens next)|what to look for|next steps|looking ahead|outlook|the road ahead|what we['’]re watching)\b|^(?:下一步|后续|展望|接下来)/i,
} as const;
