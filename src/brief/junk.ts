/**
 * Lines that are on the page but not in the story: credits, wire notes, sign-ups, biographies. The body of an item
 * is cleaned when it comes in; this is the second net, for feeds that deliver their notes as prose.
 */

/** Found anywhere in a sentence. Each alternative is anchored to words that prose about the event doesn't use. */
const PAGE_FURNITURE =
  /\b(?:sign(?:ing)? up (?:for|to)|subscribe (?:to|now|here)|newsletters?\b|click here|follow (?:us|@|him on|her on)|read more:|all rights reserved|terms of (?:use|service)|privacy policy|share this|scroll down|see also:|read the full|open the original|recommended for you|trending (?:on|now)|related (?:articles|stories|briefings)|thanks for signing|may contain advertising|affiliate (?:links|commission)|you can find (?:her|him|them) on|related coverage\b|(?:e-?mail|write to|contact) us\b|find out more at)/i;
const CREDITS =
  /\b(?:contribut(?:ed|ing) (?:research|reporting|to this (?:report|article|story))|(?:image|photo|picture|video)s? (?:by|credit|source|courtesy|caption)|(?:photo|picture|photograph)s? taken|(?:file|undated|handout|combination) (?:photo|picture|image)|(?:is|are) pictured|in this (?:file|undated|combination|handout|image|photo|picture|illustration)|(?:picture|photo) illustration|getty images|(?:handout|pool|file|courtesy)[^.]{0,40} via reuters|source: xinhua)\b|\/\s?(?:reuters|afp|getty|ap)\b|\((?:(?:ap )?photo\b|xinhua\/)[^)]{0,60}\)/i;
const POSITIONS = /\((?:L|R|C|[1-4](?:st|nd|rd|th) [LR]|(?:front|back|top|bottom|center)(?: row)?)\)/;
/** What captions say in the present tense, or without a verb; together with a date at the end it is one. */
const CAPTION_VERB =
  /\b(?:is|are) (?:seen|shown|flooded|offered|displayed)\b|\b(?:speaks?|attends?|arrives?|gestures?|waves?|walks?|poses?|leaves?|address(?:es)?|delivers?|shakes?|shake|talks?|looks?|sits?|stands?|holds?|works?|casts?|presents?|responds?|appears?|performs?|testif(?:y|ies)|dances?|answers?|adorns?|displays|displaying|march(?:es)?|gives?|reacts?|listens?|smiles?|offer|collect|logo|signs?|view of|map of)\b/;
const DATED_END =
  /,? (?:on )?(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan\.|Feb\.|Mar\.|Apr\.|Aug\.|Sept?\.|Oct\.|Nov\.|Dec\.) \d{1,2}, (?:19|20)\d\d\.?$/;
