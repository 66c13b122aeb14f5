import { z } from 'zod';
import type { ModelSettings } from '../domain/model.js';
import type { Environment } from './environment.js';
import type { Fault, YamlFile } from './read-yaml.js';
import { isPlain, setting, text, webAddressThat } from './values.js';

/** A language model that rewords briefings. */
export const model = z
  .strictObject(
    {
      endpoint: webAddressThat(
        isPlain,
        'must have no user name, query or fragment: write https://api.example.com/v1 and key: $NAME',
      ).describe('An OpenAI-compatible API with its version, hosted or your own: http://127.0.0.1:11434/v1.'),
      model: text('the name of the model, as the endpoint knows it'),
      key: setting('the key of the endpoint, such as $MODEL_KEY').optional(),
      dailyTokens: z
        .int({ error: 'must be a whole number of tokens' })
        .min(1_000, { error: 'must be at least 1000' })
        .max(1_000_000_000, { error: 'must be at most 1000000000' })
        .default(200_000)
        .describe('Tokens a day (UTC), asked and answered; then briefings keep their own words.'),
    },
    { error: 'must have endpoint: https://… and model: its name' },
  )
  .optional()
  .describe('A language model that rewords briefings, checked against their sources; left out, none does.');

export interface ReadModel {
  /** Null when there is none, or when it is off. */
  readonly settings: ModelSettings | null;
  readonly secrets: readonly string[];
  readonly setAside: readonly Fault[];
  readonly faults: readonly Fault[];
}

/** The language model of the main file. Without its key it is off, and briefings keep their sources' own words. */
export function readModel(
  main: YamlFile<{ readonly model?: z.output<typeof model> }>,
  env: Environment,
): ReadModel {
  const none: ReadModel = { settings: null, secrets: [], setAside: [], faults: [] };
  const written = main.value.model;
  if (written === undefined) return none;
  const endpoint = written.endpoint.replace(/\/+$/, '');
  if (written.key === undefined) return { ...none, settings: { ...written, endpoint, key: null } };
  const key = env.resolve(written.key);
  if (!key.ok) return { ...none, setAside: [main.at(['model', 'key'], `the model is off: ${key.reason}`)] };
  if (!isPrivate(new URL(endpoint))) {
    const message = 'model.endpoint: http would show the key to everybody on the way: write https://';
    return { ...none, faults: [main.at(['model', 'endpoint'], message)] };
  }
  return { ...none, settings: { ...written, endpoint, key: key.value }, secrets: [key.value] };
}

/** Whether a key may be sent there: encrypted, or within this machine or network. */
function isPrivate({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || NEAR.test(hostname) || !/[.:]/.test(hostname);
}

const NEAR =
  /^(?:localhost|.*\.(?:local|internal|lan|home\.arpa)|127(?:\.\d+){3}|10(?:\.\d+){3}|192\.168(?:\.\d+){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d+){2}|\[::1\]|\[f[cd][0-9a-f]{2}:.*\])$/i;
