import { CONFIRMED, NO_CONTENT, operation } from './openapi-operation.ts'
import { answer, pathParameter, problem, queryParameter, textHeader } from './openapi-parts.ts'

const TO_PAGE = { description: 'To the next page', headers: { Location: textHeader } }
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
      responses: {
        '201': answer('The link’s token', 'NewInvitation'),
        '409': problem('The person signs in through the organisation'),
      },
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

/** Sessions and accounts. */
export const PEOPLE_OPERATIONS = {
  ...SESSION_PATHS,
  ...PEOPLE_PATHS,
}
