/** What happened, for the journal; its place in the chain and its time are added there. */
export interface Noted {
  readonly action: string
  readonly actor: {
    readonly kind: 'person' | 'key' | 'command-line' | 'server' | 'anonymous'
    readonly id?: string | undefined
    readonly name?: string | undefined
  }
  /** What it was done to: an id. */
  readonly subject?: string | undefined
  readonly site?: string | undefined
  readonly detail?: Readonly<Record<string, string | number | boolean>> | undefined
  readonly address?: string | undefined
}

/** Writes to a journal; done when it is durable. */
export type Note = (noted: Noted) => Promise<void>
