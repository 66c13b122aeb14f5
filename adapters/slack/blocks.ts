import type { types } from '@slack/bolt';

/** Text of ours or already escaped; `verbatim` keeps Slack from making links and mentions of it. */
export function section(text: string): types.SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

/** The same in small print, an element each. */
export function context(texts: readonly string[]): types.ContextBlock {
  return { type: 'context', elements: texts.map((text) => ({ type: 'mrkdwn', text, verbatim: true })) };
}
