import type { Sample, Trial } from './desk.js';
import { count, html, type Html, outward, time } from './html.js';
import { highlighted } from './marked-text.js';
import type { View } from './view.js';

/** What a query would have found in the last days, and what it gains and loses against the one that is saved. */
export function trial(view: View, told: Trial): Html {
  if (!told.ok)
    return html`<h2>Not a query yet</h2>${told.faults.map(({ column, message }) => html`<p class="fault">${column === null ? '' : `At character ${column}: `}${message}</p>`)}`;
  const { posts, articles, days, postsPerDay, savedPostsPerDay, gained, lost } = told;
  const rate = perDay(postsPerDay);
  const before = savedPostsPerDay === null || gained + lost === 0 ? '' : `, not ${perDay(savedPostsPerDay)}`;
  return html`<h2>Last 30 days</h2>
<ul class="figures"><li><b>${rate}</b><span>posts a day${before}</span></li><li><b>${posts}</b><span>${posts === 1 ? 'post' : 'posts'}, of ${count(articles, 'article')} in ${count(Math.round(days), 'day')}</span></li>
${savedPostsPerDay === null ? '' : html`<li><b>+${gained} −${lost}</b><span>gained and lost against what is saved</span></li>`}</ul>
${told.warnings.map((warning) => html`<p class="warn">${warning}</p>`)}
${part(view, 'Gained', told.gains, gained)}${part(view, 'Lost', told.losses, lost)}
${posts === 0 ? html`<p class="dim">Nothing stored matches.</p>` : part(view, gained + lost > 0 ? 'All that it finds' : 'What it finds', told.samples, posts)}`;
}

const perDay = (rate: number) => (rate >= 10 ? Math.round(rate) : Math.round(rate * 10) / 10);

function part({ root, now }: View, title: string, samples: readonly Sample[], total: number): Html {
  if (samples.length === 0) return '';
  const lines = samples.map(
    ({ itemId, title: headline, publisher, link, publishedAt, terms, text }) =>
      html`<li><a href="${root}items/${itemId}">${highlighted(headline || 'Untitled', terms)}</a><br><span class="snippet">${highlighted(text, terms)}</span><br><span class="hint">${outward(link, publisher)} · ${time(publishedAt, now)}</span></li>`,
  );
  const more = total > samples.length ? html`<p class="hint">and ${total - samples.length} more</p>` : '';
  return html`<h3>${title}</h3><ul class="members">${lines}</ul>${more}`;
}