const REPORTED = /\b(?:said|says|told|was|were|had|according|announced|launched|founded)\b/;
const WIRE_NOTES =
  /^\W{0,3}(?:EDS?\b[.:]?|EDNOTES?\b|ATTENTION EDITORS|EDITORS?['’]? ?NOTES?|NOTE TO (?:EDITORS|READERS)|\((?:Optional|This|These|For|STORY|BEGIN|END|With|Editors?|More|Stay|Eds)\b|UNDATED|TRIM|STORY CAN|WITH (?:PHOTO|GRAPHIC)|(?:optional|mandatory) (?:trim|material|credit))|\b(?:TIMES EXPRESS|condensed version of|this (?:article|story) is part of|story is embargoed|EDNOTE|NYTNS|New York Times News Service|nytsyn|nyttrng)\b|\b(?:OPTIONAL TRIM|STORY CAN END HERE|MATERIAL MAY BE TRIMMED)\b|^[A-Z][A-Z\s,.'’-]{12,}$/;
const OPENINGS =
  /^\W{0,3}(?:©|copyright\b|credit:|source[:：]|graphics?:|image:|photos?:|video:|watch:|read:|related:|advertisement\b|(?:additional |further )?(?:reporting|editing|writing|compiled|written|photographs?|text|story) by [A-Z]|by [A-Z][\p{L}.'’-]+ [A-Z][\p{L}.'’-]+\s*$|this (?:article|story|post) (?:is|was|has been|originally) (?:part of|first published|originally|updated|produced|published|original editorial)|the writer is\b|the author is\b|责任编辑|责编|編輯[:：]|编辑[:：]|记者[:：]|来源[:：]|來源[:：]|图片来源|（图[:：]|圖[:：])/iu;
const BIOGRAPHY =
  /\bis (?:an? )?(?:[\w-]+ ){0,4}(?:reporter|journalist|correspondent|columnist|editor|staff writer|news writer|contributor) (?:at|for|with|covering|who covers|based)\b/i;
const ADDRESS =
  /\S@\S+\.[a-z]{2,}|\bon Twitter (?:at )?@|\b(?:1-)?\d{3}-\d{3}-\d{4}\b.*\b(?:call|phone|fax|tel)\b/i;

/** What an essay says of itself. In somebody's words it is a statement like any other. */
const ABOUT_ITSELF =
  /\b(?:in (?:this|our) (?:article|essay|analysis|piece|post|blog post|deep dive|guide)\b.{0,30}\bwe\b|in the course of (?:our|this) (?:analysis|article|essay)\b|this (?:in-depth )?(?:article|essay|blog post|deep dive) (?:aims|seeks|explores|examines|delves|discusses|will (?:explore|examine|discuss|look))\b|as we(?:['’]ve| have) (?:seen|explored|discussed|noted)\b|we(?:['’]ve| have|['’]ll| will) (?:explored?|examined?|discuss(?:ed)?|delved? into|outlined?|seen|look(?:ed)? at) (?:how|why|(?:some of )?the (?:reasons|implications|role|impact|challenges|significance|potential|various|key))\b)/i;
/** Also where the sentence has one of the two marks only. */
const IN_QUOTES = /^[^“"]*”|[“"][^”"]*(?:[”"]|$)/g;

/** What a template leaves behind when nobody filled it in. */
export const PLACEHOLDER =
  /\bon Date\b|\blink(?:,| and) link\b|[’']s link\b|\[(?:[Dd]ate|DATE|[Nn]ame|NAME|[Cc]ompany|[Cc]ity|[Ii]nsert|INSERT|[Ll]ink|[Ss]ource)\b[^\]]{0,30}\]|\b[Ll]orem ipsum\b|\{\{[^}]{0,40}\}\}/;

const RULES = [PLACEHOLDER, PAGE_FURNITURE, CREDITS, POSITIONS, WIRE_NOTES, OPENINGS, BIOGRAPHY, ADDRESS];
/** Nothing that marks a line lies further in; keeps the cost of a hostile "sentence" of a megabyte at nothing. */
const LOOKED_AT = 600;

/** Whether a sentence is page furniture by its words. */
export function isFurniture(sentence: string): boolean {
  const text = sentence.slice(0, LOOKED_AT);
  return (
    RULES.some((rule) => rule.test(text)) ||
    ABOUT_ITSELF.test(text.replace(IN_QUOTES, ' ')) ||
    isCaption(sentence)
  );
}

/** "… speaks at a rally in Lima, Peru, March 23, 2018." */
function isCaption(sentence: string): boolean {
  if (sentence.length > LOOKED_AT || !DATED_END.test(sentence)) return false;
  return CAPTION_VERB.test(sentence) && !REPORTED.test(sentence);
}

const FULL_END = /[.!?…。！？][”"’')\]』」）]*$/;

/** Whether a sentence ends as prose does. */
export function endsFully(sentence: string): boolean {
  return FULL_END.test(sentence.slice(-12));
}

/** Whether nothing is said: too few letters or words to be a statement. */
export function isFragment(sentence: string, length: number, han: boolean): boolean {
  return length < (han ? 6 : 4) || !/\p{L}{2}/u.test(sentence.slice(0, LOOKED_AT));
}
