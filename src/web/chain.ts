import type { Citation } from '../domain/briefing.js';
import { html, type Html } from './html.js';

/** Who has it from whom, as a small picture: agencies and papers on the left, those who repeat them on the right. */

interface Node {
  readonly name: string;
  note: string;
  column: number;
  row: number;
}

interface Chain {
  readonly nodes: readonly Node[];
  readonly edges: readonly (readonly [Node, Node])[];
  readonly columns: number;
  readonly rows: number;
}

const SOURCES = 8;
const COPIES = 4;
const COLUMNS = 4;
const BOX = { width: 190, height: 40, gapX: 60, gapY: 14, pad: 6 };

/** Empty where nobody has it from somebody else. */
export function chain(sources: readonly Citation[]): Html {
  const { nodes, edges, columns, rows } = layOut(sources.slice(0, SOURCES));
  if (edges.length === 0) return '';
  const width = columns * (BOX.width + BOX.gapX) - BOX.gapX + BOX.pad * 2;
  const height = rows * (BOX.height + BOX.gapY) - BOX.gapY + BOX.pad * 2;
  const told = edges.map(([from, to]) => `${to.name} has it from ${from.name}`).join('; ');
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Who has it from whom"><svg class="chain" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${told}">
${edges.map(edge)}${nodes.map(box)}</svg></div>`;
}

function layOut(sources: readonly Citation[]): Chain {
  const nodes = new Map<string, Node>();
  const edges: (readonly [Node, Node])[] = [];
  const place = (name: string, note = ''): Node => {
    const node = nodes.get(name) ?? { name, note, column: 0, row: 0 };
    nodes.set(name, node);
    return node;
  };
  const join = (from: Node, to: Node) => {
    if (from !== to && !edges.some(([a, b]) => (a === from && b === to) || (a === to && b === from)))
      edges.push([from, to]);
  };
  for (const { publisher, origin, via, copies } of sources) {
    const told = [origin, via, publisher].filter((name) => name !== null).map((name) => place(name));
    told.slice(1).forEach((to, i) => join(told[i] ?? to, to));
    const own = place(publisher);
    for (const copy of copies.publishers.slice(0, COPIES)) join(own, place(copy, 'reprint'));
    const more = copies.count - Math.min(copies.publishers.length, COPIES);
    if (more > 0) join(own, place(`${more} more`, 'reprints'));
  }
  return arrange([...nodes.values()], edges);
}

/** Each one right of those that it has its news from; nobody goes further than the picture is wide. */
function arrange(nodes: readonly Node[], edges: Chain['edges']): Chain {
  for (let turn = 0; turn < COLUMNS; turn++) {
    for (const [from, to] of edges) to.column = Math.min(COLUMNS - 1, Math.max(to.column, from.column + 1));
  }
  const filled: number[] = [];
  for (const node of nodes) {
    node.row = filled[node.column] ?? 0;
    filled[node.column] = node.row + 1;
  }
  const columns = Math.max(...nodes.map(({ column }) => column), 0) + 1;
  return { nodes, edges, columns, rows: Math.max(1, ...filled.filter(Boolean)) };
}

const x = ({ column }: Node) => BOX.pad + column * (BOX.width + BOX.gapX);
const y = ({ row }: Node) => BOX.pad + row * (BOX.height + BOX.gapY);

function edge([from, to]: readonly [Node, Node]): Html {
  const [x1, y1] = [x(from) + BOX.width, y(from) + BOX.height / 2];
  const [x2, y2] = [x(to), y(to) + BOX.height / 2];
  const bend = Math.max(BOX.gapX / 2, (x2 - x1) / 2);
  return html`<path d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2 - 6} ${y2}"/><path class="tip" d="M${x2 - 7} ${y2 - 4}L${x2 - 1} ${y2}L${x2 - 7} ${y2 + 4}"/>`;
}

function box(node: Node): Html {
  const [left, top] = [x(node), y(node)];
  const middle = node.note === '' ? top + 25 : top + 18;
  return html`<rect x="${left}" y="${top}" width="${BOX.width}" height="${BOX.height}" rx="8" class="${node.column === 0 ? 'first' : ''}"/><text x="${left + 12}" y="${middle}">${short(node.name)}</text>${node.note === '' ? '' : html`<text class="small" x="${left + 12}" y="${top + 33}">${node.note}</text>`}`;
}

/** Wide characters take twice the room. */
function short(name: string): string {
  let room = 24;
  let shown = '';
  for (const letter of name) {
    room -= (letter.codePointAt(0) ?? 0) > 0x2e80 ? 2 : 1;
    if (room < 0) return `${shown.trimEnd()}…`;
    shown += letter;
  }
  return shown;
}
