import type { webApi } from '@slack/bolt';
import { markerBlockId, METADATA_EVENT } from './render.js';

type Message = NonNullable<webApi.ConversationsHistoryResponse['messages']>[number];

/**
 * The `ts` of the message marked `key` in `channel`, first tried at `since`; null when it is nowhere. Reads
 * the channel from then on, and the threads that were written in since then: those of messages up to
 * `THREAD_PAGES` pages older as well, since replies are not in a channel's history. Throws what the API
 * call throws.
 */
export async function findMarked(
  client: webApi.WebClient,
  channel: string,
  key: string,
  since: Date,
): Promise<string | null> {
  const oldest = String((since.getTime() - SLACK_CLOCK_MS) / 1000);
  const roots: string[] = [];
  const look = async (range: Range, pages: number) => {
    for await (const messages of historyPages(client, channel, range, pages)) {
      const found = messages.find((message) => isMarked(message, key));
      if (found?.ts) return found.ts;
      roots.push(...messages.filter((message) => hasRepliesSince(message, oldest)).map(({ ts }) => ts ?? ''));
    }
    return null;
  };
  const recent = await look({ oldest }, MAX_PAGES);
  if (recent !== null) return recent;
  await look({ latest: oldest }, THREAD_PAGES);
  return findInThreads(client, channel, key, { oldest, roots });
}

interface Range {
  readonly oldest?: string;
  readonly latest?: string;
}

/** Their clock and ours may differ by so much. */
const SLACK_CLOCK_MS = 120_000;
const PAGE = 200;
const THREAD_PAGES = 5;
/** 200,000 messages; a bound against a server that never ends its pages. */
const MAX_PAGES = 1000;

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

function hasRepliesSince(message: Message, oldest: string): boolean {
  return (message.reply_count ?? 0) > 0 && Number(message.latest_reply ?? Infinity) >= Number(oldest);
}

async function findInThreads(
  client: webApi.WebClient,
  channel: string,
  key: string,
  { oldest, roots }: { oldest: string; roots: readonly string[] },
): Promise<string | null> {
  for (const root of roots) {
    const found = await findInThread(client, channel, key, { ts: root, oldest });
    if (found !== null) return found;
  }
  return null;
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
