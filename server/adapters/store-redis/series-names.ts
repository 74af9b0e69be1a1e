import type { SeriesName } from '../../../protocol/schema.ts'

/** A series' name as Redis keeps it. */
export function packName(name: SeriesName): string {
  return JSON.stringify([name.metric, name.subject.kind, name.subject.id])
}

/** Inverse of `packName`; throws on anything else. */
export function unpackName(text: string): SeriesName {
  const parts: unknown = JSON.parse(text)
  if (Array.isArray(parts)) {
    const [metric, kind, id]: readonly unknown[] = parts
    const isSubject = kind === 'unit' || kind === 'sensor'
    if (typeof metric === 'string' && isSubject && typeof id === 'string') {
      return { metric, subject: { kind, id } }
    }
  }
  throw new Error(`the stored series name ${text} is damaged`)
}
