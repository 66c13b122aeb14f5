/** Whom an article says that it has its news from. Only papers and agencies count: "according to police" is a source, no origin. */
import type { Item } from '../domain/item.js';

export interface Attribution {
  /** Who had it first. */
  readonly origin: string | null;
  /** Through whom the publisher has it. */
  readonly via: string | null;
}

/** News says whom it follows in its first paragraphs; machines say it in their last line. */
const OPENING = 1_500;
const CLOSING = 400;

/** A full stop stands within a word or after initials; else it ends the sentence, and the name. */
const NAME_WORD = String.raw`(?:(?:\p{Lu}\.)+|St\.|\p{Lu}[\p{L}\p{N}&’'-]*(?:\.[\p{L}\p{N}&’'-]+)*|of|the)`;
const NAME = String.raw`(?:[Tt]he )?(${NAME_WORD}(?: ${NAME_WORD}){0,4})`;
const VIA = String.raw`(?:,? ?\(?\b(?:via|per|through|citing) ${NAME}\)?)?`;
const KIND = String.raw`(?:(?:[\p{L}-]+ ){0,4}(?:newspaper|daily|magazine|outlet|news agency|newswire|broadcaster|website|site) (?:the )?)?`;
const WORDINGS = [
  new RegExp(
    String.raw`\b(?:[Aa]ccording to|[Ff]irst reported by|reported by|as reported in|report(?:s|ed)? (?:in|from|by)|[Cc]iting) ${KIND}${NAME}${VIA}`,
    'gu',
  ),
  new RegExp(
    String.raw`\b(?:told|in an interview with|speaking to|said (?:[\p{L}]+ ){0,3}to) ${NAME}${VIA}`,
    'gu',
  ),
  new RegExp(
    String.raw`(?<![\p{L}.] )${NAME} (?:first )?(?:reported|reports|says in a report)\b${VIA}`,
    'gu',
  ),
  new RegExp(String.raw`\((?:via|per) ()?${NAME}\)`, 'gu'),
];
const CREDITED = new RegExp(
  String.raw`\b(?:[Ss]ource(?:s|d)?(?: assisted| from)?|[Oo]riginally (?:published|reported) (?:by|in)|[Hh]/[Tt]|[Vv]ia)\b[^.\n]{0,60}?[:·—–-]?\s*${NAME}`,
  'gu',
);
/** 据A援引B报道: through A, from B. */
const HAN =
  /[据據]([^，。、\s]{2,14}?)(?:援引|引述|引用)([^，。、\s]{2,14}?)(?:[的之]?(?:消息|报道|報導|報道))/gu;
const HAN_ALONE = /(?:[据據]|综合|綜合)([^，。、\s援引]{2,14}?)(?:[的之]?(?:消息|报道|報導|報道))/gu;

/** A paper or an agency by its name. */
const PRESS =
  /\b(?:Times|Post|News|Journal|Reuters|Bloomberg|Xinhua|Daily|Herald|Tribune|Guardian|Telegraph|Press|Agency|AP|AFP|DPA|EFE|TASS|PTI|ANI|BBC|CNN|CNBC|CBS|NBC|ABC|NPR|PBS|NHK|Nikkei|SCMP|Yonhap|Kyodo|The Information|Information|Axios|Politico|Wired|Verge|TechCrunch|Mashable|Atlantic|Economist|Caixin|Globe|Observer|Standard|Gazette|Chronicle|Courier|Mail|Mirror|Sun|Star|Insider|Spiegel|Monde|Figaro|País|Zeitung|Today|Week|Newsweek|Magazine|Review|Radio|Television|TV|Jazeera|CCTV|CGTN)\b|[报報社网網台]$|路透|彭博|新华|新華|财新|財新|法新|美联|美聯/u;

/** What the feed says decides; then the text's own words. */
export function attributionOf(item: Pick<Item, 'body' | 'via' | 'publisher'>): Attribution {
  const found = inWords(item.body);
  const origin = named(found.origin, item.publisher);
  const via = item.via ?? named(found.via, item.publisher);
  return { origin: origin === via ? null : origin, via };
}

function inWords(body: string): Attribution {
  const opening = body.slice(0, OPENING);
  for (const [, via = '', origin = ''] of opening.matchAll(HAN))
    if (isPress(via) || isPress(origin)) return { origin, via };
  for (const [, origin = ''] of opening.matchAll(HAN_ALONE))
    if (isPress(origin)) return { origin, via: null };
  for (const wording of WORDINGS) {
    for (const [, origin = '', via = ''] of opening.matchAll(wording)) {
      if (isPress(origin)) return { origin, via: isPress(via) ? via : null };
      if (origin === '' && isPress(via)) return { origin: null, via };
    }
  }
  for (const [, via = ''] of body.slice(-CLOSING).matchAll(CREDITED))
    if (isPress(via)) return { origin: null, via };
  return { origin: null, via: null };
}

const isPress = (name: string): boolean => PRESS.test(name);

/** Nobody has it from themselves. */
function named(name: string | null, publisher: string): string | null {
  const tidy = name?.replace(/[《》「」]|(?:[’']s|[.,’'-])$/gu, '').trim() ?? '';
  return tidy === '' || tidy.toLowerCase() === publisher.toLowerCase() ? null : tidy;
}
