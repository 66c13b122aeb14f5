import { count, html, type Html } from './html.js';
import { SCRIPT_NAME, STYLE_NAME } from './assets.js';
import type { View } from './view.js';

/** The frame around every page. */

const PAGES = [
  ['', 'Wire'],
  ['stories', 'Stories'],
  ['topics', 'Topics'],
  ['feeds', 'Feeds'],
  ['outbox', 'Outbox'],
  ['search', 'Search'],
] as const;

export type PageName = (typeof PAGES)[number][0] | null;

/** `name` is the page that the navigation shows as the current one. */
export function layout(view: View, name: PageName, title: string, body: Html): Html {
  const { root, who, csrf } = view;
  const links = PAGES.map(
    ([path, label]) =>
      html`<li><a href="${root}${path}"${path === name ? html` aria-current="page"` : ''}>${label}</a></li>`,
  );
  const out = html`<form method="post" action="${root}sign-out" class="out"><input type="hidden" name="csrf" value="${csrf}"><button class="quiet">Sign out</button></form>`;
  return html`${head(root, title)}
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="bar"><div class="wide">
<a class="brand" href="${root}">${MARK}<span>Wirewatch</span></a>
<nav aria-label="Pages"><ul>${links}</ul></nav>
${who === null ? '' : out}
</div></header>
<main id="main" class="wide" tabindex="-1">
${body}
</main>
<p id="said" class="unseen" role="status" aria-live="polite"></p>
</body></html>`;
}

/** A page without the navigation, for those who are not in. */
export function bare(root: string, title: string, body: Html): Html {
  return html`${head(root, title)}
<body class="bare"><main id="main">
<p class="brand">${MARK}<span>Wirewatch</span></p>
${body}
</main></body></html>`;
}

export function refusal(view: View, reason: string): Html {
  return layout(view, null, 'That did not work', html`<h1>That did not work</h1><p>${reason}</p>`);
}

function head(root: string, title: string): Html {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Wirewatch</title>
<link rel="icon" href="${root}assets/icon.svg">
<link rel="stylesheet" href="${root}assets/${STYLE_NAME}">
<script src="${root}assets/${SCRIPT_NAME}" defer></script>
</head>`;
}

/** Three waves from a point: a wire that is listened to. */
const MARK = html`<svg class="mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><circle cx="5" cy="19" r="2.4"/><path d="M5 11.5a7.5 7.5 0 0 1 7.5 7.5M5 5a14 14 0 0 1 14 14"/></svg>`;

/** A list that has nothing in it says why, and what to do. */
export function empty(title: string, text: Html): Html {
  return html`<div class="empty"><p><strong>${title}</strong></p><p>${text}</p></div>`;
}

/** A form of one button that changes something; `ask` is asked first where there is a script. */
export function action(
  view: View,
  path: string,
  label: string,
  fields: Readonly<Record<string, string>> = {},
  look = '',
  ask = '',
): Html {
  const inputs = Object.entries({ csrf: view.csrf, ...fields }).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  const asked = ask === '' ? '' : html` data-ask="${ask}"`;
  return html`<form method="post" action="${view.root}${path}"${asked}>${inputs}<button class="${look}">${label}</button></form>`;
}

export function pager(root: string, path: string, next: string | null, shown: number): Html {
  if (next === null)
    return html`<p class="end">${count(shown, 'entry', 'entries')} on this page; there is nothing older.</p>`;
  return html`<nav class="pager" aria-label="More"><a class="button" rel="next" href="${root}${path}${next}">Older</a></nav>`;
}
