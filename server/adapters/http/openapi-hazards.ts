import { AnnouncedAnswerSchema } from '../../../protocol/announced.ts'
import {
  EnteredReadingsSchema,
  GaugeFactsSchema,
  ReadingAnswerSchema,
} from '../../../protocol/readings.ts'
import { AnnounceBody } from './announced-routes.ts'
import { operation } from './openapi-operation.ts'
import { answer, pathParameter, problem, siteParameter } from './openapi-parts.ts'
import { ReadingBody } from './reading-routes.ts'

export const HAZARD_SCHEMAS = {
  Announced: AnnouncedAnswerSchema,
  Announcement: AnnounceBody,
  EnteredReadings: EnteredReadingsSchema,
  GaugeFacts: GaugeFactsSchema,
  Reading: ReadingBody,
  ReadingAnswer: ReadingAnswerSchema,
}

const STORE_PROBLEM = {
  '503': problem('The store does not answer'),
}

export const HAZARD_OPERATIONS = {
  '/api/v1/sites/{site}/announced': {
    get: {
      ...operation({
        id: 'listAnnounced',
        tag: 'hazards',
        summary: 'Levels of disaster risk that authorities have announced',
        description: 'Open where walls are; never worked out from figures. The highest first.',
        parameters: [siteParameter],
        responses: { '200': answer('What holds', 'Announced') },
      }),
      security: [{}, { readKey: [] }, { session: [] }],
    },
    post: operation({
      id: 'enterAnnounced',
      tag: 'hazards',
      summary: 'Enter a bulletin',
      description:
        'For officers who are signed in. One level holds for each hazard; level 0 takes it back. The journal says who and when.',
      body: 'Announcement',
      parameters: [siteParameter],
      responses: {
        '200': answer('What holds now', 'Announced'),
        '409': problem('A later bulletin on this hazard holds'),
        '422': problem('The body has the wrong shape, or the bulletin is of a time to come'),
        ...STORE_PROBLEM,
      },
    }),
  },
  '/api/v1/sites/{site}/readings': {
    get: operation({
      id: 'listReadings',
      tag: 'hazards',
      summary: 'The last readings that people have entered',
      parameters: [siteParameter],
      responses: { '200': answer('At most 20, the newest first', 'EnteredReadings') },
    }),
    post: operation({
      id: 'enterReading',
      tag: 'hazards',
      summary: 'Enter a reading of a gauge',
      description:
        'For officers, and for reporters of the agency that answers for the figure. What lies far off the readings before it is taken as uncertain. The journal says who and when.',
      body: 'Reading',
      parameters: [siteParameter],
      responses: {
        '200': answer('Taken, and durable', 'ReadingAnswer'),
        '422': problem('The body has the wrong shape, or the reading cannot be; `reason` says why'),
        ...STORE_PROBLEM,
        '507': problem('The store is full'),
      },
    }),
  },
  '/api/v1/sites/{site}/readings/{metric}/{sensor}': {
    get: operation({
      id: 'getGauge',
      tag: 'hazards',
      summary: 'What is known of a gauge before it is read',
      parameters: [
        siteParameter,
        pathParameter('metric', 'Id of a metric'),
        pathParameter('sensor', 'Id of a sensor'),
      ],
      responses: {
        '200': answer('Its range, last reading, what is expected and what is wrong', 'GaugeFacts'),
        '404': problem('There is no such gauge'),
      },
    }),
  },
}
