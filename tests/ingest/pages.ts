/** Pages as sites serve them, for the tests of full text. */

const STORY = [
  'The harbour authority of Port Ellery said on Tuesday that it would close the northern lock for eleven months, the longest closure since the canal was dug in 1911.',
  'Engineers found cracks in two of the four gates during an inspection in March, according to a report that was published with the decision.',
  'Ships of more than 20,000 tonnes will have to wait for the tide in the outer basin, which the authority expects to cost operators about $40 million a year.',
  'A spokeswoman for the largest operator, Ellery Bulk, said that the company had been told of the plan only last week and that it was still counting its ships.',
  'The repair will be paid for by the regional government, which put aside 210 million crowns for it in its last budget.',
  'Work begins in September, and the authority said that it would publish a weekly report on its progress.',
  'Fishing boats keep their own passage through the southern lock, which was rebuilt in 2009 and needs no work.',
  'The last time that the northern lock was closed, in 1987, a queue of sixty ships stood off the coast for most of the winter, and two of them ran aground in a gale.',
];
export const STORY_TITLE = 'Port Ellery closes its northern lock for eleven months';
export const STORY_TEASER =
  'The harbour authority of Port Ellery said on Tuesday that it would close the northern lock…';
export const STORY_START = STORY[0] ?? '';
export const STORY_END = STORY.at(-1) ?? '';

/** The story in the middle of what a site puts round it. */
export function storyPage(title = STORY_TITLE, paragraphs = STORY): string {
  const [first = '', second = '', ...rest] = paragraphs.map((text) => `<p>${text}</p>`);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title} | The Ellery Mirror</title>
<meta property="og:title" content="${title}"><meta property="og:site_name" content="The Ellery Mirror">
<meta property="article:published_time" content="2025-07-01T09:30:00Z"><meta name="author" content="Ada Quay">
<script>window.__state = {"html": "<p>not this</p>"}</script><style>p { margin: 0 }</style></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a> <a href="/weather">Weather</a></nav>
<div class="cookie-banner"><p>We value your privacy and use cookies.</p><button>Accept all</button></div>
<article><h1>${title}</h1><p class="byline">By Ada Quay</p>${first}
<figure><img src="/lock.jpg"><figcaption>The lock in March. Photograph: Ann Other/Getty Images</figcaption></figure>${second}
<div class="newsletter"><p>Sign up for our free daily newsletter in your inbox</p><input><button>Subscribe</button></div>
<h2>What the repair costs</h2>${rest.join('\n')}
<h3>Related stories</h3><ul><li><a href="/a">Ferry strike enters its second week</a></li><li><a href="/b">Ten beaches for a rainy day</a></li></ul>
<p>Ada Quay is a senior reporter at The Ellery Mirror, where she covers shipping. She joined the Mirror in 2015. Follow her on Twitter @adaquay.</p>
</article><footer><p>© 2025 The Ellery Mirror. All rights reserved.</p></footer></body></html>`;
}

export const LOGIN_PAGE = `<!doctype html><title>${STORY_TITLE} | The Ellery Mirror</title><meta property="og:title" content="${STORY_TITLE}">
<main><h1>Log in to read on</h1><p>This part of our site is for members. Enter the address and the password that you gave when you joined, and choose whether this computer should remember you.</p>
<form><input name="user"><input type="password"></form>
<p>If you have no account yet you can make one in less than a minute. Members read everything, may write below the line, and get the weekend supplement by post without paying for it.</p>
<p>Forgot what you chose? We will send you a message with instructions that works for the next half an hour, after which you have to ask for it again.</p></main>`;

export const COOKIE_WALL = `<!doctype html><title>${STORY_TITLE}</title><main><h1>Before you continue</h1>
<p>We and our 842 partners store and access information on a device, such as unique identifiers and browsing data, to select and deliver advertising and content, and to measure both of them.</p>
<p>You may accept or manage your choices, including your right to object where legitimate interest is used, on this screen or at any time on the page about our policy. These choices will be signalled to our partners and will not affect browsing data.</p>
<p>Some vendors may process your personal data on the basis of legitimate interest, which you can object to by managing your options below. Look for a link at the foot of this page to change your mind.</p></main>`;

export const NOT_FOUND = `<!doctype html><title>Page not found</title><main><h1>Sorry, we can't find that page</h1>
<p>It may have been moved or taken down, or you may have followed a link with a mistake in it. Check the address, go back to where you came from, or try our search, which knows everything that we have published since 1997.</p>
<p>If you think that something is broken on our side, please tell the web desk what you were looking for and how you got here, and they will look into it as soon as they can.</p></main>`;
