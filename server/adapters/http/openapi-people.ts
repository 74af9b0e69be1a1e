import {
  answer,
  ANY_ROUTE,
  jsonBody,
  KEYED,
  pathParameter,
  problem,
  queryParameter,
  siteParameter,
  textHeader,
} from './openapi-parts.ts'

const TO_PAGE = { description: 'To the next page', headers: { Location: textHeader } }
const NO_CONTENT = { description: 'Done' }
const BAD_BODY = {
  '400': problem('Not JSON'),
  '413': problem('Over 16 KiB'),
  '415': problem('Not application/json'),
  '422': problem(
    'The body has the wrong shape, `field` says where; or the password is too weak, `reason` says why',
  ),
}
const CONFIRMED =
  'Needs a password given within the last 10 minutes, otherwise 403 confirmation-required: POST /session/confirm first.'

interface Operation {
  readonly id: string
  readonly tag: string
  readonly summary: string
  readonly description?: string
  readonly body?: string
  readonly isOpen?: boolean
  readonly parameters?: readonly object[]
  readonly responses: Readonly<Record<string, object>>
}

function operation({
  id,
  tag,
  summary,
  description,
  body,
  isOpen,
  parameters,
  responses,
}: Operation) {
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    security: isOpen ? [] : [{ session: [] }],
    ...(parameters && { parameters }),
    ...(body !== undefined && { requestBody: jsonBody(body) }),
    responses: { ...(body !== undefined && BAD_BODY), ...KEYED, ...responses, ...ANY_ROUTE },
  }
}

const state = { '200': answer('Who is signed in', 'SessionState') }
const person = pathParameter('id', 'Name under which the person signs in')
const TOO_MANY = { '429': problem('Too many attempts; Retry-After says how long to wait') }

const SESSION_PATHS = {
  '/api/v1/session': {
    get: operation({
      id: 'getSession',
      tag: 'people',
      summary: 'Who is signed in, and how to',
      isOpen: true,
      responses: state,
    }),
    post: operation({
      id: 'signIn',
      tag: 'people',
      summary: 'Sign in',
      description: 'Sets the session cookie. Also at `/session`, like the two beside it.',
      body: 'SignIn',
      isOpen: true,
      responses: { ...state, ...TOO_MANY },
    }),
    delete: operation({
      id: 'signOut',
      tag: 'people',
      summary: 'Sign out',
      isOpen: true,
      responses: { '204': NO_CONTENT },
    }),
  },
  '/api/v1/session/confirm': {
    post: operation({
      id: 'confirmSession',
      tag: 'people',
      summary: 'Give the password again, before an act that matters',
      body: 'Confirmation',
      responses: { ...state, ...TOO_MANY },
    }),
  },
  '/api/v1/session/oidc': {
    get: operation({
      id: 'signInThroughOrganisation',
      tag: 'people',
      summary: 'Sign in through the organisation’s service; for a browser',
      description: 'By OpenID Connect. Whatever goes wrong leads to `/sign-in#failed=<reason>`.',
      isOpen: true,
      parameters: [
        queryParameter('to', 'Path of this server to go to afterwards'),
        queryParameter('confirm', '`1`: prove it anew, in place of giving the password again'),
      ],
      responses: { '303': TO_PAGE, '400': problem('`to` is no path of this server') },
    }),
  },
  '/api/v1/session/oidc/callback': {
    get: operation({
      id: 'finishSignInThroughOrganisation',
      tag: 'people',
      summary: 'Where the organisation’s service sends the browser back to',
      isOpen: true,
      responses: { '303': TO_PAGE },
    }),
  },
  '/api/v1/invitations/look': {
    post: operation({
      id: 'lookAtInvitation',
      tag: 'people',
      summary: 'What a one-time link is for, without using it',
      body: 'InvitationToken',
      isOpen: true,
      responses: { '200': answer('What for', 'InvitationPurpose') },
    }),
  },
  '/api/v1/invitations/accept': {
    post: operation({
      id: 'acceptInvitation',
      tag: 'people',
      summary: 'Set a password by a one-time link, and sign in',
      body: 'Acceptance',
      isOpen: true,
      responses: { ...state, '409': problem('The name is taken') },
    }),
  },
  '/api/v1/account/password': {
    post: operation({
      id: 'changePassword',
      tag: 'people',
      summary: 'Change the own password; every other session ends',
      body: 'PasswordChange',
      responses: state,
    }),
  },
  '/api/v1/account/sessions': {
    get: operation({
      id: 'listOwnSessions',
      tag: 'people',
      summary: 'The own sessions',
      responses: { '200': answer('The sessions', 'SessionList') },
    }),
  },
  '/api/v1/account/sessions/{id}': {
    delete: operation({
      id: 'endOwnSession',
      tag: 'people',
      summary: 'End one of the own sessions',
      parameters: [pathParameter('id', 'Id of the session')],
      responses: { '204': NO_CONTENT },
    }),
  },
}

const PEOPLE_PATHS = {
  '/api/v1/people': {
    get: operation({
      id: 'listPeople',
      tag: 'people',
      summary: 'People with rights at the sites that the caller administers',
      responses: { '200': answer('The people', 'PersonList') },
    }),
    post: operation({
      id: 'createPerson',
      tag: 'people',
      summary: 'Make an account; answers the one-time link to its password',
      description: CONFIRMED,
      body: 'NewPerson',
      responses: {
        '201': answer('The person, and the link’s token', 'InvitedPerson'),
        '409': problem('The name is taken'),
      },
    }),
  },
  '/api/v1/people/{id}': {
    patch: operation({
      id: 'changePerson',
      tag: 'people',
      summary: 'Change name and rights, disable or enable',
      description: CONFIRMED,
      parameters: [person],
      body: 'PersonChange',
      responses: {
        '200': answer('The person', 'ChangedPerson'),
        '409': problem('It is the last administrator'),
      },
    }),
  },
  '/api/v1/people/{id}/invitation': {
    post: operation({
      id: 'invitePerson',
      tag: 'people',
      summary: 'A new one-time link to the person’s password',
      description: CONFIRMED,
      parameters: [person],
      responses: { '201': answer('The link’s token', 'NewInvitation') },
    }),
  },
  '/api/v1/people/{id}/sessions': {
    get: operation({
      id: 'listSessions',
      tag: 'people',
      summary: 'Somebody’s sessions',
      parameters: [person],
      responses: { '200': answer('The sessions', 'SessionList') },
    }),
    delete: operation({
      id: 'endSessions',
      tag: 'people',
      summary: 'End all of somebody’s sessions; what is connected is cut within 2 s',
      description: CONFIRMED,
      parameters: [person],
      responses: { '204': NO_CONTENT },
    }),
  },
}

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
const journalQuery = [
  queryParameter('from', WHEN),
  queryParameter('to', WHEN),
  queryParameter('action', 'Only this action'),
  queryParameter('actor', 'Only what this id did'),
  queryParameter('cursor', 'The `next` of the answer before'),
  queryParameter('limit', '1 to 200; by default 50'),
  queryParameter('format', '`csv` for a table of at most 10,000 rows'),
]
const journalAnswers = {
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

/** What people do: sessions, accounts, keys, journals. */
export const PEOPLE_OPERATIONS = {
  ...SESSION_PATHS,
  ...PEOPLE_PATHS,
  ...KEY_PATHS,
  ...JOURNAL_PATHS,
}
