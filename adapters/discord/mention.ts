/** Whom Discord may call for a message: nobody but these. */
export interface Allowed {
  readonly parse: readonly [];
  readonly users?: readonly string[];
  readonly roles?: readonly string[];
}

const USER = /^\d{17,20}$/;
const ROLE = /^&\d{17,20}$/;
const MOST = 10;

/** Users by their ids, roles by theirs after an `&`, as the operator has named them; anything else is left out. */
export function allowed(ids: readonly string[]): Allowed {
  const named = ids.slice(0, MOST);
  const users = named.filter((id) => USER.test(id));
  const roles = named.filter((id) => ROLE.test(id)).map((id) => id.slice(1));
  return { parse: [], ...(users.length > 0 && { users }), ...(roles.length > 0 && { roles }) };
}

/** A line that calls them. */
export function calls(ids: readonly string[]): string {
  const { users = [], roles = [] } = allowed(ids);
  const all = [...users.map((id) => `<@${id}>`), ...roles.map((id) => `<@&${id}>`)];
  return all.length === 0 ? '' : `${all.join(' ')}\n`;
}
