/** An answer, or the words for the person at the keyboard. */
export type Answer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string }

/** Where the words go. */
export interface Output {
  readonly out: (text: string) => void
  readonly error: (text: string) => void
}

/** Exit code of what was understood and not done. */
export const REFUSED = 1

export type End = (exitCode: number) => void
