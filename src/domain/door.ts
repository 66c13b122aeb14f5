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
