import { CONFIRMED, NO_CONTENT, operation } from './openapi-operation.ts'
import { answer, pathParameter, problem, queryParameter, siteParameter } from './openapi-parts.ts'

const KEY_PATHS = {
  '/api/v1/sites/{site}/keys': {
    get: operation({
      id: 'listKeys',
      tag: 'keys',
      summary: 'The keys of a site, never their text',
      parameters: [siteParameter],
      responses: { '200': answer('The keys', 'KeyList') },
    }),
    post: operation({
      id: 'createKey',
      tag: 'keys',
      summary: 'Make a key; its text is answered once, here',
      description: CONFIRMED,
      parameters: [siteParameter],
      body: 'NewKey',
      responses: { '201': answer('The key', 'CreatedKey') },
    }),
  },
  '/api/v1/sites/{site}/keys/{id}': {
    delete: operation({
      id: 'revokeKey',
      tag: 'keys',
      summary: 'End a key; it stops working within 2 s on every node',
      description: CONFIRMED,
      parameters: [siteParameter, pathParameter('id', 'Id of the key')],
      responses: { '204': NO_CONTENT },
    }),
  },
}

const WHEN = 'ISO 8601 with a zone, or ms since 1970'
export const journalQuery = [
  queryParameter('from', WHEN),
  queryParameter('to', WHEN),
  queryParameter('action', 'Only this action'),
  queryParameter('actor', 'Only what this id did'),
  queryParameter('cursor', 'The `next` of the answer before'),
  queryParameter('limit', '1 to 200; by default 50'),
  queryParameter('format', '`csv` for a table of at most 10,000 rows'),
]
export const journalAnswers = {
  '200': answer('Newest first', 'JournalPage'),
  '400': problem('A parameter is not understood; `parameter` names it'),
}

const JOURNAL_PATHS = {
  '/api/v1/journal': {
    get: operation({
      id: 'readJournal',
      tag: 'journal',
      summary: 'Sign-ins, accounts and starts of the server',
      parameters: journalQuery,
      responses: journalAnswers,
    }),
  },
  '/api/v1/sites/{site}/journal': {
    get: operation({
      id: 'readSiteJournal',
      tag: 'journal',
      summary: 'Keys and configurations of a site',
      parameters: [siteParameter, ...journalQuery],
      responses: journalAnswers,
    }),
  },
  '/api/v1/self-check': {
    get: operation({
      id: 'getSelfCheck',
      tag: 'operations',
      summary: 'What is not as it should be, of the sites that the caller administers',
      responses: { '200': answer('The findings', 'SelfCheckList') },
    }),
  },
}

/** Keys, journals and the self-check. */
export const KEY_OPERATIONS = { ...KEY_PATHS, ...JOURNAL_PATHS }
