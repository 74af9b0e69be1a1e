import { ALARM_COMMANDS, type AlarmCommandName } from '../../protocol/alarms.ts'
import { PASSWORD } from './people.ts'
import type { FieldKind, GoodBody } from './wrong-bodies.ts'
import { WRONG_QUERIES } from './wrong-places.ts'

export const SITE = 'dai-loc'
const NEXT_PASSWORD = 'trăng rằm trên núi chúa'
export const GRANT = { site: SITE, role: 'reporter', agency: 'Sở Y tế' } as const

/** Every route that reads a body; `:token` in a good body stands for a link that is in force. */
export const BODIED: readonly (readonly [
  route: string,
  good: GoodBody,
  kinds: Readonly<Record<string, FieldKind>>,
])[] = [
  ['POST /session', { user: 'thu', password: PASSWORD }, { user: 'text', password: 'text' }],
  ['POST /api/v1/session', { user: 'thu', password: PASSWORD }, { user: 'text', password: 'text' }],
  ['POST /session/confirm', { password: PASSWORD }, { password: 'text' }],
  ['POST /api/v1/session/confirm', { password: PASSWORD }, { password: 'text' }],
  ['POST /api/v1/invitations/look', { token: ':token' }, { token: 'text' }],
  [
    'POST /api/v1/invitations/accept',
    { token: ':token', password: NEXT_PASSWORD, user: 'x1', name: 'Nga' },
    { token: 'text', password: 'text', user: 'code', name: 'text' },
  ],
  [
    'POST /api/v1/account/password',
    { current: PASSWORD, next: NEXT_PASSWORD },
    { current: 'text', next: 'text' },
  ],
  [
    'POST /api/v1/people',
    { id: 'moi', name: 'Người mới', grants: [GRANT] },
    {
      ...{
        id: 'code',
        name: 'text',
        grants: 'list',
        'grants.0': 'object',
        'grants.0.site': 'code',
      },
      ...{ 'grants.0.role': 'code', 'grants.0.agency': 'text' },
    },
  ],
  [
    'PATCH /api/v1/people/nga',
    { name: 'Tên khác', grants: [GRANT], isDisabled: false },
    {
      ...{ name: 'text', isDisabled: 'flag', grants: 'list', 'grants.0.site': 'code' },
      ...{ 'grants.0.role': 'code', 'grants.0.agency': 'text' },
    },
  ],
  [
    `POST /api/v1/sites/${SITE}/keys`,
    { name: 'trạm đo', scope: 'ingest', limits: { metrics: ['river.level'] }, expiresAt: 4e12 },
    {
      ...{ name: 'text', scope: 'code', limits: 'object', 'limits.metrics': 'list' },
      ...{ 'limits.metrics.0': 'code', expiresAt: 'instant' },
    },
  ],
]

/** Those for officers, with the most bytes that they take. */
export const COMMANDED: readonly (readonly [
  route: string,
  good: GoodBody,
  kinds: Readonly<Record<string, FieldKind>>,
  mostBytes: number,
])[] = [
  [
    `POST /api/v1/sites/${SITE}/alarm-commands`,
    {
      command: 'assign',
      items: [{ id: 'none~none', occurrence: 1, severity: 'high' }],
      owner: 'Tổ trực 3',
    },
    {
      ...{ command: 'code', items: 'list', 'items.0': 'object', 'items.0.severity': 'code' },
      owner: 'text',
    },
    256 * 1_024,
  ],
  [
    `POST /api/v1/sites/${SITE}/announced`,
    { hazard: 'flood', level: 3, bulletinAt: '2025-01-01T00:00:00Z', source: 'Đài' },
    { hazard: 'code', source: 'text' },
    16 * 1_024,
  ],
  [
    `POST /api/v1/sites/${SITE}/readings`,
    { metric: 'river.level', sensor: 'ai-nghia', value: 6, at: '2025-01-01T00:00:00Z' },
    { metric: 'code', sensor: 'code' },
    16 * 1_024,
  ],
  [`POST /api/v1/sites/${SITE}/shifts`, { seen: '' }, {}, 64 * 1_024],
  [`POST /api/v1/sites/${SITE}/shifts/handover`, { note: 'đã gọi' }, {}, 64 * 1_024],
  [`POST /api/v1/sites/${SITE}/shifts/end`, { note: 'đã gọi' }, {}, 64 * 1_024],
]

/** What a command needs beside its occurrence. */
const WANTED: Readonly<Partial<Record<AlarmCommandName, GoodBody>>> = {
  shelve: { until: '2100-01-01T00:00:00Z' },
  comment: { comment: 'đã gọi' },
  assign: { owner: 'Tổ trực 3' },
}

