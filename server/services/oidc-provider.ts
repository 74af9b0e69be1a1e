/** What is kept between asking a provider and its answer; each is random and used once. */
export interface OidcSecrets {
  readonly state: string
  readonly nonce: string
  /** Of PKCE. */
  readonly verifier: string
}

export interface OidcQuestion extends OidcSecrets {
  /** Registered with the provider. */
  readonly redirectUri: string
  /** The person must prove anew who it is, whatever the provider remembers. */
  readonly isConfirmation: boolean
}

/** What a provider says of somebody. */
export interface OidcIdentity {
  readonly subject: string
  readonly claims: Readonly<Record<string, unknown>>
  /** When the person last proved to the provider who it is, ms since 1970; absent where it does not tell. */
  readonly provenAt: number | undefined
}

export type OidcRefusal = {
  readonly ok: false
  readonly reason: 'cancelled' | 'unreachable' | 'refused'
  /** For the log. */
  readonly detail: string
}

/** The organisation's sign-in service, by OpenID Connect. Nothing of it is needed while nobody signs in. */
export interface OidcProvider {
  /** Where to send the browser. */
  readonly ask: (
    question: OidcQuestion,
  ) => Promise<{ readonly ok: true; readonly url: string } | OidcRefusal>
  /** Takes the answer that the browser brought back in its query. */
  readonly take: (
    query: string,
    question: OidcQuestion,
  ) => Promise<{ readonly ok: true; readonly identity: OidcIdentity } | OidcRefusal>
}
