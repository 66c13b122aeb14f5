export interface DiscordSettings {
  /** As the configuration names the account. */
  readonly id?: string;
  /** The bot token. */
  readonly token: string;
  /** Id of the one server whose channels may be named, and that gets the commands; absent = any server. */
  readonly guild?: string;
  /** REST base URL without its version when it is not Discord's own: a proxy or a test server. */
  readonly api?: string;
}

/** As discord.js takes it; empty for Discord's own. */
export function baseUrl({ api }: DiscordSettings): { readonly api?: string } {
  return api === undefined ? {} : { api: api.replace(/\/+$/, '') };
}
