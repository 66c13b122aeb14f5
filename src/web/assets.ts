import { createHash } from 'node:crypto';
import { SCRIPT } from './script.js';
import { STYLE } from './style.js';

/** The style, the script and the icon: parts of the program, so that nothing has to be found beside it. */

const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 8);

export const STYLE_NAME = `style-${hash(STYLE)}.css`;
export const SCRIPT_NAME = `script-${hash(SCRIPT)}.js`;

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="6" fill="#0f5e59"/><g fill="none" stroke="#fff" stroke-width="2.2" stroke-linecap="round"><circle cx="7" cy="17" r="1.5" fill="#fff"/><path d="M7 11.5a5.5 5.5 0 0 1 5.5 5.5M7 6a11 11 0 0 1 11 11"/></g></svg>';

/** By name, with their types. */
export const ASSETS: ReadonlyMap<string, { readonly type: string; readonly text: string }> = new Map([
  [STYLE_NAME, { type: 'text/css; charset=utf-8', text: STYLE }],
  [SCRIPT_NAME, { type: 'text/javascript; charset=utf-8', text: SCRIPT }],
  ['icon.svg', { type: 'image/svg+xml', text: ICON }],
]);
