import { DRAWN } from './style-drawn.js';

/** The look of the page: one column on a telephone, two on a desk; light and dark as the reader's machine is. */
const FRAME = `
:root{color-scheme:light dark;--paper:#f6f5f1;--sheet:#fff;--ink:#1d1c1a;--soft:#5c5a55;--line:#dfdcd4;--accent:#0f5e59;--accent-ink:#fff;--wash:#e4f0ee;--mark:#ffe9a8;--mark-ink:#3b2d00;--red:#b3261e;--red-wash:#fbe9e7;--amber:#7a4d00;--amber-wash:#fdf1d8;--green:#1c6b3a;--green-wash:#e3f3e8;--shadow:0 1px 2px rgb(30 25 15/.06),0 4px 16px rgb(30 25 15/.05);--serif:"Iowan Old Style",Charter,"Source Serif 4","Noto Serif",Georgia,serif;--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif;--mono:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media(prefers-color-scheme:dark){:root{--paper:#151614;--sheet:#1e201d;--ink:#ecebe6;--soft:#a9a79f;--line:#34362f;--accent:#6fcabf;--accent-ink:#06231f;--wash:#1c3532;--mark:#5a4a10;--mark-ink:#fff1c2;--red:#ff9d94;--red-wash:#3d1f1c;--amber:#f2c46d;--amber-wash:#382c14;--green:#86d6a3;--green-wash:#1a3324;--shadow:none}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 var(--sans)}
.wide{max-width:72rem;margin:0 auto;padding:0 1.25rem}
main{padding-top:1.75rem!important;padding-bottom:4rem!important;outline:none}
a{color:var(--accent);text-underline-offset:.18em;text-decoration-thickness:1px}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:3px}
h1,h2,h3{line-height:1.25;margin:0 0 .5rem;text-wrap:balance;overflow-wrap:anywhere}
h1{font:600 1.9rem/1.2 var(--serif)}
h2{font-size:1.05rem}
h3{font-size:.95rem}
p{margin:.5rem 0}
p,li,dd{overflow-wrap:anywhere}
ul,ol{margin:.5rem 0;padding-left:1.2rem}
hr{border:0;border-top:1px solid var(--line);margin:.6rem 0}
code,pre{font:.9em/1.5 var(--mono)}
code{overflow-wrap:anywhere}
pre{background:var(--sheet);border:1px solid var(--line);border-radius:8px;padding:.75rem 1rem;overflow:auto;margin:.5rem 0}
q{quotes:"“" "”"}
mark{background:var(--mark);color:var(--mark-ink);border-radius:3px;padding:0 .12em}
.skip,.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap;margin:0}
.skip:focus{position:fixed;z-index:9;top:.5rem;left:.5rem;width:auto;height:auto;clip-path:none;background:var(--sheet);padding:.6rem 1rem;border-radius:8px;box-shadow:var(--shadow)}
.bar{background:var(--sheet);border-bottom:1px solid var(--line);position:sticky;top:0;z-index:5}
.bar .wide{display:flex;align-items:center;gap:1rem 1.75rem;min-height:3.5rem}
.brand{display:inline-flex;align-items:center;gap:.5rem;font:600 1.15rem var(--serif);color:var(--ink);text-decoration:none}
.mark{fill:none;stroke:var(--accent);stroke-width:2.2;stroke-linecap:round}
.mark circle{fill:var(--accent);stroke:none}
nav ul{list-style:none;margin:0;padding:0;display:flex;gap:.25rem}
.bar nav{flex:1;min-width:0;overflow-x:auto;scrollbar-width:none}
.bar nav a{display:block;padding:.45rem .75rem;border-radius:8px;color:var(--soft);text-decoration:none;font-weight:500;white-space:nowrap}
.bar nav a:hover{color:var(--ink);background:var(--paper)}
.bar nav a[aria-current]{color:var(--accent);background:var(--wash)}
.head{display:flex;flex-wrap:wrap;align-items:baseline;gap:.25rem 1rem;margin-bottom:1.25rem}
.head h1{margin:0}
.lede{color:var(--soft);margin:0;flex:1 1 16rem}
.tabs ul{background:var(--sheet);border:1px solid var(--line);border-radius:10px;padding:3px}
.tabs a{display:block;padding:.3rem .7rem;border-radius:7px;text-decoration:none;color:var(--soft);font-size:.9rem;font-weight:500}
.tabs a[aria-current]{background:var(--wash);color:var(--accent)}
.livemark{white-space:nowrap;color:var(--green);font-size:.85rem;font-weight:600;margin-left:.4rem}
.livemark::before{content:"";display:inline-block;width:.5rem;height:.5rem;border-radius:50%;background:currentColor;margin-right:.35rem}
.livemark[hidden]{display:none}
.split{display:grid;grid-template-columns:14rem minmax(0,1fr);gap:2rem;align-items:start}
.split>aside{position:sticky;top:5rem}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));gap:1.25rem;margin:1rem 0;align-items:start}
.desk{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1.1fr);gap:1.25rem;align-items:start}
.desk .panel{margin:0}
@media(max-width:60rem){.desk{grid-template-columns:minmax(0,1fr)}}
.panel{background:var(--sheet);border:1px solid var(--line);border-radius:12px;padding:1.1rem 1.25rem;margin:1rem 0;box-shadow:var(--shadow);min-width:0}
.pair>.panel{margin:0}
.empty{border:1.5px dashed var(--line);border-radius:12px;padding:2rem 1.5rem;text-align:center;color:var(--soft)}
.empty strong{color:var(--ink)}
@media(max-width:52rem){.split{grid-template-columns:minmax(0,1fr);gap:1rem}.split>aside{position:static}}
@media(max-width:40rem){.wide{padding:0 .9rem}.bar{position:static}.bar .wide{flex-wrap:wrap;gap:0 .5rem;padding-top:.5rem}.bar nav{flex-basis:100%;order:3}.bar nav a{padding:.45rem .55rem}h1{font-size:1.55rem}.out{margin-left:auto}.panel{padding:.9rem}}
@media(prefers-reduced-motion:no-preference){.fresh{animation:come .5s ease-out}@keyframes come{from{opacity:0;transform:translateY(-8px)}}}
`;

