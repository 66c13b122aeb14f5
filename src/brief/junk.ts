/**
 * Lines that are on the page but not in the story: credits, wire notes, sign-ups, biographies. The body of an item
 * is cleaned when it comes in; this is the second net, for feeds that deliver their notes as prose.
 */

/** Found anywhere in a sentence. Each alternative is anchored to words that prose about the event doesn't use. */
const PAGE_FURNITURE =
  /\b(?:sign(?:ing)? up (?:for|to)|subscribe (?:to|now|here)|newsletters?\b|click here|follow (?:us|@|him on|her on)|read more:|all rights reserved|terms of (?:use|service)|privacy policy|share this|scroll down|see also:|read the full|open the original|recommended for you|trending (?:on|now)|related (?:articles|stories|briefings)|thanks for signing|may contain advertising|affiliate (?:links|commission)|you can find (?:her|him|them) on|e-?mail (?:us|address)|find out more at)/i;
const CREDITS =
  /\b(?:contribut(?:ed|ing) (?:reporting|to this (?:report|article|story))|(?:image|photo|picture|video)s? (?:by|credit|source|courtesy|caption)|(?:photo|picture|photograph)s? taken|file (?:photo|picture)|is (?:pictured|seen|shown) (?:here|in this|above|below|left|right)|in this (?:file|undated|combination|handout|image|photo)|getty images|handout photo|(?:handout|pool|file|courtesy)[^.]{0,40} via reuters|source: xinhua)\b|\/\s?(?:Reuters|AFP|Getty|AP)\b|\((?:L|R|C|[1-4](?:st|nd|rd|th) [LR]|(?:front|back|top|bottom|center)(?: row)?)\)|\((?:(?:AP )?Photo\b|Xinhua\/)[^)]{0,60}\)/;
const WIRE_NOTES =
  /^\W{0,3}(?:EDS?\b[.:]?|EDNOTES?\b|ATTENTION EDITORS|EDITORS?['’]? ?NOTES?|NOTE TO (?:EDITORS|READERS)|\((?:Optional|This|These|For|STORY|BEGIN|END|With|Editors?|More|Stay|Eds)\b|UNDATED|TRIM|STORY CAN|WITH (?:PHOTO|GRAPHIC)|(?:optional|mandatory) (?:trim|material|credit))|\b(?:TIMES EXPRESS|condensed version of|this (?:article|story) is part of|story is embargoed|EDNOTE|NYTNS|New York Times News Service|nytsyn|nyttrng)\b|\b(?:OPTIONAL TRIM|STORY CAN END HERE|MATERIAL MAY BE TRIMMED)\b|^[A-Z][A-Z\s,.'’-]{12,}$/;
const OPENINGS =
  /^\W{0,3}(?:©|copyright\b|credit:|source[:：]|graphics?:|image:|photos?:|video:|watch:|read:|related:|advertisement\b|(?:additional |further )?(?:reporting|editing|writing|compiled|written|photographs?|text|story) by [A-Z]|by [A-Z][\p{L}.'’-]+ [A-Z][\p{L}.'’-]+\s*$|this (?:article|story|post) (?:is|was|has been|originally) (?:part of|first published|originally|updated|produced|published|original editorial)|the writer is\b|the author is\b|责任编辑|责编|編輯[:：]|编辑[:：]|记者[:：]|来源[:：]|來源[:：]|图片来源|（图[:：]|圖[:：])/iu;
const BIOGRAPHY =
  /\b(?:is|was) (?:an? )?(?:[\w-]+ ){0,4}(?:reporter|journalist|correspondent|columnist|editor|staff writer|news writer|contributor) (?:at|for|with|covering|who covers|based)\b|\b(?:her|his|a) (?:bachelor|master)['’]s degree\b|\bstudied [\w ]{0,30}(?:journalism|communications) at\b/i;
const ADDRESS =
  /\S@\S+\.[a-z]{2,}|\bon Twitter (?:at|@)|\b(?:1-)?\d{3}-\d{3}-\d{4}\b.*\b(?:call|phone|fax|tel)\b/i;

const RULES = [PAGE_FURNITURE, CREDITS, WIRE_NOTES, OPENINGS, BIOGRAPHY, ADDRESS];
/** Nothing that marks a line lies further in; keeps the cost of a hostile "sentence" of a megabyte at nothing. */
const LOOKED_AT = 600;

/** Whether a sentence is page furniture by its words. */
export function isFurniture(sentence: string): boolean {
  const text = sentence.slice(0, LOOKED_AT);
  return RULES.some((rule) => rule.test(text));
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
