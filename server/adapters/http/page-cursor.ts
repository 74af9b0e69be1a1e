import type { z } from 'zod/mini'

const MAX_LENGTH = 1_024

/** The place of the next page as text that means nothing to others. */
export function cursorOf(place: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url')
}

/** What `cursorOf` was given; `undefined` for any other text. */
export function readCursor<Place>(cursor: string, schema: z.ZodMiniType<Place>): Place | undefined {
  if (cursor.length > MAX_LENGTH || !/^[\w-]+$/.test(cursor)) return undefined
  try {
    return schema.safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString())).data
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