const FORMS = `
label{font-size:.875rem;font-weight:500;display:block}
input,select,textarea,button,.button{font:inherit;color:inherit}
input:not([type=hidden],[type=checkbox],[type=radio],[type=file]),select,textarea{width:100%;margin-top:.25rem;padding:.5rem .65rem;background:var(--sheet);border:1px solid #8b897f;border-radius:8px}
textarea{font:.9rem/1.5 var(--mono);resize:vertical;min-height:7rem}
button,.button{display:inline-block;cursor:pointer;padding:.45rem .9rem;border:1px solid #8b897f;border-radius:8px;background:var(--sheet);font-weight:500;text-decoration:none;line-height:1.4}
button:hover,.button:hover{border-color:var(--accent);color:var(--accent)}
button.main,.button.main{background:var(--accent);border-color:var(--accent);color:var(--accent-ink)}
button.main:hover,.button.main:hover{filter:brightness(1.08);color:var(--accent-ink)}
button.quiet{border-color:transparent;background:none;color:var(--soft);padding:.35rem .5rem}
button.danger{color:var(--red)}
.filter{display:grid;gap:.8rem;background:var(--sheet);border:1px solid var(--line);border-radius:12px;padding:1rem}
.stack{display:grid;grid-template-columns:minmax(0,1fr);gap:.8rem}
input[type=file]{max-width:100%}
.row{display:flex;flex-wrap:wrap;gap:.6rem;align-items:center;margin:.25rem 0}
.row>input{flex:1 1 14rem;width:auto!important;margin:0!important}
.top{align-items:start;gap:1rem 2rem}
fieldset{border:0;padding:0;margin:0;min-width:0}legend{font-size:.875rem;font-weight:500;padding:0}
.box{display:inline-flex;gap:.4rem;align-items:center;margin:.35rem 1rem .1rem 0;font-weight:400}
.words{display:flex;flex-wrap:wrap;gap:.3rem;margin:-.3rem 0 0}.words[hidden]{display:none}
.completions{list-style:none;margin:-.6rem 0 0;padding:.2rem;border:1px solid var(--line);border-radius:.4rem;background:var(--sheet)}.completions[hidden]{display:none}
.completions li{display:flex;gap:.8rem;padding:.2rem .5rem;border-radius:.3rem;font:.85rem var(--mono);cursor:pointer}.completions small{color:var(--soft);font-family:var(--sans)}
.completions [aria-selected=true]{outline:2px solid currentColor;outline-offset:-2px}
.word{padding:.1rem .5rem;font:.8rem var(--mono);border-color:var(--line);color:var(--soft)}
.hint{color:var(--soft);font-size:.875rem}
.fault{color:var(--red);background:var(--red-wash);border-radius:8px;padding:.5rem .75rem}
.good{color:var(--green);background:var(--green-wash);border-radius:8px;padding:.5rem .75rem}
.warn{color:var(--amber);background:var(--amber-wash);border-radius:8px;padding:.5rem .75rem}
.bare main{max-width:24rem;margin:12vh auto 0;padding:1.5rem!important}
@media(max-width:52rem){.filter{grid-template-columns:repeat(2,minmax(0,1fr))}.filter .row{grid-column:1/-1}}
`;

