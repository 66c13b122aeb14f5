/**
 * The address of an article as its identity, never for fetching: what differs only in how a reader got
 * there is the same. Deterministic and idempotent; null for what is no web address, or is too long to be one.
 */
export function canonicalUrl(url: string): string | null {
  let current: string | null = url.trim();
  // Wrappers nest, and stripping one thing may bare another. Each pass that unwraps makes it shorter.
  for (let pass = 0; pass < MAX_PASSES && current !== null; pass++) {
    const next: string | null = onePass(current);
    if (next === current) return next.length <= MAX_RESULT ? next : null;
    current = next;
  }
  return null;
}

const MAX_INPUT = 8_192;
const MAX_RESULT = 2_048;
const MAX_PASSES = 400;

/** Parameters that say where a reader came from. Names as in ClearURLs' and publishers' own documentation. */
const TRACKING =
  /^(?:utm(?:_[a-z_]{0,20})?|mtm_[a-z_]{1,20}|itm_[a-z_]{1,20}|ga_[a-z_]{1,20}|pk_[a-z]{1,20}|piwik_[a-z]{1,20}|hsa_[a-z]{1,20}|_hs(?:enc|mi)|__hs(?:tc|sc|fp)|hsctatracking|fbclid|fb_(?:action_(?:types|ids)|source|ref|comment_id)|g(?:clid|braid|clsrc)|gad_source|wbraid|dclid|srsltid|gs_l|_gl|_ga|msclkid|twclid|yclid|ysclid|igshid|igsh|ttclid|li_fat_id|mc_(?:cid|eid|tc)|mkt_tok|oly_(?:anon|enc)_id|vero_(?:id|conv)|wickedid|rb_clickid|_openstat|_branch_(?:match_id|referrer)|__readwiselocation|__twitter_impression|s_cid|sc_cid|cmpid|ncid|ocid|smid|taid|xtor|wt_z?mc|wtrid|at_(?:medium|campaign|custom\d|link_[a-z_]{1,20}|ptr_name|bbc_team|format)|echobox|guccounter|guce_referrer(?:_sig)?|mbid|cndid|icid|spm|traffic_source|ref_src|ref_url|ml_subscriber(?:_hash)?|campaign_(?:id|medium|name|source|term|content)|hmb_(?:campaign|medium|source))$/i;
/** Tracking only with one of the values below: elsewhere they choose the page. */
const ROUTE = /^(?:rss|src|source|from|ref|via|feed|feedtype|rssid|output)$/i;
const ROUTE_VALUE =
  /^(?:rss|feeds?|atom|rssfeed|rss_feed|rss20?|feedburner|newsletter|rss-[\w-]{1,30}|\w{1,30}_rss|twitter|facebook|email)$/i;
const AMP = /^(?:amp|outputtype)$/i;

/** Hosts that only pass a reader on, with the parameter that says where to. */
const WRAPPERS: readonly (readonly [RegExp, RegExp, readonly string[]])[] = [
  [/^(?:www\.)?google\.[a-z.]{2,6}$/, /^\/url$/, ['url', 'q']],
  [/^news\.google\.com$/, /^\/news\/url$/, ['url']],
  [/^lm?\.facebook\.com$/, /^\/l\.php$/, ['u']],
  [/^out\.reddit\.com$/, /./, ['url']],
  [/^(?:www\.)?youtube\.com$/, /^\/redirect$/, ['q']],
  [/^t\.umblr\.com$/, /^\/redirect$/, ['z']],
  [/^slack-redir\.net$/, /^\/link$/, ['url']],
  [/^(?:www\.)?bing\.com$/, /^\/news\/apiclick\.aspx$/i, ['url']],
  [/^duckduckgo\.com$/, /^\/l\/$/, ['uddg']],
  [/(?:^|\.)safelinks\.protection\.outlook\.com$/, /./, ['url']],
];

function onePass(address: string): string | null {
  if (address.length > MAX_INPUT || !URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  const inner = wrapped(url) ?? ampTarget(url);
  if (inner !== null) return inner;
  const host = hostOf(url.hostname);
  const port = url.port === '' ? '' : `:${url.port}`;
  return `https://${host}${port}${pathOf(url.pathname)}${queryOf(url, host)}${fragmentOf(url.hash)}`;
}

function wrapped(url: URL): string | null {
  for (const [host, path, names] of WRAPPERS) {
    if (!host.test(url.hostname) || !path.test(url.pathname)) continue;
    for (const name of names) {
      const target = url.searchParams.get(name);
      if (target !== null && target.length < url.href.length && /^https?:\/\//i.test(target)) return target;
    }
  }
  return null;
}

/** Google's viewer and the AMP cache carry the address in their path. */
function ampTarget(url: URL): string | null {
  const viewer = /^(?:www\.)?google\.[a-z.]{2,6}$/.test(url.hostname)
    ? /^\/amp\/s\/(.+)$/.exec(url.pathname)
    : null;
  const cache = url.hostname.endsWith('.cdn.ampproject.org')
    ? /^\/[cvi]\/(?:s\/)?(.+)$/.exec(url.pathname)
    : null;
  const target = viewer?.[1] ?? cache?.[1];
  return target === undefined ? null : `https://${target}${url.search}`;
}

function hostOf(hostname: string): string {
  const host = hostname.replace(/\.$/, '');
  return host.replace(/^([a-z]{2,3})\.m\./, '$1.').replace(/^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.[^.])/, '');
}

function pathOf(path: string): string {
  const plain = path
    .replace(/\/{2,}/g, '/')
    .replace(/%[0-9a-f]{2}/gi, plainEscape)
    .replace(/\/amp\/?$/, '')
    .replace(/\.amp(\.html)?$/, '$1')
    .replace(/\/(?:index|default)\.(?:html?|php|aspx?)$/i, '/');
  let end = plain.length;
  while (end > 1 && plain[end - 1] === '/') end--;
  return end === 0 ? '/' : plain.slice(0, end);
}

/** RFC 3986 §6.2.2: unreserved characters need no escape, and escapes are in capitals. */
function plainEscape(escaped: string): string {
  const character = String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
  return /[A-Za-z0-9\-._~]/.test(character) ? character : escaped.toUpperCase();
}

function queryOf(url: URL, host: string): string {
  const kept = [...url.searchParams].filter(([name, value]) => !isTracking(name, value, host));
  kept.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const pairs = kept.map(([name, value]) => encode(name) + (value === '' ? '' : `=${encode(value)}`));
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function isTracking(name: string, value: string, host: string): boolean {
  if (TRACKING.test(name)) return true;
  if (AMP.test(name)) return /^(?:1|amp|true|)$/i.test(value);
  if (host === 'news.google.com' && /^(?:oc|hl|gl|ceid)$/.test(name)) return true;
  return ROUTE.test(name) && ROUTE_VALUE.test(value);
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll("'", '%27');
}

/** Only fragments that choose what is shown. */
function fragmentOf(hash: string): string {
  return /^#(?:!|\/[^/])/.test(hash) ? hash : '';
}
