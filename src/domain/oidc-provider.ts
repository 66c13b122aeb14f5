/** An OpenID Connect provider, as it knows us, and who of those it knows may come in. */
export interface OidcProvider {
  /** Its address, where `/.well-known/openid-configuration` is. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** `ann@example.org`, all of `@example.org`, or a subject as `sub:1234`. */
  readonly allow: readonly string[];
}