/** Every route with parameters in its path, and parts that would be found there. */
export const PLACED: readonly (readonly [
  route: string,
  found: readonly string[],
  body: GoodBody | undefined,
])[] = [
  ['DELETE /api/v1/account/sessions/:0', ['none'], undefined],
  ['PATCH /api/v1/people/:0', ['nga'], { name: 'Tên khác' }],
  ['POST /api/v1/people/:0/invitation', ['nga'], {}],
  ['GET /api/v1/people/:0/sessions', ['nga'], undefined],
  ['DELETE /api/v1/people/:0/sessions', ['thu'], undefined],
  ['GET /api/v1/sites/:0/keys', [SITE], undefined],
  ['POST /api/v1/sites/:0/keys', [SITE], { name: 'trạm đo', scope: 'read' }],
  ['DELETE /api/v1/sites/:0/keys/:1', [SITE, 'none'], undefined],
  ['GET /api/v1/sites/:0/journal', [SITE], undefined],
  ['GET /api/v1/sites/:0/snapshot', [SITE], undefined],
  ['GET /api/v1/sites/:0/screen', [SITE], undefined],
  ['GET /api/v1/sites/:0/replay', [SITE], undefined],
  ['GET /api/v1/sites/:0/series/:1/:2/history', [SITE, 'river.level', 'ai-nghia'], undefined],
  ['POST /api/v1/sites/:0/samples', [SITE], { samples: [] }],
  ['POST /api/v1/sites/:0/dossiers', [SITE], { events: [] }],
  ['GET /api/v1/sites/:0/dossiers', [SITE], undefined],
  ['GET /api/v1/sites/:0/dossiers/heatmap', [SITE], undefined],
  ['GET /api/v1/sites/:0/dossiers/figures', [SITE], undefined],
  ['GET /api/v1/sites/:0/dossiers/by-code', [SITE], undefined],
  ['GET /api/v1/sites/:0/dossiers/mappings', [SITE], undefined],
  ['GET /api/v1/sites/:0/dossiers/:1', [SITE, 'none'], undefined],
  ['POST /api/v1/sites/:0/dossiers/register', [SITE], {}],
  ['GET /api/v1/sites/:0/alarms', [SITE], undefined],
  ['GET /api/v1/sites/:0/alarms/:1', [SITE, 'none'], undefined],
  ['GET /api/v1/sites/:0/alarms/:1/journal', [SITE, 'none'], undefined],
  ['GET /api/v1/sites/:0/alarm-journal', [SITE], undefined],
  ...ALARM_COMMANDS.map(
    (name) =>
      [
        `POST /api/v1/sites/:0/alarms/:1/${name}`,
        [SITE, 'none'],
        { occurrence: 1, ...WANTED[name] },
      ] as const,
  ),
  [
    'POST /api/v1/sites/:0/alarm-commands',
    [SITE],
    { command: 'acknowledge', items: [{ id: 'none', occurrence: 1 }] },
  ],
  ['GET /api/v1/sites/:0/alarm-kpis', [SITE], undefined],
  ['GET /api/v1/sites/:0/drill', [SITE], undefined],
  ['GET /api/v1/sites/:0/shifts', [SITE], undefined],
  ['GET /api/v1/sites/:0/shifts/:1', [SITE, '1'], undefined],
  ['POST /api/v1/sites/:0/shifts', [SITE], { seen: 'nobody-else' }],
  ['POST /api/v1/sites/:0/shifts/handover', [SITE], {}],
  ['POST /api/v1/sites/:0/shifts/keep', [SITE], {}],
  ['POST /api/v1/sites/:0/shifts/end', [SITE], {}],
  ['GET /api/v1/sites/:0/announced', [SITE], undefined],
  [
    'POST /api/v1/sites/:0/announced',
    [SITE],
    { hazard: 'flood', level: 3, bulletinAt: '2025-01-01T00:00:00Z' },
  ],
  ['GET /api/v1/sites/:0/readings', [SITE], undefined],
  ['GET /api/v1/sites/:0/readings/:1/:2', [SITE, 'river.level', 'ai-nghia'], undefined],
  [
    'POST /api/v1/sites/:0/readings',
    [SITE],
    { metric: 'river.level', sensor: 'ai-nghia', value: 6, at: '2025-01-01T00:00:00Z' },
  ],
  ['GET /media/:0/:1', [SITE, 'film.mp4'], undefined],
  ['GET /maps/:0', ['map.json'], undefined],
  ['GET /assets/:0', ['index.js'], undefined],
]

const INSTANTS = WRONG_QUERIES['instant'] ?? []
const COUNTS = WRONG_QUERIES['count'] ?? []
const JOURNAL = { from: INSTANTS, to: INSTANTS, limit: [...COUNTS, '201'], cursor: COUNTS }
/** Every route that reads parameters of the query: those of which most values mean nothing, and those of which any is one. */
export const QUERIED: readonly (readonly [
  path: string,
  wrong: Readonly<Record<string, readonly string[]>>,
  free: readonly string[],
])[] = [
  ['/api/v1/journal', { ...JOURNAL, format: WRONG_QUERIES['format'] ?? [] }, ['action', 'actor']],
  [
    `/api/v1/sites/${SITE}/journal`,
    { ...JOURNAL, format: WRONG_QUERIES['format'] ?? [] },
    ['action', 'actor'],
  ],
  [
    `/api/v1/sites/${SITE}/alarm-journal`,
    { ...JOURNAL, format: WRONG_QUERIES['format'] ?? [] },
    ['action', 'actor', 'alarm'],
  ],
  [`/api/v1/sites/${SITE}/alarm-kpis`, { from: INSTANTS, to: INSTANTS, unit: ['20506'] }, []],
  [
    `/api/v1/sites/${SITE}/alarms`,
    {
      ...{ limit: [...COUNTS, '501'], cursor: WRONG_QUERIES['cursor'] ?? [] },
      ...{ state: ['asleep', 'shelved,', 'SHELVED'], severity: ['deadly', 'high,'] },
      ...{ unit: ['nowhere'], sensor: ['none'], rule: ['none'], colour: ['red'] },
    },
    [],
  ],
  [
    `/api/v1/sites/${SITE}/series/river.level/ai-nghia/history`,
    {
      ...{ from: INSTANTS, to: INSTANTS, step: WRONG_QUERIES['step'] ?? [] },
      cursor: WRONG_QUERIES['cursor'] ?? [],
    },
    [],
  ],
  [`/api/v1/sites/${SITE}/replay`, { at: INSTANTS }, []],
  [`/api/v1/sites/${SITE}/dossiers/heatmap`, { at: INSTANTS }, []],
  [`/api/v1/sites/${SITE}/dossiers/figures`, { at: INSTANTS }, []],
]
