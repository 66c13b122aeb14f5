/** A request that a platform makes of us over HTTP; nothing in it is trusted before its signature is. */
export interface DoorRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface DoorReply {
  readonly status: number;
  /** JSON where it begins so, else text. */
  readonly body: string;
}

/** Answers within three seconds; work goes on after. */
export type Door = (request: DoorRequest) => Promise<DoorReply>;

/** Where WebSub hubs come in; a token is the last part of the address that one was given. */
export interface HubDoor {
  /** What to echo to a hub that asks whether we meant it; empty when there is nothing to echo, null when we did not. */
  verify(token: string, query: Readonly<Record<string, string>>): Promise<string | null>;
  /** Whether anything is expected under this token. */
  expects(token: string): Promise<boolean>;
  pushed(
    token: string,
    headers: Readonly<Record<string, string>>,
    body: Uint8Array,
  ): Promise<'taken' | 'busy' | 'gone'>;
}
