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
  WHEN,
} from './openapi-parts.ts'
import { ALARM_OPERATIONS } from './openapi-alarms.ts'
import { DOSSIER_OPERATIONS } from './openapi-dossiers.ts'
import { HAZARD_OPERATIONS } from './openapi-hazards.ts'
import { KEY_OPERATIONS } from './openapi-keys.ts'
import { PEOPLE_OPERATIONS } from './openapi-people.ts'
import { REGISTER_OPERATIONS } from './openapi-registers.ts'
import { SHIFT_OPERATIONS } from './openapi-shifts.ts'
import { componentSchemas } from './openapi-schemas.ts'

const SAMPLE_LINE = '{"metric":"river.level","sensor":"ai-nghia","value":9.01}\n'

const postSamples = postOperation({
  id: 'postSamples',
  tag: 'samples',
  summary: 'Post samples',
  description:
    'Up to 20,000 samples and 2 MiB. Each is taken or refused by itself; what is taken is durable in the store when the answer comes. Only leaves are posted: totals of units that have parts, coverage, and what is counted of dossiers for units that report those, are computed.',
  body: 'Samples',
  line: { description: 'One sample of the schema Sample on each line', example: SAMPLE_LINE },
  taken: answer(
    'At least one sample was taken, or there was none; what was refused is listed',
    'IntakeAnswer',
  ),
  tooLarge: 'Over 2 MiB or 20,000 samples',
  refused: problem(
    'Every sample was refused, the body has the wrong shape, or the idempotency key belongs to another body',
    'SamplesProblem',
  ),
})

function readOperation(operationId: string, summary: string, schema: string) {
  return {
    operationId,
    tags: ['sites'],
    summary,
    description:
      'Open on loopback, in the demo and with WALL_ACCESS=open; otherwise with a read key or a session',
    security: [{}, { readKey: [] }, { session: [] }],
    parameters: [siteParameter],
    responses: {
      '200': answer(summary, schema),
      '400': problem('The path cannot be decoded'),
      ...KEYED,
      ...ANY_ROUTE,
    },
  }
}

function readParameters(...parameters: readonly object[]): { readonly parameters: object[] } {
  return { parameters: [siteParameter, ...parameters] }
}

const getHistory = {
  ...readOperation('getHistory', 'What a series was', 'History'),
  ...readParameters(
    pathParameter('metric', 'Id of a metric'),
    pathParameter('subject', 'Code of a unit (root = the whole site) or id of a sensor'),
    queryParameter('from', `${WHEN}; by default a day before \`to\``),
    queryParameter('to', `${WHEN}, not included; by default now`),
    queryParameter(
      'step',
      'As 10m, 1h, 1d, 1w or ISO 8601 (PT10M): least, greatest, last and count of the values in each step. Steps that divide a day, and whole days, begin at midnight of the site’s zone. Without it every sample exactly as it came, at most 10,000 in an answer',
    ),
    queryParameter('cursor', 'The `next` of the answer before, with the same `from` and `to`'),
  ),
}

const getReplay = {
  ...readOperation('getReplay', 'The state as it was known at a moment', 'Replay'),
  ...readParameters(queryParameter('at', WHEN, { required: true })),
}

function openOperation(
  operationId: string,
  summary: string,
  responses: Readonly<Record<string, object>>,
): object {
  return {
    operationId,
    tags: ['operations'],
    summary,
    security: [],
    responses: { ...responses, ...ANY_ROUTE },
  }
}

const PATHS = {
  ...PEOPLE_OPERATIONS,
  ...KEY_OPERATIONS,
  ...DOSSIER_OPERATIONS,
  ...REGISTER_OPERATIONS,
  ...ALARM_OPERATIONS,
  ...SHIFT_OPERATIONS,
  ...HAZARD_OPERATIONS,
  '/api/v1/sites': {
    get: {
      operationId: 'listSites',
      tags: ['sites'],
      summary: 'The sites that the caller may read',
      security: [{}, { readKey: [] }, { session: [] }],
      responses: { '200': answer('The sites', 'Sites'), ...ANY_ROUTE },
    },
  },
  '/api/v1/sites/{site}/samples': { post: postSamples },
  '/api/v1/sites/{site}/snapshot': {
    get: readOperation('getSnapshot', 'The current state, all of one version', 'Snapshot'),
  },
  '/api/v1/sites/{site}/series/{metric}/{subject}/history': {
    get: { ...getHistory, responses: { ...getHistory.responses, ...BAD_PARAMETER } },
  },
  '/api/v1/sites/{site}/replay': {
    get: {
      ...getReplay,
      responses: {
        ...getReplay.responses,
        ...BAD_PARAMETER,
        '410': problem('Nothing is kept that far back'),
      },
    },
  },
  '/api/v1/sites/{site}/screen': {
    get: readOperation('getScreen', 'What a wall draws beside the figures', 'Screen'),
  },
  '/api/v1/build': {
    get: openOperation('getBuild', 'The build that is running', {
      '200': answer('The build', 'Build'),
    }),
  },
  '/healthz': {
    get: openOperation('getHealth', 'The process answers', { '200': answer('It does', 'Health') }),
  },
  '/readyz': {
    get: openOperation('getReadiness', 'Feeds are loaded and the store was read lately', {
      '200': answer('Ready', 'Readiness'),
      '503': answer('Not ready, and why', 'Readiness'),
    }),
  },
  '/metrics': {
    get: openOperation('getMetrics', 'Prometheus text', {
      '200': { description: 'Metrics', content: { 'text/plain': { schema: { type: 'string' } } } },
    }),
  },
}

const TAGS = [
  'samples',
  'dossiers',
  'alarms',
  'shifts',
  'hazards',
  'sites',
  'people',
  'keys',
  'journal',
  'operations',
]

/** The OpenAPI 3.1 document of all routes. */
export function createOpenApi(version: string): object {
  const bearer = { type: 'http', scheme: 'bearer' }
  return {
    openapi: '3.1.0',
    info: {
      title: 'IOC Wall',
      version,
      description: 'Errors are RFC 9457 problem details. Times are ISO 8601 with a zone.',
    },
    servers: [{ url: '/' }],
    tags: TAGS.map((name) => ({ name })),
    paths: PATHS,
    components: {
      schemas: componentSchemas(),
      securitySchemes: {
        ingestKey: { ...bearer, description: 'A key of scope ingest of the site' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-iocwall',
          description: 'Of a person; `iocwall` on plain http from another machine',
        },
        officerKey: { ...bearer, description: 'A key of scope officer of the site' },
        readKey: { ...bearer, description: 'A key of scope read or officer of the site' },
      },
    },
  }
}
