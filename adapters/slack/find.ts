import type { webApi } from '@slack/bolt';
import type { Attempts } from '../../src/deliver/messenger.js';
import { markerBlockId, METADATA_EVENT } from './render.js';

type Message = NonNullable<webApi.ConversationsHistoryResponse['messages']>[number];

/**
 * The `ts` of the message marked `key` in `channel`; null when it is nowhere. A reply is looked for in its thread
 * alone. Reads the channel's history of the time of the attempts, and the threads that were written in since: those
 * under messages of ours up to `THREAD_PAGES` pages older as well, since replies are not in a channel's history.
 * Throws what the API call throws.
 */
export async function findMarked(
  client: webApi.WebClient,
  channel: string,
  key: string,
  { firstAt, lastAt, under }: Attempts,
): Promise<string | null> {
  const oldest = slackTime(firstAt.getTime() - CLOCK_MS);
  const root = under?.split('/')[1];
  if (root !== undefined) return findInThread(client, channel, key, { ts: root, oldest });
  const latest = slackTime(lastAt.getTime() + CLOCK_MS);
  const threads: string[] = [];
  const look = async (range: Range, pages: number) => {
    for await (const messages of historyPages(client, channel, range, pages)) {
      const found = messages.find((message) => isMarked(message, key));
      if (found?.ts) return found.ts;
      threads.push(...messages.flatMap((message) => threadSince(message, oldest)));
    }
    return null;
  };
  const posted = await look({ oldest, latest }, MAX_PAGES);
  if (posted !== null) return posted;
  await look({ latest: oldest }, THREAD_PAGES);
  for (const ts of threads) {
    const reply = await findInThread(client, channel, key, { ts, oldest });
    if (reply !== null) return reply;
  }
  return null;
}

interface Range {
  readonly oldest?: string;
  readonly latest?: string;
}

/** So much may Slack's clock and ours differ, with the time that a request is under way. */
const CLOCK_MS = 600_000;
const PAGE = 200;
const THREAD_PAGES = 5;
/** A bound against a server that never ends its pages. */
const MAX_PAGES = 1000;

function slackTime(ms: number): string {
  return (ms / 1000).toFixed(6);
}

async function* historyPages(
  client: webApi.WebClient,
  channel: string,
  range: Range,
  pages: number,
): AsyncGenerator<Message[]> {
  let cursor: string | undefined;
  for (let page = 0; page < pages; page++) {
    const history = await client.conversations.history({
      channel,
      ...range,
      cursor,
      limit: PAGE,
      include_all_metadata: true,
    });
    yield history.messages ?? [];
    cursor = history.response_metadata?.next_cursor || undefined;
    if (cursor === undefined) return;
  }
}

/** We reply under messages of ours only. */
function threadSince(message: Message, oldest: string): string[] {
  const written =
    (message.reply_count ?? 0) > 0 && Number(message.latest_reply ?? Infinity) >= Number(oldest);
  return written && isOurs(message) && message.ts ? [message.ts] : [];
}

async function findInThread(
  client: webApi.WebClient,
  channel: string,
  key: string,
  thread: { ts: string; oldest: string },
): Promise<string | null> {
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const replies = await client.conversations.replies({
      channel,
      ...thread,
      cursor,
      limit: PAGE,
      include_all_metadata: true,
    });
    const found = replies.messages?.find((message) => isMarked(message, key));
    if (found?.ts) return found.ts;
    cursor = replies.response_metadata?.next_cursor || undefined;
    if (cursor === undefined) break;
  }
  return null;
}

/** What of a message of history or of a thread tells whose it is. */
interface Marked {
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: object };
  readonly blocks?: readonly { readonly block_id?: string }[];
}

function isMarked({ metadata, blocks }: Marked, key: string): boolean {
  const payload = metadata?.event_type === METADATA_EVENT ? metadata.event_payload : undefined;
  if (payload && 'delivery_id' in payload && payload.delivery_id === key) return true;
  return blocks?.some((block) => block.block_id === markerBlockId(key)) ?? false;
}

function isOurs({ metadata, blocks }: Marked): boolean {
  if (metadata?.event_type === METADATA_EVENT) return true;
  return blocks?.some((block) => block.block_id?.startsWith(markerBlockId(''))) ?? false;
}
