import type { webApi } from '@slack/bolt';
import type { Destination } from '../../src/domain/destination.js';
import { DIRECT } from '../../src/lookup/inbox.js';
import type { Checked } from '../account.js';
import { checkClock } from '../check-clock.js';
import type { FindChannel } from './channels.js';
import { MANIFEST, MANIFEST_LINK } from './manifest.js';
import { codeOf, explain, GET_APP_TOKEN, outcomeOf } from './outcome.js';

export interface Checking {
  readonly client: () => Promise<webApi.WebClient>;
  readonly findChannel: FindChannel;
  readonly appToken: string | null;
  readonly api: string | undefined;
  readonly now: () => Date;
}

/** Said whether it is needed or not: a new version may ask for new scopes. */
const APP: Checked = { what: `the app, filled in: ${MANIFEST_LINK}`, todo: null };

/** What the calls of this adapter need. */
const SCOPES = MANIFEST.oauth_config.scopes.bot;

/** Looks at the tokens, the scopes and each channel; posts nothing. */
export async function checkSlack(
  { client, findChannel, appToken, api = 'https://slack.com/api/', now }: Checking,
  destinations: readonly Destination[],
): Promise<Checked[]> {
  const slack = await client();
  let team: string;
  try {
    const { team: name, response_metadata: about } = await slack.auth.test();
    team = name ?? 'Slack';
    const granted = about?.scopes;
    const missing = granted ? SCOPES.filter((scope) => !granted.includes(scope)) : [];
    const scopes: Checked =
      missing.length === 0
        ? { what: `bot token of ${team}, with its scopes`, todo: null }
        : {
            what: `bot token of ${team}: without ${missing.join(', ')}`,
            todo: explain('missing_scope'),
          };
    const commands = appToken === null ? [] : [await checkAppToken(slack, appToken)];
    const places = destinations.map((destination) => checkChannel(slack, findChannel, destination));
    const clock = await checkClock(new URL('api.test', api).href, now);
    return [APP, scopes, ...commands, ...clock, ...(await Promise.all(places))];
  } catch (error) {
    return [{ what: 'bot token', todo: reasonOf(error) }];
  }
}

async function checkAppToken(slack: webApi.WebClient, token: string): Promise<Checked> {
  const what = 'app token, for /wirewatch';
  try {
    await slack.apiCall('apps.connections.open', { token });
    return { what, todo: null };
  } catch (error) {
    const code = codeOf(error);
    return { what, todo: code === null ? reasonOf(error) : `${GET_APP_TOKEN} (${code})` };
  }
}

async function checkChannel(
  slack: webApi.WebClient,
  findChannel: FindChannel,
  { id, channel: named }: Destination,
): Promise<Checked> {
  const what = `${id}: channel ${named}`;
  try {
    const channel = await findChannel(named);
    if (channel === null) return { what, todo: explain('channel_not_found') };
    // They are open now; to ask about them takes a scope that nothing else needs.
    if (DIRECT.test(named)) return { what: `${id}: direct messages to ${named}`, todo: null };
    const { channel: found } = await slack.conversations.info({ channel });
    if (found?.is_archived) return { what, todo: explain('is_archived') };
    return { what, todo: found?.is_member ? null : explain('not_in_channel') };
  } catch (error) {
    return { what, todo: reasonOf(error) };
  }
}

/** Without its end the time to wait means nothing here. */
const reasonOf = (error: unknown) => outcomeOf(error, new Date(0)).reason;
