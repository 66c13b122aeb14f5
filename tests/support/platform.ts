import type { Messenger } from '../../src/deliver/messenger.js';
import type { Outcome } from '../../src/domain/alert.js';
import type { Message } from '../../src/domain/message.js';

/** What goes wrong with one call. `die`: the process is killed, and the call comes back to nobody. */
export type PlatformFault =
  | { readonly kind: 'lost' | 'die'; readonly kept: boolean }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'refused'; readonly what: 'message' | 'place' };

export interface Stored {
  readonly key: string;
  /** The message that it answers. */
  readonly under: string | null;
  text: string;
  readonly at: Date;
}

export interface PlatformOptions {
  readonly now: () => Date;
  /** What is posted is seen by a look so much later. */
  readonly lagMs: number;
  /** Answers a repeated key with the first post for so long, and says so for a third of it; 0: never. */
  readonly repeatWindowMs: number;
  /** At most one post in so long. */
  readonly restMs: number;
}

/** A place on a made-up platform, behind the port, on a clock of the test's. */
export interface Platform {
  readonly messenger: Messenger;
  readonly posts: Stored[];
  /** Posts that came sooner after the one before than the platform allows. */
  tooSoon(): number;
  /** The next calls of `send` and `update` go wrong so, `null` being none. */
  plan(faults: readonly (PlatformFault | null)[]): void;
  /** Looks fail until told otherwise. */
  blind: boolean;
  /** Resolves when a call has killed its process. */
  death(): Promise<void>;
}

const SETTLE_MS = 30_000;

export function buildPlatform({ now, lagMs, repeatWindowMs, restMs }: PlatformOptions): Platform {
  const posts: Stored[] = [];
  let faults: (PlatformFault | null)[] = [];
  let tooSoon = 0;
  let die = () => {};
  let dead = new Promise<void>((resolve) => (die = resolve));

  async function call(keep: () => string): Promise<Outcome> {
    const fault = faults.shift() ?? null;
    if (fault === null) return { kind: 'sent', ref: keep(), restMs };
    if (fault.kind === 'wait')
      return { kind: 'wait', until: new Date(now().getTime() + fault.seconds * 1_000), reason: 'throttled' };
    if (fault.kind === 'refused') return { kind: 'refused', what: fault.what, reason: 'refused' };
    if (fault.kept) keep();
    if (fault.kind === 'lost') return { kind: 'uncertain', reason: 'the reply was lost' };
    die();
    dead = new Promise<void>((resolve) => (die = resolve));
    return new Promise<Outcome>(() => {});
  }

  function keep(key: string, text: string, under: string | null = null): string {
    const known = posts.find((post) => post.key === key && age(post) < repeatWindowMs);
    if (known) return known.key;
    const last = posts.at(-1);
    if (last && age(last) < restMs) tooSoon += 1;
    posts.push({ key, under, text, at: now() });
    return key;
  }

  const age = (post: Stored) => now().getTime() - post.at.getTime();

  const platform: Platform = {
    messenger: {
      send: (message, key) => call(() => keep(key, textOf(message))),
      update: (ref, message) =>
        call(() => {
          for (const post of posts) if (post.key === ref) post.text = textOf(message);
          return ref;
        }),
      reply: (ref, message, key) => call(() => keep(key, textOf(message), ref)),
      find: async (key, { firstAt, lastAt, now: at }) => {
        const repeatableUntil = new Date(firstAt.getTime() + repeatWindowMs / 3);
        const isRepeatable = at < repeatableUntil;
        if (platform.blind && !isRepeatable)
          return { kind: 'unknown', until: new Date(at.getTime() + 30_000), reason: 'no scope' };
        if (posts.some((post) => post.key === key && age(post) >= lagMs)) return { kind: 'found', ref: key };
        const settlesAt = new Date(lastAt.getTime() + SETTLE_MS);
        return { kind: 'unseen', settlesAt, repeatableUntil: isRepeatable ? repeatableUntil : null };
      },
    },
    posts,
    tooSoon: () => tooSoon,
    plan: (planned) => {
      faults = [...planned];
    },
    blind: false,
    death: () => dead,
  };
  return platform;
}

function textOf(message: Message): string {
  switch (message.kind) {
    case 'alert':
      return [message.briefing.headline, message.standing].filter(Boolean).join(' · ');
    case 'notice':
      return `${message.title} ${message.text}`;
    case 'update':
      return `${message.title}: ${message.lines.map(({ text }) => text).join(' / ')}`;
    case 'digest':
      return [message.title, message.summary, ...message.entries.map(({ headline }) => headline)].join('\n');
  }
}
