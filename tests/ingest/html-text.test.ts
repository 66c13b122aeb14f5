import { describe, expect, it, test } from 'vitest';
import { htmlText } from '../../src/ingest/html-text.js';

const linesOf = (html: string): string[] => htmlText(html).lines.map(({ text }) => text);

describe('the text of a page', () => {
  it('has a line for each block, with headings and list items marked', () => {
    const { lines } = htmlText(
      '<h2>Why <em>it</em> matters</h2><p>One <b>two</b>, <a href="#">three</a>.<ul><li><p>Four<li>five</ul>Six<br>seven',
    );
    expect(lines.map(({ text, mark }) => [text, mark])).toEqual([
      ['Why it matters', 'heading'],
      ['One two, three.', null],
      ['Four', 'bullet'],
      ['five', 'bullet'],
      ['Six', null],
      ['seven', null],
    ]);
  });

  it('leaves out what is not read', () => {
    const html =
      '<script>a<b</script><style>p{}</style><nav>menu</nav><aside>also</aside><form>sign up</form><footer>©</footer>' +
      '<figure><img alt=x><figcaption>caption</figcaption></figure><template>t</template><p hidden>h</p><p>Text</p>';
    expect(linesOf(html)).toEqual(['Text']);
  });

  it('decodes entities once', () => {
    expect(linesOf('<p>&amp;lt;b&amp;gt; caf&eacute; &#20013;&#x56fd;</p>')).toEqual(['&lt;b&gt; café 中国']);
  });

  it('keeps to the article when the page says which part it is', () => {
    const prose = 'The article goes on and on with words that say what happened. '.repeat(8);
    expect(linesOf(`<body><p>Before</p><article><p>${prose}</p></article><p>After</p>`)).toEqual([
      prose.trim(),
    ]);
    expect(linesOf('<p>Before</p><article><p>A teaser.</p></article>')).toEqual(['Before', 'A teaser.']);
  });

  it('tells how much of a line is links', () => {
    const { lines } = htmlText('<p><a href=/>All of it</a></p><p>None</p>');
    expect(lines.map(({ linked }) => linked)).toEqual([1, 0]);
  });

  it('reads the facts in the head, closed or not', () => {
    const html =
      '<html lang="en-GB"><head><title>Head &amp; line | Example</title><meta property="og:site_name" content="Example &amp; Co">' +
      '<meta name="author" content="Jane Doe"><meta property="article:published_time" content="2024-07-09T10:00:00Z">' +
      '<link rel="canonical" href="https://example.com/a"><body><h1>Head &amp; line</h1><p>Text</p>';
    expect(htmlText(html).facts).toEqual({
      language: 'en-GB',
      title: 'Head & line',
      publisher: 'Example & Co',
      author: 'Jane Doe',
      published: '2024-07-09T10:00:00Z',
      link: 'https://example.com/a',
    });
    expect(linesOf(html)).toEqual(['Head & line', 'Text']);
  });
});

describe('a hostile page', () => {
  test.each<[string, string]>([
    ['100,000 levels', '<div>'.repeat(100_000)],
    ['100,000 levels of emphasis', '<b>'.repeat(100_000)],
    ['a megabyte of <', '<'.repeat(1_000_000)],
    ['a megabyte of &', '&'.repeat(1_000_000)],
    ['300,000 half entities', '&amp'.repeat(300_000)],
    ['100,000 unclosed paragraphs', '<p>x '.repeat(100_000)],
    ['200,000 attributes', `<a ${'x="1" '.repeat(200_000)}>`],
    ['200,000 comments that never end', '<!--'.repeat(200_000)],
    ['200,000 closing tags', '</div>'.repeat(200_000)],
    ['an attribute that never ends', `<a href="${'<'.repeat(1_000_000)}`],
    ['300,000 list items', `<ul>${'<li>'.repeat(300_000)}`],
    ['a word of five megabytes', 'a'.repeat(5_000_000)],
    [
      'names of prototypes',
      '<__proto__ constructor=1><meta property="__proto__" content="x"><p>x</__proto__>',
    ],
  ])('%s ends, with text in bounds', (_, html) => {
    const { lines } = htmlText(`<p>First.</p>${html}`);
    expect(lines[0]?.text).toBe('First.');
    expect(lines.length).toBeLessThan(25_000);
    expect(lines.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThan(6_000_000);
  });

  it('is never given back as markup', () => {
    expect(linesOf('<p>a<img src=x onerror=alert(1)>b<svg onload=alert(1)>c</svg></p>')).toEqual(['ab']);
  });
});