const PARTS = `
.cards{list-style:none;margin:0;padding:0;display:grid;gap:1rem}
.card{background:var(--sheet);border:1px solid var(--line);border-left:4px solid var(--line);border-radius:12px;padding:1rem 1.25rem;box-shadow:var(--shadow);min-width:0}
.card.breaking{border-left-color:var(--red)}
.card.normal{border-left-color:var(--accent)}
.card h2{font:600 1.25rem/1.3 var(--serif);margin:.35rem 0}
.card h2 a{color:var(--ink);text-decoration:none}
.card h2 a:hover{text-decoration:underline;color:var(--accent)}
.meta{display:flex;flex-wrap:wrap;gap:.35rem .6rem;align-items:center;margin:0;font-size:.82rem;color:var(--soft)}
.chip{padding:.1rem .55rem;border-radius:99px;background:var(--wash);color:var(--accent);text-decoration:none;font-weight:500}
.place::before{content:"→ "}
.tag{padding:.1rem .5rem;border-radius:6px;font-weight:600;background:var(--paper);border:1px solid var(--line);color:var(--soft)}
.tag.breaking,.tag.bad{background:var(--red-wash);color:var(--red);border-color:transparent}
.tag.warn{background:var(--amber-wash);color:var(--amber);border-color:transparent;padding:.1rem .5rem}
.tag.ok{background:var(--green-wash);color:var(--green);border-color:transparent}
.state.sent{color:var(--green)}.state.parked{color:var(--red)}.state.pending,.state.sending{color:var(--amber)}
.dek{font-size:1.02rem;margin:.4rem 0}
.points{margin:.4rem 0;color:var(--ink)}
.points li{margin:.2rem 0}
.sources{list-style:none;padding:0;margin:.6rem 0 .3rem;display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;font-size:.88rem}
.cite{font-size:.8em;white-space:nowrap;color:var(--soft)}
.dim{color:var(--soft)}
details>summary{cursor:pointer;color:var(--soft);font-size:.88rem;width:max-content;max-width:100%}
details[open]>summary{color:var(--ink)}
.reasons{margin:.4rem 0;font-size:.9rem}
.snippet{color:var(--soft)}
.pager{display:flex;justify-content:center;margin:1.5rem 0}
.end{text-align:center;color:var(--soft);font-size:.88rem;margin:1.5rem 0}
.crumb{margin:0 0 .4rem;font-size:.9rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th{text-align:left;font-weight:600}thead th{color:var(--soft);font-size:.82rem}
tbody th a{text-decoration:none}tbody th a:hover{text-decoration:underline}
th,td{padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--line);vertical-align:top}
td.num,th.num{text-align:right;font-variant-numeric:tabular-nums}
tbody tr:last-child :is(td,th){border-bottom:0}
tbody th .dim{font-weight:400;font-size:.85rem}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:1rem;margin:1rem 0;padding:0;list-style:none}
.figures li{background:var(--sheet);border:1px solid var(--line);border-radius:12px;padding:.8rem 1rem}
.figures b{display:block;font:600 1.6rem/1.2 var(--serif)}
.figures span{color:var(--soft);font-size:.85rem}
.facet{list-style:none;padding:0;margin:.25rem 0 1rem;font-size:.92rem}.facet a[aria-current]{font-weight:700}
.acts{margin:.5rem 0}.acts button{padding:.25rem .7rem;font-size:.88rem}
.spark{display:block;width:8rem;height:1.8rem;fill:var(--accent)}
.chart{width:100%;height:auto;fill:var(--accent)}
.chart text{fill:var(--soft);font:8px var(--sans)}
.chart .base{stroke:var(--line)}
.chain{display:block;font:13px var(--sans);margin:.5rem 0}
.chain text{fill:var(--ink)}.chain .small{fill:var(--soft);font-size:11px}
.chain rect{fill:var(--sheet);stroke:var(--line)}.chain rect.first{stroke:var(--accent);stroke-width:2}
.chain path{fill:none;stroke:var(--soft);stroke-width:1.5}
.members{list-style:none;padding:0;margin:0}
.members>li{padding:.7rem 0;border-bottom:1px solid var(--line)}
.members>li:last-child{border:0}
.article{white-space:pre-line;font-family:var(--serif);font-size:1.02rem;max-width:44rem}
.here{background:var(--wash);box-shadow:0 0 0 3px var(--wash);border-radius:2px;border-bottom:2px solid var(--accent);scroll-margin:6rem}
.versus{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,16rem),1fr));gap:.75rem;margin:.75rem 0}
.versus>div{border:1px solid var(--line);border-radius:10px;padding:.75rem 1rem}
.versus b{font:600 1.3rem var(--serif);display:block}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.3rem 1rem;margin:.5rem 0}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
.diff{white-space:pre;overflow-x:auto}
.diff ins{background:var(--green-wash);color:var(--green);text-decoration:none;display:block}
.diff del{background:var(--red-wash);color:var(--red);text-decoration:none;display:block}
[aria-busy=true]{opacity:.55}
`;

export const STYLE = (FRAME + FORMS + PARTS + DRAWN).trim();
