/**
 * The script of the page. Everything works without it; with it alerts come by themselves, filters apply when they
 * are chosen, times are those of the reader, and a query is tried while it is written.
 */
export const SCRIPT = String.raw`'use strict';
(() => {
  const said = document.getElementById('said');
  const say = (text) => { if (said) said.textContent = text; };
  const fragment = (text) => {
    const template = document.createElement('template');
    template.innerHTML = text;
    return template.content.firstElementChild;
  };
  const stamp = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  const span = (minutes) => minutes < 100 ? minutes + ' min'
    : minutes < 2880 ? Math.round(minutes / 60) + ' h' : Math.round(minutes / 1440) + ' days';
  const times = (within) => {
    for (const time of within.querySelectorAll('time[datetime]')) {
      const at = new Date(time.dateTime);
      const minutes = Math.round((Date.now() - at) / 60000);
      time.title = stamp.format(at);
      time.textContent = minutes < 0 ? 'in ' + span(-minutes) : minutes === 0 ? 'just now'
        : minutes < 20160 ? span(minutes) + ' ago' : time.dateTime.slice(0, 10);
    }
  };
  const colours = (within) => {
    for (const drawn of within.querySelectorAll('[data-colour]')) drawn.style.setProperty('--edge', '#' + drawn.dataset.colour);
  };
  const dress = (within) => { times(within); colours(within); };
  dress(document);
  setInterval(() => times(document), 30000);

  for (const form of document.querySelectorAll('form[data-auto]'))
    form.addEventListener('change', () => form.requestSubmit());
  for (const form of document.querySelectorAll('form[data-ask]'))
    form.addEventListener('submit', (event) => { if (!confirm(form.dataset.ask)) event.preventDefault(); });

  const list = document.querySelector('[data-live]');
  if (list) {
    const mark = document.querySelector('[data-livemark]');
    let source;
    let fresh = 0;
    const open = () => {
      source = new EventSource(list.dataset.live);
      source.addEventListener('open', () => { if (mark) mark.hidden = false; });
      source.addEventListener('error', () => { if (mark) mark.hidden = true; });
      source.addEventListener('alert', (event) => {
        const card = fragment(event.data);
        if (!card) return;
        const old = document.getElementById(card.id);
        if (old && old.dataset.stamp === card.dataset.stamp) return;
        dress(card);
        if (old) { old.replaceWith(card); return; }
        for (const note of document.querySelectorAll('.empty')) note.remove();
        card.classList.add('fresh');
        list.prepend(card);
        fresh += 1;
        say(fresh === 1 ? '1 new alert' : fresh + ' new alerts');
      });
    };
    open();
    addEventListener('pagehide', () => source.close());
    addEventListener('pageshow', (event) => { if (event.persisted) open(); });
  }

  // Words of the query language, put in where one writes.
  for (const row of document.querySelectorAll('[data-words]')) {
    const field = document.getElementById(row.dataset.words);
    row.hidden = false;
    row.addEventListener('click', (event) => {
      if (!event.target.matches('button')) return;
      const before = field.value[field.selectionStart - 1];
      const gap = before === undefined || /\s/.test(before) ? '' : ' ';
      field.setRangeText(gap + event.target.textContent + (event.target.textContent.endsWith(':') ? '' : ' '), field.selectionStart, field.selectionEnd, 'end');
      field.focus();
      field.dispatchEvent(new Event('input', { bubbles: true }));
    });
  }

  // What the word that is being written may become: arrows choose, Enter or Tab takes, Escape closes.
  for (const field of document.querySelectorAll('textarea[data-complete]')) {
    const box = document.getElementById(field.getAttribute('aria-controls'));
    const words = JSON.parse(field.dataset.complete);
    let chosen = -1;
    const begun = () => {
      if (field.selectionStart !== field.selectionEnd) return '';
      return /(?:^|[\s(])((?:[\w$-]+:)?"?[\w$/-]*)$/.exec(field.value.slice(0, field.selectionStart))?.[1] ?? '';
    };
    const choose = (at) => {
      chosen = at;
      [...box.children].forEach((option, i) => option.setAttribute('aria-selected', String(i === at)));
      if (at < 0) field.removeAttribute('aria-activedescendant');
      else field.setAttribute('aria-activedescendant', box.children[at].id);
    };
    const close = () => { box.hidden = true; box.replaceChildren(); choose(-1); };
    const take = (word) => {
      const end = field.selectionStart;
      field.setRangeText(word + (/[:(]$/.test(word) ? '' : ' '), end - begun().length, end, 'end');
      close();
      field.focus();
      field.dispatchEvent(new Event('input', { bubbles: true }));
    };
    const offer = () => {
      const typed = begun().toLowerCase();
      close();
      if (typed.length < 2 && typed !== '$') return;
      const fits = words.filter(([word]) => word.toLowerCase().startsWith(typed) && word.toLowerCase() !== typed).slice(0, 8);
      fits.forEach(([word, means], i) => {
        const option = document.createElement('li');
        option.id = box.id + i;
        option.setAttribute('role', 'option');
        option.setAttribute('aria-selected', 'false');
        option.dataset.word = word;
        option.append(word, Object.assign(document.createElement('small'), { textContent: means }));
        box.append(option);
      });
      box.hidden = fits.length === 0;
      if (fits.length > 0) say(fits.length === 1 ? '1 completion' : fits.length + ' completions');
    };
    field.addEventListener('input', offer);
    field.addEventListener('blur', close);
    box.addEventListener('pointerdown', (event) => event.preventDefault());
    box.addEventListener('click', (event) => {
      const option = event.target.closest('[data-word]');
      if (option) take(option.dataset.word);
    });
    field.addEventListener('keydown', (event) => {
      if (box.hidden || event.isComposing) return;
      const many = box.children.length;
      if (event.key === 'ArrowDown') choose((chosen + 1) % many);
      else if (event.key === 'ArrowUp') choose((chosen <= 0 ? many : chosen) - 1);
      else if (event.key === 'Escape') close();
      else if ((event.key === 'Enter' || event.key === 'Tab') && chosen >= 0) take(box.children[chosen].dataset.word);
      else return;
      event.preventDefault();
    });
  }

  // A part of the page that follows what is written in a form.
  for (const form of document.querySelectorAll('form[data-try]')) {
    const place = document.getElementById(form.dataset.into);
    let timer;
    let asking;
    const run = async () => {
      asking?.abort();
      asking = new AbortController();
      place.setAttribute('aria-busy', 'true');
      try {
        const body = new URLSearchParams(new FormData(form));
        const answer = await fetch(form.dataset.try, { method: 'POST', body, signal: asking.signal });
        if (!answer.ok) throw new Error(String(answer.status));
        place.innerHTML = await answer.text();
        dress(place);
        place.removeAttribute('aria-busy');
      } catch (error) {
        if (error.name !== 'AbortError') { place.removeAttribute('aria-busy'); say('The preview could not be loaded.'); }
      }
    };
    form.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(run, 350); });
  }
})();
`;
