import { html, type Html } from './html.js';

/** Bars of one colour, the last one today. Told in words as well. */
export function sparkline(perDay: readonly number[], what: string): Html {
  const most = Math.max(1, ...perDay);
  const total = perDay.reduce((sum, n) => sum + n, 0);
  const bars = perDay.map((n, i) => {
    const height = n === 0 ? 1 : 3 + (n / most) * 23;
    return html`<rect x="${i * 4}" y="${28 - height}" width="3" height="${height}" rx="1"${n === 0 ? html` opacity=".3"` : ''}/>`;
  });
  return html`<svg class="spark" viewBox="0 0 ${perDay.length * 4} 28" role="img" aria-label="${total} ${what} in ${perDay.length} days">${bars}</svg>`;
}

/** Wider, with the largest value and the first and last label. */
export function barChart(
  bars: readonly { readonly label: string; readonly value: number }[],
  unit: string,
): Html {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  const step = 700 / Math.max(1, bars.length);
  const drawn = bars.map(({ label, value }, i) => {
    const height = value <= 0 ? 0 : Math.max(2, (value / most) * 80);
    return html`<rect x="${i * step + 1}" y="${94 - height}" width="${Math.max(1, step - 3)}" height="${height}" rx="2"><title>${label}: ${value} ${unit}</title></rect>`;
  });
  const told = bars.map(({ label, value }) => `${label}: ${value} ${unit}`).join(', ');
  return html`<svg class="chart" viewBox="0 0 700 112" role="img" aria-label="${told}"><path class="base" d="M0 94.5H700"/>${drawn}<text x="0" y="9">${most} ${unit}</text><text x="0" y="108">${bars[0]?.label ?? ''}</text><text x="700" y="108" text-anchor="end">${bars.at(-1)?.label ?? ''}</text></svg>`;
}
