import { createHash } from 'node:crypto';
import { type Draft, readWordings, type Rewriter, type Rewriting } from '../../src/brief/rewriter.js';
import type { ModelSettings } from '../../src/domain/model.js';
import { createBreaker } from './breaker.js';
import { createClient, LIMITS, type Limits, type Reply } from './client.js';
import { estimate, PROMPT_VERSION, readJson } from './prompt.js';

export interface ModelContext {
  readonly now: () => Date;
  readonly limits?: Limits;
}

/** Any OpenAI-compatible endpoint. Nothing is asked before the first briefing. */
export function openModel(settings: ModelSettings, { now, limits = LIMITS }: ModelContext): Rewriter {
  const client = createClient(settings, limits);
  const breaker = createBreaker(now);
  const id = [settings.endpoint, settings.model, PROMPT_VERSION].join('\n');
  return {
    name: settings.model,
    id: createHash('sha256').update(id).digest('base64url'),
    estimate,
    async rewrite(draft, signal) {
      const reason = breaker.whyOpen();
      if (reason !== null) return { kind: 'unavailable', reason, tokens: 0 };
      const rewriting = read(await client.ask(draft, signal), draft);
      if (!signal.aborted) breaker.note(rewriting.kind === 'unavailable' ? rewriting.reason : null);
      return rewriting;
    },
  };
}

function read(reply: Reply, draft: Draft): Rewriting {
  const { tokens } = reply;
  if (reply.kind !== 'answered') return { kind: 'unavailable', reason: reply.reason, tokens };
  const useless = (reason: string): Rewriting => ({ kind: 'useless', reason, tokens });
  if (reply.refusal !== null) return useless(`refused: ${reply.refusal.slice(0, 120)}`);
  const wordings = readWordings(readJson(reply.content));
  if (wordings === null) return useless('the answer is not the JSON that was asked for');
  const known = wordings.filter(({ id }) => id >= 1 && id <= draft.sentences.length);
  return known.length === 0
    ? useless('the answer holds no sentence')
    : { kind: 'reworded', wordings: known, tokens };
}
