/** A language model that may say the sentences of briefings in other words. */
export interface ModelSettings {
  /** An OpenAI-compatible API, with its version: https://api.example.com/v1. Without a slash at the end. */
  readonly endpoint: string;
  readonly model: string;
  readonly key: string | null;
  /** Tokens a day (UTC), asked and answered, of all processes on one store. */
  readonly dailyTokens: number;
}
