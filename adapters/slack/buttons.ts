import type { types } from '@slack/bolt';
import type { Button } from '../../src/domain/action.js';
import { plain } from './escape.js';

/** The action ids of our buttons begin with these; what follows tells them apart within a message. */
export const ACT = 'ww_act_';
export const OPEN = 'ww_form_';

const MAX_BUTTONS = 5;

/** Buttons as a block; none when there are none. Their values are ids alone. */
export function buttonBlocks(buttons: readonly Button[]): types.ActionsBlock[] {
  const elements = buttons.slice(0, MAX_BUTTONS).map(element);
  return elements.length === 0 ? [] : [{ type: 'actions', elements }];
}

function element(button: Button, index: number): types.Button {
  const [prefix, name] = button.kind === 'act' ? [ACT, button.action] : [OPEN, button.form];
  return {
    type: 'button',
    action_id: `${prefix}${index}`,
    text: { type: 'plain_text', text: plain(button.label, 75) || '…' },
    value: `${name} ${button.subject ?? ''}`.trimEnd(),
  };
}

/** What a button says that was pressed: its name and its subject, null for none. */
export function readButton(value: string | undefined): {
  readonly name: string;
  readonly subject: string | null;
} {
  const [name = '', subject = ''] = (value ?? '').split(' ');
  return { name, subject: subject === '' ? null : subject };
}
