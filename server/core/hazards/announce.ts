import {
  MOST_RISK_LEVEL,
  NATURAL_HAZARDS,
  NO_RISK_LEVEL,
  type AnnouncedLevel,
} from '../../../protocol/announced.ts'
import { z } from 'zod'

/** A level as it is entered; 0 takes the announcement back. */
export type Announcement = AnnouncedLevel

export type AnnounceOutcome =
  | { readonly ok: true; readonly announced: readonly AnnouncedLevel[] }
  /** A later bulletin on this hazard holds already. */
  | { readonly ok: false; readonly reason: 'older-bulletin'; readonly held: AnnouncedLevel }
  /** The bulletin is of a time to come. */
  | { readonly ok: false; readonly reason: 'in-the-future' }

/** Clocks of people and offices differ by so much. */
const FUTURE_LIMIT_MS = 5 * 60_000

/** What holds after an announcement at a site time (ms): one level for each hazard, the highest first. The same list where nothing changed. */
export function announce(
  held: readonly AnnouncedLevel[],
  announcement: Announcement,
  now: number,
): AnnounceOutcome {
  const { hazard, level, bulletinAt, source } = announcement
  if (bulletinAt > now + FUTURE_LIMIT_MS) return { ok: false, reason: 'in-the-future' }
  const before = held.find((one) => one.hazard === hazard)
  if (before !== undefined && before.bulletinAt > bulletinAt) {
    return { ok: false, reason: 'older-bulletin', held: before }
  }
  const isSame =
    before === undefined
      ? level === NO_RISK_LEVEL
      : before.level === level && before.bulletinAt === bulletinAt && before.source === source
  if (isSame) return { ok: true, announced: held }
  const others = held.filter((one) => one.hazard !== hazard)
  const announced = level === NO_RISK_LEVEL ? others : [...others, announcement]
  return { ok: true, announced: announced.toSorted(highestFirst) }
}

function highestFirst(a: AnnouncedLevel, b: AnnouncedLevel): number {
  return b.level - a.level || b.bulletinAt - a.bulletinAt
}

const announcedDocument: z.ZodType<readonly AnnouncedLevel[]> = z.array(
  z.strictObject({
    hazard: z.enum(NATURAL_HAZARDS),
    level: z.int().min(1).max(MOST_RISK_LEVEL),
    bulletinAt: z.int(),
    source: z.string().optional(),
  }),
)

/** Reads what was kept; throws where it is none of ours. */
export function parseAnnounced(value: unknown): readonly AnnouncedLevel[] {
  return announcedDocument.parse(value)
}
