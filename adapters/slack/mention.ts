/** A person, a group of people, or those of the channel: `U0123`, `S0123`, `here`, `channel`. */
const CALLED = /^(?:[UW][A-Z0-9]{2,20}|S[A-Z0-9]{2,20}|here|channel)$/;
const MOST = 10;

/** Whom the operator has named, as Slack calls them; what is no id of Slack's is left out. */
export function calls(ids: readonly string[]): string {
  return ids
    .filter((id) => CALLED.test(id))
    .slice(0, MOST)
    .map((id) => `${call(id)} `)
    .join('');
}

function call(id: string): string {
  if (id === 'here' || id === 'channel') return `<!${id}>`;
  return id.startsWith('S') ? `<!subteam^${id}>` : `<@${id}>`;
}
