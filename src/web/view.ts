import type { Context } from 'hono';
import type { HttpBindings } from '@hono/node-server';
import type { Desk } from './desk.js';

/** What is known of a request to the page. */
export interface View {
  readonly desk: Desk;
  /** Leads from the page to the first one: `./` or `../../`. Works behind a proxy that cuts a path off, and one that does not. */
  readonly root: string;
  /** Stands in each form; a page of a stranger's can't know it. */
  readonly csrf: string;
  /** Who has signed in; null where nobody has to. */
  readonly who: string | null;
  /** Lets a program read our feeds by their address; nothing else. */
  readonly feedKey: string;
  readonly now: Date;
}

export interface Env {
  Bindings: HttpBindings;
  Variables: { view: View };
}

export type Ctx = Context<Env>;

/** A whole number among the settings of an address; `unless` where there is none. */
export function numberAsked(
  context: Ctx,
  name: string,
  { unless, least, most }: { unless: number; least: number; most: number },
): number {
  const asked = Number.parseInt(context.req.query(name) ?? '', 10);
  return Number.isNaN(asked) ? unless : Math.min(most, Math.max(least, asked));
}

/** From a path to the first page. */
export function rootOf(path: string): string {
  const depth = path.split('/').length - 2;
  return depth <= 0 ? './' : '../'.repeat(depth);
}
