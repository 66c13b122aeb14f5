import type { TopicFault, TopicForm } from '../domain/topic-edit.js';
import { html, type Html } from './html.js';
import type { View } from './view.js';
import { PRIORITIES } from './wire.js';

/** A topic as it stands in the form; its id is empty before it is saved. */
export type Draft = TopicForm;

/** Words of the query language, to be put in where one writes. */
const WORDS = ['AND', 'OR', 'NOT', 'NEAR/8', 'SENTENCE', 'title:', 'lead:', 'allcaps:', '"a phrase"'];

/** What is completed while one writes, and what it means; what this installation has is added. */
const COMPLETED: readonly (readonly [word: string, means: string])[] = [
  ['AND', 'both'],
  ['OR', 'one of them'],
  ['NOT', 'without what follows'],
  ['NEAR/8', 'within eight words'],
  ['ONEAR/5', 'within five words, in this order'],
  ['SENTENCE', 'in one sentence'],
  ['title:', 'in the title'],
  ['lead:', 'in the first 80 words'],
  ['body:', 'in the text'],
  ['site:', 'on a site: site:example.org'],
  ['publisher:', 'of a publisher'],
  ['author:', 'by somebody'],
  ['lang:', 'in a language: lang:zh'],
  ['feed:', 'of a feed'],
  ['tier:', 'of a publisher’s tier: tier:1'],
  ['atleast/2(', 'so often at least'],
  ['exact:', 'written just so'],
  ['allcaps:', 'in capitals only'],
  ['nocaps:', 'without capitals'],
  ['raw:', 'with its signs: raw:"C++"'],
];

export function topicForm(view: View, draft: Draft, faults: readonly TopicFault[]): Html {
  const { root, csrf, desk } = view;
  const { watchlists, readOnly } = desk.topicRules();
  const completed = JSON.stringify([...COMPLETED, ...desk.queryWords().map((word) => [word, ''])]);
  const path = `${root}topics/${draft.id === '' ? 'new' : draft.id}`;
  const lists = watchlists.map(
    (id) => html`<option value="${id}"${id === draft.watchlist ? html` selected` : ''}>${id}</option>`,
  );
  return html`<form method="post" action="${path}" class="stack" data-try="${path}/try" data-into="trial">
<input type="hidden" name="csrf" value="${csrf}">
${general(faults)}
${field('name', 'Name', faults, html`<input id="name" name="name" required maxlength="200" value="${draft.name}"${described('name', faults)}>`)}
${draft.id === '' ? field('watchlist', 'Watchlist', faults, html`<select id="watchlist" name="watchlist">${lists}</select>`) : ''}
${field('query', 'Query', faults, html`<textarea id="query" name="query" rows="9" spellcheck="false" required aria-autocomplete="list" aria-controls="completions" data-complete="${completed}"${described('query', faults)}>${draft.query}</textarea>`)}
<ul id="completions" class="completions" role="listbox" aria-label="Completions" hidden></ul>
<p class="words" data-words="query" hidden>${WORDS.map((word) => html`<button type="button" class="word">${word}</button>`)}</p>
<details><summary>How to write a query</summary>${help()}</details>
<div class="row top">${priorities(draft)}${destinations(desk.choices().destinations, draft, faults)}</div>
<p class="row"><button class="main" name="do" value="save">${readOnly === null ? 'Save' : 'Show the change'}</button><button name="do" value="try">Try it</button></p>
</form>`;
}

function general(faults: readonly TopicFault[]): Html {
  const about = faults.filter(
    (fault) => fault.field === null || fault.field === 'id' || fault.field === 'priority',
  );
  return about.length === 0
    ? ''
    : html`<div class="fault" role="alert">${about.map(({ message }) => html`<p>${message}</p>`)}</div>`;
}

function field(name: TopicFault['field'], label: string, faults: readonly TopicFault[], input: Html): Html {
  const own = faults.filter((fault) => fault.field === name);
  const told = own.map(
    ({ message, column }) =>
      html`<p class="fault" id="${name}-fault">${column === null ? '' : `at character ${column}: `}${message}</p>`,
  );
  return html`<div><label for="${name}">${label}</label>${input}${told}</div>`;
}

function described(name: TopicFault['field'], faults: readonly TopicFault[]): Html {
  return faults.some((fault) => fault.field === name)
    ? html` aria-invalid="true" aria-describedby="${name}-fault"`
    : '';
}

function priorities({ priority }: Draft): Html {
  const options = PRIORITIES.map(
    (one) => html`<option${one === priority ? html` selected` : ''}>${one}</option>`,
  );
  return html`<label>Priority <select name="priority">${options}</select></label>`;
}

function destinations(known: readonly string[], draft: Draft, faults: readonly TopicFault[]): Html {
  const all = [...new Set([...known, ...draft.destinations])];
  const boxes = all.map(
    (id) =>
      html`<label class="box"><input type="checkbox" name="destinations" value="${id}"${draft.destinations.includes(id) ? html` checked` : ''}> ${id}</label>`,
  );
  const own = faults.filter(({ field: at }) => at === 'destinations');
  return html`<fieldset><legend>Posted to</legend>${boxes}${own.map(({ message }) => html`<p class="fault">${message}</p>`)}</fieldset>`;
}

function help(): Html {
  return html`<ul class="hint">
<li><code>OpenAI AND (China OR "Hong Kong") NOT movie</code></li>
<li><code>chip NEAR/8 export</code>: within eight words; <code>SENTENCE</code>: in one sentence</li>
<li><code>title:</code>, <code>lead:</code>, <code>body:</code> for a part of the article; <code>allcaps:AI</code> for capitals only</li>
<li><code>regulat*</code> for beginnings; <code>$name</code> for a block that the watchlist shares</li></ul>`;
}
