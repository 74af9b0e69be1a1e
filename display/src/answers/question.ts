import type * as z from 'zod/mini'

/** What a panel asks of the server, again and again. Equal paths ask for the same. */
export interface Question<Value> {
  /** Below `/api/v1/sites/<site>`, with its query. */
  readonly path: string
  readonly schema: z.ZodMiniType<Value>
}
