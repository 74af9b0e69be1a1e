import type { DossierEvent, DossierReceived } from '../../protocol/dossiers.ts'
import type { DossierBook } from '../core/dossiers/book.ts'
import { emptyBook } from '../core/dossiers/empty-book.ts'
import type { DossierRules, Site } from '../core/sites/site.ts'
import { buildCalendar } from './build-calendar.ts'
import { buildSite, buildUnit } from './build-site.ts'

/** One for all: its tables are made once. */
const calendar = buildCalendar()

/** Words and clock of a small one-stop shop: land apart, three procedures, the test calendar. */
export function buildDossierRules(overrides: Partial<DossierRules> = {}): DossierRules {
  const text = (vi: string) => ({ vi, en: vi })
  const field = (code: string, alias: string, isApart = false) => ({
    code,
    aliases: [alias],
    name: text(code),
    shortName: text(code),
    isApart,
  })
  return {
    calendar,
    fields: [field('civil-status', 'HT'), field('land', 'DAT', true), field('construction', 'XD')],
    procedures: [
      {
        code: 'birth',
        aliases: ['Đăng ký khai sinh'],
        name: text('Khai sinh'),
        field: 'civil-status',
        level: 'full',
        limit: { unit: 'working-days', count: 1 },
      },
      {
        code: 'transfer',
        aliases: [],
        name: text('Biến động'),
        field: 'land',
        limit: { unit: 'working-days', count: 10 },
      },
    ],
    levels: [
      { code: 'full', name: text('Mức độ 4'), validity: { to: '2022-07-31' } },
      { code: 'full', name: text('Toàn trình'), validity: { from: '2022-08-01' } },
    ],
    dueSoon: [
      { limitFromWorkingDays: 0, hours: 16 },
      { limitFromWorkingDays: 5, hours: 24 },
    ],
    extensionNoticeDays: 1,
    ...overrides,
  }
}

/** A site of the communes `a`, `b`, and `c`, which became `b` on 2025-07-01. */
export function buildDossierSite(overrides: Partial<Site> = {}): Site {
  return buildSite({
    units: [
      { code: 'root', name: { vi: 'Root', en: 'Root' }, kind: 'area', validity: {} },
      buildUnit('a'),
      buildUnit('b'),
      buildUnit('c', { validity: { to: '2025-06-30' }, successors: ['b'] }),
    ],
    dossiers: buildDossierRules(),
    ...overrides,
  })
}

export function buildBook(now: number, site = buildDossierSite()): DossierBook {
  const rules = site.dossiers
  if (!rules) throw new Error('the site takes no dossiers')
  return emptyBook(site, rules, now)
}

/** An instant in Vietnam, e.g. `2025-10-20 07:30`. */
export function at(local: string): number {
  return Date.parse(`${local.replace(' ', 'T')}:00+07:00`)
}

export function received(
  local: string,
  overrides: Partial<Omit<DossierReceived, 'type'>> = {},
): DossierReceived {
  return {
    id: 'received',
    dossier: 'D1',
    type: 'received',
    at: at(local),
    unit: 'a',
    field: 'land',
    limit: { workingDays: 10 },
    ...overrides,
  }
}

/** An event of D1 named after its type. */
export function step(
  type: Exclude<DossierEvent['type'], 'received'>,
  local: string,
  overrides: Partial<Omit<DossierEvent, 'type'>> & {
    readonly due?: number
    readonly limit?: DossierReceived['limit']
    readonly apologyAt?: number
  } = {},
): DossierEvent {
  return { id: type, dossier: 'D1', type, at: at(local), ...overrides } as DossierEvent
}
