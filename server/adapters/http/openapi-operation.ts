import { ANY_ROUTE, jsonBody, KEYED, problem } from './openapi-parts.ts'

export const NO_CONTENT = { description: 'Done' }
const BAD_BODY = {
  '400': problem('Not JSON'),
  '413': problem('Over 16 KiB'),
  '415': problem('Not application/json'),
  '422': problem(
    'The body has the wrong shape, `field` says where; or the password is too weak, `reason` says why',
  ),
}
export const CONFIRMED =
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

/** An operation with the answers that every one of its kind gives. */
export function operation({
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
