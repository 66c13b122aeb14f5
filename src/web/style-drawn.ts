/** How messages look where they are posted: near enough that one knows what the others see. */
export const DRAWN = `
.drawn{border-radius:8px;padding:.6rem .9rem;font:15px/1.46 Lato,"Helvetica Neue","Liberation Sans",Arial,sans-serif;margin:.5rem 0;min-width:0;overflow-wrap:anywhere}
.drawn p{margin:.15rem 0}
.drawn .block{margin:.45rem 0}
.drawn .heading{font-weight:700;font-size:1.1em}
.drawn .item{padding-left:1.1em;text-indent:-.8em}
.drawn .item::before{content:"•";display:inline-block;width:.8em;text-indent:0}
.drawn .quote{border-left:4px solid #ddd;padding-left:.7em}
.drawn .keys{display:flex;flex-wrap:wrap;gap:.5rem;margin:.5rem 0 .2rem}
.drawn .key{padding:.2rem .75rem;border-radius:8px;font-weight:700;font-size:.87em;border:1px solid}
.slack{background:#fff;color:#1d1c1d;border:1px solid #dddddd}
.slack a{color:#0b5394}
.slack .small{font-size:13px;color:#5e5d60}
.slack .key{border-color:#c6c6c6}
.discord{background:#2b2d31;color:#e4e6ea;border:1px solid #1f2023;border-left:4px solid var(--edge,#5865f2)}
.discord a{color:#4cb8ff}
.discord .small{font-size:13px;color:#b9bcc4}
.discord .quote{border-color:#4e5058}
.discord hr{border-color:#4a4c52}
.discord .key{background:#4e5058;border-color:#4e5058;color:#fff;font-weight:500;border-radius:6px}
@media(prefers-color-scheme:dark){.slack{background:#1a1d21;color:#d1d2d3;border-color:#35373b}.slack a{color:#5eb8f2}.slack .small{color:#ababad}.slack .key{border-color:#797c81}}
`;
