/** Two feeds of one paper are one publisher: what its name and its address have in common. */

/** What a feed puts behind the name of its paper. */
const PARTS = /(?:\s+[-–—/]\s|\s*[|»:：·>(（]).*$/u;
const SECTION =
  /(?:[\s.,]+(?:news(?: ?feed)?|rss|feed|online|latest|headlines?|top|stories|breaking|homepage|home|world|asia|europe|africa|americas|us|uk|china|tech|technology|business|markets?|politics|science|sports?|international|national|english|com|org|net|co))+$/u;

/** The name by which a publisher is counted: "SCMP China Tech" and "The SCMP" are `scmp`. */
export function masthead(publisher: string): string {
  const whole = publisher.normalize('NFKC').trim().toLowerCase().slice(0, 120);
  const name = whole.replace(PARTS, '').replace(/^(?:the|www\.)\s*/u, '') || whole;
  return name.replace(SECTION, '') || name;
}

/** Hosts that many publishers share; their subdomain or path tells who it is. */
const SHARED_HOST =
  /(?:^|\.)(?:substack|medium|wordpress|blogspot|tumblr|github|google|yahoo|msn|feedburner|youtube|x|twitter|reddit|t|weixin|qq|163|sina|sohu|toutiao|baidu)\.(?:com|io|co|me|com\.cn|cn)$/u;
const SECOND_LEVEL = /^(?:co|com|org|net|ac|gov|edu)$/u;

/** The domain that a publisher has registered, of an article's address; null where many share one. */
export function homeDomain(link: string | null): string | null {
  const host = link === null ? null : /^https?:\/\/([^/?#:]+)/iu.exec(link)?.[1]?.toLowerCase();
  if (!host || /^[\d.]+$|^\[/.test(host) || SHARED_HOST.test(host)) return null;
  const labels = host.split('.');
  const [, second = ''] = labels.toReversed();
  return labels.slice(SECOND_LEVEL.test(second) ? -3 : -2).join('.');
}
