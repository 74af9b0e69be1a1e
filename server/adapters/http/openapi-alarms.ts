import { ALARM_REFUSALS } from '../../../protocol/alarm-answers.ts'
import {
  ALARM_COMMANDS,
  ALARM_STATES,
  SEVERITIES,
  type AlarmCommandName,
} from '../../../protocol/alarms.ts'
import { journalAnswers, journalQuery } from './openapi-keys.ts'
import {
  answer,
  ANY_ROUTE,
  BAD_PARAMETER,
  idempotencyParameter,
  jsonBody,
  KEYED,
  pathParameter,
  problem,
  queryParameter,
  siteParameter,
  textHeader,
  WHEN,
} from './openapi-parts.ts'

const alarmParameter = pathParameter('id', 'Id of an alarm, such as water-high~ai-nghia')

const UNKNOWN_SO_FAR = problem(
  'Not everything has been read yet, or the store does not answer',
  'Problem',
  { 'Retry-After': textHeader },
)

function read(
  id: string,
  summary: string,
  schema: string,
  parameters: readonly object[],
  responses: object,
): object {
  return {
    operationId: id,
    tags: ['alarms'],
    summary,
    description:
      'Open on loopback, in the demo and with WALL_ACCESS=open; otherwise with a read key or a session',
    security: [{}, { readKey: [] }, { session: [] }],
    parameters: [siteParameter, ...parameters],
    responses: {
      '200': answer(summary, schema),
      ...KEYED,
      ...BAD_PARAMETER,
      '503': UNKNOWN_SO_FAR,
      ...responses,
      ...ANY_ROUTE,
    },
  }
}

function words(name: string, of: readonly string[]): object {
  return queryParameter(name, `One or more of ${of.join(', ')}, with commas between`)
}

const listAlarms = read(
  'listAlarms',
  'Alarms that are open, hidden or out of service: the worst first, of these what is not acknowledged, of these the oldest',
  'AlarmList',
  [
    words(
      'state',
      ALARM_STATES.filter((state) => state !== 'normal'),
    ),
    words('severity', SEVERITIES),
    queryParameter('unit', 'Only alarms of this unit itself; root = the whole site'),
    queryParameter('sensor', 'Only alarms of this sensor'),
    queryParameter('rule', 'Only alarms of this rule'),
    queryParameter('limit', 'By default 100', {
      schema: { type: 'integer', minimum: 1, maximum: 500 },
    }),
    queryParameter('cursor', 'The `next` of the answer before, with the same filters'),
  ],
  {
    '304': {
      description: 'The same as the answer of this ETag, but for the time',
      headers: { ETag: textHeader },
    },
  },
)

const NO_SUCH_ALARM = { '404': problem('No such site, or nothing was ever raised under this id') }

const journalOf = (id: string, summary: string, parameters: readonly object[], more: object) => ({
  operationId: id,
  tags: ['alarms'],
  summary,
  description:
    'For officers, editors and administrators, and with an officer key. Times of entries are those of the server’s clock, `detail.time` is site time.',
  security: [{ officerKey: [] }, { session: [] }],
  parameters: [siteParameter, ...parameters, ...journalQuery],
  responses: { ...KEYED, ...journalAnswers, ...more, ...ANY_ROUTE },
})

interface Command {
  readonly id: string
  readonly summary: string
  readonly description: string
  readonly parameters: readonly object[]
  readonly body: string
  readonly responses: object
}

function command({ id, summary, description, parameters, body, responses }: Command): object {
  return {
    operationId: id,
    tags: ['alarms'],
    summary,
    description: `For officers, and with an officer key. ${description}`,
    security: [{ officerKey: [] }, { session: [] }],
    parameters: [siteParameter, ...parameters, idempotencyParameter],
    requestBody: jsonBody(body),
    responses: {
      ...KEYED,
      '400': problem('Not JSON, not UTF-8, or no Idempotency-Key of this form'),
      '413': problem('The body is too large'),
      '415': problem('Not application/json'),
      '422': problem(
        'The body has the wrong shape, `field` says where; or the idempotency key belongs to another command',
      ),
      '503': problem(
        'outcome-unknown: it may have taken effect, ask again with the `idempotencyKey` that the problem names; store-unavailable: it had none',
        'AlarmProblem',
        { 'Retry-After': textHeader },
      ),
      '507': problem('The store is full; it had no effect', 'AlarmProblem'),
      ...responses,
      ...ANY_ROUTE,
    },
  }
}

const SUMMARIES: Readonly<Record<AlarmCommandName, string>> = {
  acknowledge: 'Acknowledge an occurrence',
  unacknowledge: 'Take an acknowledgement back',
  reset: 'Let go of what is latched, acknowledged and over',
  shelve: 'Hide an alarm until a time',
  unshelve: 'End a shelf',
  'out-of-service': 'Take an alarm out of service',
  'return-to-service': 'Put an alarm back into service',
  comment: 'Comment on an occurrence',
  assign: 'Say who takes care of an occurrence',
}

function commandOperation(name: AlarmCommandName): object {
  return command({
    id: `alarm-${name}`.replace(/-(\w)/g, (_dash, letter: string) => letter.toUpperCase()),
    summary: SUMMARIES[name],
    description: 'It acts on the occurrence that it names, as it was looked at, and on no other.',
    parameters: [alarmParameter],
    body: 'AlarmCommand',
    responses: {
      '200': answer('Done, and durable', 'AlarmCommandAnswer'),
      '404': problem('No such site, alarm or occurrence', 'AlarmProblem'),
      '409': problem(
        'The alarm is not as it was looked at: `reason`, `by` whom and when, and the alarm as it is now',
        'AlarmProblem',
      ),
    },
  })
}

const commandAlarms = command({
  id: 'commandAlarms',
  summary: 'One command for up to 500 alarms',
  description: `Each is an entry of the journal and has its effect or not by itself; \`reason\` is one of ${ALARM_REFUSALS.join(', ')}. With the same Idempotency-Key what was done is not done twice.`,
  parameters: [],
  body: 'AlarmCommands',
  responses: { '200': answer('What became of each, in their order', 'AlarmResults') },
})

const ALARM = '/api/v1/sites/{site}/alarms/{id}'

export const ALARM_OPERATIONS = {
  '/api/v1/sites/{site}/alarms': { get: listAlarms },
  [ALARM]: {
    get: read(
      'getAlarm',
      'An alarm with what is open of it',
      'AlarmAnswer',
      [alarmParameter],
      NO_SUCH_ALARM,
    ),
  },
  ...Object.fromEntries(
    ALARM_COMMANDS.map((name) => [`${ALARM}/${name}`, { post: commandOperation(name) }]),
  ),
  '/api/v1/sites/{site}/alarm-kpis': {
    get: read(
      'getAlarmKpis',
      'How good the alarms are and how they are answered (EEMUA 191, ISA-18.2); by default of the last day',
      'AlarmKpis',
      [
        queryParameter('from', `${WHEN}, site time; at most 31 days before to`),
        queryParameter('to', `${WHEN}, site time`),
      ],
      {},
    ),
  },
  '/api/v1/sites/{site}/alarm-commands': { post: commandAlarms },
  [`${ALARM}/journal`]: {
    get: journalOf(
      'readJournalOfAlarm',
      'What happened to an alarm',
      [alarmParameter],
      NO_SUCH_ALARM,
    ),
  },
  '/api/v1/sites/{site}/alarm-journal': {
    get: journalOf(
      'readAlarmJournal',
      'What happened to the alarms of a site',
      [queryParameter('alarm', 'Only this alarm, though there be nothing else of it any more')],
      {},
    ),
  },
}
