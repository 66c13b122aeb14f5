import { describe, expect, test } from 'vitest';
import { writeBriefing } from '../../src/brief/brief.js';
import { storyChange } from '../../src/brief/story-change.js';
import type { Item } from '../../src/domain/item.js';
import { item, PORT_STRIKE } from './stories.js';

const brief = (items: Item[], roles = new Map<number, 'copy'>()) =>
  writeBriefing({ storyId: 7, items, matches: [], roles });

const change = (before: Item[], after: Item[], roles?: Map<number, 'copy'>) =>
  storyChange(brief(before), brief(after, roles));

const later = (fields: Partial<Item>) =>
  item({ id: 2, publisher: 'Haven Daily', publishedAt: new Date('2026-03-02T12:00:00Z'), ...fields });

describe('between two briefings on one story', () => {
  test('nothing has changed when nothing is new', () => {
    expect(change([PORT_STRIKE], [PORT_STRIKE])).toEqual({
      kind: 'none',
      sources: [],
      facts: [],
      disputes: [],
    });
  });

  test('a reprint is no change', () => {
    const copy = later({ ...PORT_STRIKE, id: 2, publisher: 'Copy Shop' });
    expect(change([PORT_STRIKE], [PORT_STRIKE, copy], new Map([[2, 'copy']])).kind).toBe('none');
  });

  test('a reprint that corrects the text is a correction, and no second origin', () => {
    const fixed = later({
      ...PORT_STRIKE,
      id: 2,
      title: `CORRECTED: ${PORT_STRIKE.title}`,
      publisher: 'Copy Shop',
    });
    const roles = new Map([[2, 'copy' as const]]);
    expect(change([PORT_STRIKE], [PORT_STRIKE, fixed], roles)).toMatchObject({
      kind: 'correction',
      sources: [{ publisher: 'Copy Shop', mark: 'correction' }],
    });
    expect(brief([PORT_STRIKE, fixed], roles).counts).toEqual({ origins: 1, items: 2, copies: 0 });
  });

  test('another paper that says no more is a source', () => {
    const other = later({ title: 'Port workers strike in Rotterdam', body: 'Port workers are on strike.' });
    expect(change([PORT_STRIKE], [PORT_STRIKE, other])).toMatchObject({
      kind: 'source',
      sources: [{ publisher: 'Haven Daily' }],
      facts: [],
    });
  });

  test('a sentence with a new name, date or figure is a fact', () => {
    const other = later({
      title: 'Court hears case on port strike',
      body: 'Judges in Leiden are expected to hear a request by shipper Koopman on 14 March. A ruling could follow by 20 March.',
    });
    const made = change([PORT_STRIKE], [PORT_STRIKE, other]);
    expect(made.kind).toBe('fact');
    expect(made.facts[0]?.text).toContain('14 March');
  });

  test.each([
    ['CORRECTED-Port workers in Rotterdam strike', 'correction'],
    ['更正：鹿特丹港口工人罢工', 'correction'],
    ['WITHDRAWN: Port workers in Rotterdam strike', 'retraction'],
    ['撤回：鹿特丹港口工人罢工', 'retraction'],
  ])('%s is a %s', (title, kind) => {
    expect(
      change([PORT_STRIKE], [PORT_STRIKE, later({ title, body: 'Port workers are on strike.' })]).kind,
    ).toBe(kind);
  });

  test('an article that is corrected at its source is a correction', () => {
    const corrected = { ...PORT_STRIKE, title: `CORRECTION: ${PORT_STRIKE.title}` };
    expect(change([PORT_STRIKE], [corrected])).toMatchObject({ kind: 'correction' });
  });

  test('a figure that another paper gives differently is a dispute', () => {
    const body =
      'About 2,500 port workers in Rotterdam began a strike on Tuesday over a plan to automate two container terminals, the FNV union said.';
    const made = change([PORT_STRIKE], [PORT_STRIKE, later({ title: 'Rotterdam strike begins', body })]);
    expect(made).toMatchObject({ kind: 'dispute', disputes: [{ kind: 'count' }] });
  });

  test('what a text without any source says is no fact', () => {
    const body =
      'The port of Vlissingen was closed on Date, it is said. Judges in Leiden will decide by 20 March.';
    expect(change([PORT_STRIKE], [PORT_STRIKE, later({ title: 'Strike', body })]).facts).toEqual([]);
  });
});
