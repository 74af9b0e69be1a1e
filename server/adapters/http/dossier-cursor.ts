import * as z from 'zod/mini'
import { CodeSchema } from '../../../protocol/dossiers.ts'
import type { ListPlace } from '../../core/dossiers/list.ts'
import { cursorOf, readCursor } from './page-cursor.ts'

/** Due time, null = none, and code of the last dossier of a page. */
const PlaceSchema = z.tuple([z.nullable(z.number()), CodeSchema])

export function cursorOfPlace({ due, code }: ListPlace): string {
  return cursorOf([due === Infinity ? null : due, code])
}

export function placeOfCursor(cursor: string): ListPlace | undefined {
  const place = readCursor(cursor, PlaceSchema)
  return place && { due: place[0] ?? Infinity, code: place[1] }
}
