import {
  DOSSIER_CHANNELS,
  DOSSIER_CLASSES,
  GROUPINGS,
  HEATMAP_COLUMNS,
  HEATMAP_MEASURES,
  HEATMAP_ROWS,
} from '../../../protocol/dossiers.ts'
import {
  answer,
  ANY_ROUTE,
  BAD_PARAMETER,
  KEYED,
  pathParameter,
  postOperation,
  problem,
  queryParameter,
  siteParameter,
  textHeader,
  WHEN,
} from './openapi-parts.ts'

const EVENT_LINE =
  '{"id":"1","type":"received","dossier":"H17-251027-0001","unit":"20500","field":"dat-dai","at":"2025-10-27T08:10:00+07:00","limit":{"workingDays":10}}\n'

const postDossiers = postOperation({
  id: 'postDossiers',
  tag: 'dossiers',
  summary: 'Post events of dossiers',
  description:
    'Up to 5,000 events and 2 MiB, in any order, as often as you like: an event is known by its id within its dossier, and a higher `revision` replaces it. Each is taken or refused by itself; what is taken is durable when the answer comes. An event that contradicts the others of its dossier, e.g. a second extension, is kept without effect and named. `reportedUntil` says that everything up to then has been reported, of `units` or of all: without it a unit counts as reported whenever an event of it comes. Figures of the site that count dossiers are no longer taken as samples for units that are reported here. Keys that are limited to units bring dossiers of these only.',
  body: 'DossierEvents',
  line: { description: 'One event of the schema DossierEvent on each line', example: EVENT_LINE },
  taken: answer('At least one event was taken, or there was none', 'DossierIntakeAnswer'),
  tooLarge: 'Over 2 MiB or 5,000 events',
  refused: problem(
    'Every event was refused, the body has the wrong shape, or the idempotency key belongs to another body',
    'DossiersProblem',
  ),
})

function wordParameter(name: string, words: readonly string[], description: string): object {
  return queryParameter(name, description, { schema: { type: 'string', enum: [...words] } })
}

function numberParameter(name: string, least: number, most: number, description: string): object {
  const schema = { type: 'integer', minimum: least, maximum: most }
  return queryParameter(name, description, { schema })
}

const NOT_STATED = 'empty = not stated'
const PLACE_FILTERS = [
  queryParameter('unit', 'Code of a unit, with all below it; root = the whole site'),
  queryParameter('field', 'Code of a field'),
]
const FILTERS = [
  ...PLACE_FILTERS,
  queryParameter('procedure', `Code of a procedure; ${NOT_STATED}`),
  wordParameter('channel', [...DOSSIER_CHANNELS, ''], `How it was handed in; ${NOT_STATED}`),
  queryParameter('level', `Level of the online service; ${NOT_STATED}`),
]
const AT = queryParameter(
  'at',
  `${WHEN}: how things stood then, by everything that is known now; by default now`,
)
const CACHED = {
  '304': {
    description: 'The same as the answer of this ETag; walls may ask every few seconds',
    headers: { ETag: textHeader },
  },
  ...BAD_PARAMETER,
  '404': problem('No such site, or it takes no dossiers'),
  '503': problem('Not everything has been read yet, or the store does not answer', 'Problem', {
    'Retry-After': textHeader,
  }),
}

function read(
  id: string,
  summary: string,
  schema: string,
  parameters: readonly object[],
  responses: object,
): object {
  return {
    operationId: id,
    tags: ['dossiers'],
    summary,
    description:
      'Of the site and of the sites that report to it. Open on loopback, in the demo and with WALL_ACCESS=open; otherwise with a read key or a session. Codes only, never names of people.',
    security: [{}, { readKey: [] }, { session: [] }],
    parameters: [siteParameter, ...parameters],
    responses: { '200': answer(summary, schema), ...KEYED, ...responses, ...ANY_ROUTE },
  }
}

const getHeatmap = read(
  'getDossierHeatmap',
  'A matrix of dossiers',
  'DossierHeatmap',
  [
    wordParameter('rows', HEATMAP_ROWS, 'By default unit'),
    wordParameter('columns', HEATMAP_COLUMNS, 'By default field; weekday goes with rows=hour'),
    wordParameter('measure', HEATMAP_MEASURES, 'By default overdue; with weekday received'),
    AT,
    numberParameter('days', 1, 366, 'Days up to the moment; by default 10, with weekday 90'),
    numberParameter('ahead', 0, 60, 'Days to come, if nothing moves; without `at` only'),
    ...FILTERS,
  ],
  CACHED,
)

const getFigures = read(
  'getDossierFigures',
  'Figures of dossiers, all together and by a grouping',
  'DossierFigures',
  [wordParameter('by', GROUPINGS, 'By default unit'), AT, ...FILTERS],
  CACHED,
)

const listDossiers = read(
  'listDossiers',
  'Open dossiers of now, soonest due first',
  'DossierList',
  [
    queryParameter('class', `One or more of ${DOSSIER_CLASSES.join(', ')}, with commas between`),
    ...FILTERS,
    numberParameter('limit', 1, 200, 'By default 50'),
    queryParameter('cursor', 'The `next` of the answer before, with the same filters'),
  ],
  CACHED,
)

const DETAIL = 'One dossier, its events and how its clock runs, in words'
const FOUND = {
  ...BAD_PARAMETER,
  '404': problem('No such site, it takes no dossiers, or none of this code was received'),
}

export const DOSSIER_OPERATIONS = {
  '/api/v1/sites/{site}/dossiers': { get: listDossiers, post: postDossiers },
  '/api/v1/sites/{site}/dossiers/heatmap': { get: getHeatmap },
  '/api/v1/sites/{site}/dossiers/figures': { get: getFigures },
  '/api/v1/sites/{site}/dossiers/by-code': {
    get: read(
      'getDossierByCode',
      `${DETAIL}; for every code`,
      'DossierDetail',
      [queryParameter('code', 'Code of a dossier', { required: true })],
      FOUND,
    ),
  },
  '/api/v1/sites/{site}/dossiers/{code}': {
    get: read(
      'getDossier',
      `${DETAIL}; for codes that can stand in a path and are none of those above`,
      'DossierDetail',
      [pathParameter('code', 'Code of a dossier, percent-encoded')],
      FOUND,
    ),
  },
}
