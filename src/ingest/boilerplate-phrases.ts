/**
 * Phrases that pages put round an article. All are tested on one line of at most 600 characters, and all
 * repetitions are bounded, so no input makes them slow.
 */

/** Headings under which a page lists other stories; what follows is cut unless it is prose. */
export const OTHER_STORIES =
  /^(?:recommended(?: for you| reading| stories)?|related(?: (?:articles?|stories|posts?|reading|content|topics|coverage|briefings?|news|links))?|trending(?: (?:on|now|stories|topics)\b.{0,40})?|most (?:popular|read|viewed|shared|recent)|popular (?:stories|posts|now|articles)|more (?:from|stories|news|like this|to read)\b.{0,40}|read (?:next|more|also)|also read|you (?:may|might) (?:also )?(?:like|enjoy|be interested)\b.{0,30}|what to read next|up next|editors?['’]?s?['’]? picks?|top stories|latest (?:news|stories|posts|articles)|don['’]?t miss|in other news|from our partners|sponsored(?: content| links)?|promoted|around the web|comments?(?: \(\d+\))?|\d+ comments?|leave a (?:reply|comment)\b.{0,30}|join the (?:conversation|discussion)\b.{0,30}|tags?|categor(?:y|ies)|topics|filed under\b.{0,60}|about the authors?|see also|advertisement|follow us\b.{0,40}|newsletters?|相关阅读|相關閱讀|推荐阅读|推薦閱讀|延伸阅读|延伸閱讀|热门文章|熱門文章)\s?[:»>]?$/i;

const NEWSLETTER_SURE =
  /\b(?:newsletters? may contain|(?:in|to|at) your inbox|by (?:signing up|subscribing|submitting)\b.{0,40}\b(?:agree|consent|accept)|thanks for (?:signing up|subscribing)|unsubscribe (?:at any|from)|already a subscriber|(?:our|the|free|daily|weekly|morning) newsletter|agree to (?:our|the) (?:terms|privacy)|consent to (?:our|the) (?:terms|privacy))\b/i;
const NEWSLETTER_CALL =
  /^(?:(?:please )?(?:sign up|subscribe)\b.{0,200}\b(?:newsletters?|inbox|email|e-mail|alerts?|updates|subscribers?|today|now)|(?:join|get|register|enter your email)\b.{0,200}\b(?:newsletters?|inbox|by e-?mail))\b/i;

export const isNewsletter = (text: string): boolean =>
  NEWSLETTER_SURE.test(text) || NEWSLETTER_CALL.test(text);

/** A credit that starts the line or stands in brackets: the words before it are the caption. */
export const IMAGE_CREDIT =
  /^\(?(?:image|photo(?:graph)?|picture|illustration|video|screenshot|getty|credit)s?\b/i;
export const BRACKETED_CREDIT =
  /\((?:image|photo|picture|video|screenshot|illustration)s?(?: credits?| by| courtesy of)?\s?:/i;
export const CREDIT =
  /(?:\((?:image|photo|picture|video|screenshot)s?(?: credits?)?:|\b(?:image|photo(?:graph)?|picture|illustration|video|screenshot)(?: credits?| by| courtesy of)?\s?:|\bcredits?:\s|getty images|\breuters\/|\/ ?(?:afp|reuters|getty|ap|nurphoto|shutterstock|alamy|bloomberg)\b|\bap photo\b|shutterstock|\bphoto by\b|\bcourtesy of\b|^\(?(?:reuters|afp|ap|getty)\)?$|图源|图片来源|圖片來源|(?:供图|摄)[))]?$)/i;

/** Buttons and labels of a page. */
export const INTERFACE =
  /^(?:share|tweet|save|print|email|copy link|facebook|twitter|x|linkedin|whatsapp|reddit|flipboard|pinterest|telegram|menu|home|search|close|next|previous|log ?in|sign ?in|sign ?up|register|subscribe|advertisement|advertising|ad|listen|watch|play|loading\.{0,3}|skip to (?:main )?content|slideshow(?: \(\d+ images?\))?|video player\b.{0,20}|back to top|show (?:more|comments)|view (?:all|comments|gallery)|read more|learn more|click here\b.{0,40}|follow|bookmark|gift(?: article)?|open in app|(?:\w{1,30} )?(?:image|photo|video)|caption|toggle .{0,30}|share (?:on|via|this|article)\b.{0,40}|share ?share\b.{0,40}|\d+ shares?|report(?: a)? (?:typo|error)\b.{0,30}|分享|收藏|广告|廣告|点赞|打印|列印)$/i;

export const BYLINE =
  /^(?:[Bb]y|BY|Von|Par|Por|Di)\s(\p{Lu}[\p{L}.'’-]{0,40}(?:\s[\p{L}.'’&-]{1,40}){0,6}?)\s?(?:(?:\||·|•|—|–|,|\bon\b|\bfor\b).{0,120})?$/u;

/** The line of a news agency on who wrote and edited a story. */
export const STAFF_LINE = /^\(?(?:additional )?(?:reporting|writing|editing) by\b/i;

export const READING_TIME = /(?:^|[·|•,\s])\d{1,3}[ -]?min(?:ute)?s?\s?read\b/i;
export const DATE_LABEL =
  /^(?:(?:first )?published|updated|posted|last (?:updated|modified)|date|发布时间|發布時間)\b(?: on| at|:)? ?/i;

/** A page telling how it was made: the phrase must speak of "this article" or be a label of its own. */
export const DISCLOSURE =
  /(?:\bthis (?:article|story|post|piece|briefing|summary|content|report)\b.{0,120}\b(?:written|created|produced|generated|translated) (?:with|by|using)\b.{0,60}\b(?:ai|artificial intelligence|machine)\b|\bwith ai assistance\b|^ai[- ](?:assisted|generated)\b.{0,40}$|^how \S{1,40}(?: \S{1,40}){0,3} reports\s?:|^source assisted\s?:|\bread the standards$|^(?:our )?editorial (?:standards|guidelines|policy)|\b(?:this|the) (?:article|story|post)\b.{0,80}\b(?:originally|first) (?:appeared|published)|^(?:this (?:article|story|post) was )?originally published|^the post\b.{1,300}\b(?:appeared first|first appeared) on\b|\baffiliate (?:links?|commissions?)\b|\ball rights reserved\b|^copyright\b|©\s?\d{4}|\b(?:we|our|this (?:web)?site)\b.{0,60}\bcookies?\b|\bmay earn (?:a|an)(?: affiliate)? commission\b|\bcomment policy\b|本文由\s?AI|版权所有|版權所有)/i;

export const SOURCE_LINK =
  /^(?:(?:read|see|view|continue reading|open) (?:the |this )?(?:full|original|whole|more|rest)\b.{0,60}|(?:source|via|original source)\s?:.{0,120}|(?:原文链接|原文連結|来源|來源)\s?[::].{0,120})$/i;

/** "… is a tech reporter at …", by the role. */
export const ROLE =
  /\b(?:is|was) (?:(?:an?|the|our|senior|chief) )?(?:[\p{L}’'-]{1,30} ){0,6}?(?:reporter|writer|editor|journalist|correspondent|contributor|columnist|producer|blogger|author|critic)\b/iu;
export const BIOGRAPHY_CUES =
  /\b(?:you can (?:find|follow|reach|contact)|follow (?:him|her|them) (?:on|at)|@\w{2,30}|before (?:joining|getting|that)|previously (?:worked|wrote|covered)|master['’]?s degree|studied \w{1,30}|graduated from|(?:he|she|they)(?:['’](?:s|ve)| has| have) (?:written|covered|worked)|joined\b.{0,40}\bin \d{4}|covers? |outside (?:of )?(?:writing|work)|lives in )/giu;
