import type { DossierChannel } from '../../../protocol/dossiers.ts'
import type { WorkingCalendar } from '../calendar/working-calendar.ts'

/** What dossiers have in common that are counted together. */
export interface Group {
  /** Position of the unit among the site's units; -1 where the site has none of this code and date. */
  readonly unit: number
  readonly field: string
  readonly procedure: string | undefined
  readonly channel: DossierChannel | undefined
  readonly level: string | undefined
  /** Working hours before its due time at which a dossier is due soon. */
  readonly dueSoonHours: number
  readonly calendar: WorkingCalendar
  /** Position of the group's unit and field among all such pairs. */
  readonly pair: number
}

/** A unit and a field that dossiers have been reported of. */
export interface Pair {
  readonly unit: number
  readonly field: string
}

/** The groups there are, numbered as they come up. */
export class Groups {
  readonly all: Group[] = []
  readonly pairs: Pair[] = []
  readonly #numbers = new Map<string, number>()
  readonly #pairNumbers = new Map<string, number>()

  numberOf(group: Omit<Group, 'pair'>): number {
    const { unit, field, procedure, channel, level, dueSoonHours, calendar } = group
    // Codes are lines of text, so nothing in them can be taken for the end of one.
    const key = `${unit}\n${field}\n${procedure}\n${channel}\n${level}\n${dueSoonHours}\n${calendar.id}`
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const number = this.all.push({ ...group, pair: this.#pairOf(unit, field) }) - 1
    this.#numbers.set(key, number)
    return number
  }

  #pairOf(unit: number, field: string): number {
    const key = `${unit} ${field}`
    const known = this.#pairNumbers.get(key)
    if (known !== undefined) return known
    const number = this.pairs.push({ unit, field }) - 1
    this.#pairNumbers.set(key, number)
    return number
  }
}
