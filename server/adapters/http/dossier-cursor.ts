import * as z from 'zod/mini'
import { CodeSchema } from '../../../protocol/dossiers.ts'
import type { ListPlace } from '../../core/dossiers/list.ts'

/** Due time, null = none, and code of the last dossier of a page. */
const PlaceSchema = z.tuple([z.nullable(z.number()), CodeSchema])
const MAX_LENGTH = 512

/** The place of the next page as text that means nothing to others. */
export function cursorOfPlace({ due, code }: ListPlace): string {
  const text = JSON.stringify([due === Infinity ? null : due, code])
  return Buffer.from(text).toString('base64url')
}

export function placeOfCursor(cursor: string): ListPlace | undefined {
  if (cursor.length > MAX_LENGTH || !/^[\w-]+$/.test(cursor)) return undefined
  try {
    const read = PlaceSchema.safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
    if (!read.success) return undefined
    const [due, code] = read.data
    return { due: due ?? Infinity, code }
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
