const JSON_TYPE = 'application/json'
const PROBLEM_TYPE = 'application/problem+json'

export function schemaRef(name: string): object {
  return { $ref: `#/components/schemas/${name}` }
}

export function answer(description: string, schema: string): object {
  return { description, content: { [JSON_TYPE]: { schema: schemaRef(schema) } } }
}

export function problem(description: string, schema = 'Problem', headers?: object): object {
  const content = { [PROBLEM_TYPE]: { schema: schemaRef(schema) } }
  return headers === undefined ? { description, content } : { description, headers, content }
}

export function jsonBody(schema: string): object {
  return { required: true, content: { [JSON_TYPE]: { schema: schemaRef(schema) } } }
}

export const textHeader = { schema: { type: 'string' } }
const RETRY = { 'Retry-After': textHeader }

export const ANY_ROUTE = {
  '405': problem('Method not allowed', 'Problem', { Allow: textHeader }),
  '429': problem('Too many requests of this address, key or person', 'Problem', RETRY),
  '500': problem('Unexpected failure; the server’s log says more'),
}

export const KEYED = {
  '401': problem('No key or session, or one that is not in force', 'Problem', {
    'WWW-Authenticate': textHeader,
  }),
  '403': problem('The key’s scope or the person’s roles do not allow this'),
  '404': problem('No such site'),
  '503': problem('The store does not answer', 'Problem', RETRY),
}

export const siteParameter = {
  name: 'site',
  in: 'path',
  required: true,
  description: 'Id of a site',
  schema: { type: 'string' },
}

export const idempotencyParameter = {
  name: 'Idempotency-Key',
  in: 'header',
  description:
    'The same key for the same command has one effect, on whatever node and across restarts, for 24 h at least; without it every request is a command of its own',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
}

export function queryParameter(name: string, description: string, more: object = {}): object {
  return { name, in: 'query', description, schema: { type: 'string' }, ...more }
}

export function pathParameter(name: string, description: string): object {
  return { name, in: 'path', required: true, description, schema: { type: 'string' } }
}

export const WHEN = 'ISO 8601 with a zone, or ms since 1970'

export const BAD_PARAMETER = {
  '400': problem('A parameter is not understood; `parameter` names it'),
}

interface PostOperation {
  readonly id: string
  readonly tag: string
  readonly summary: string
  readonly description: string
  /** Schema of the JSON body. */
  readonly body: string
  readonly line: { readonly description: string; readonly example: string }
  readonly taken: object
  readonly tooLarge: string
  readonly refused: object
}

/** A route that takes JSON or NDJSON from programs and reporters. */
export function postOperation(of: PostOperation): object {
  const { line, body } = of
  return {
    operationId: of.id,
    tags: [of.tag],
    summary: of.summary,
    description: of.description,
    security: [{ ingestKey: [] }, { session: [] }],
    parameters: [
      siteParameter,
      {
        name: 'Idempotency-Key',
        in: 'header',
        description:
          'The same key with the same body gets the same answer for 24 h, as long as the server runs and its memory for answers (16 MiB) holds it',
        schema: { type: 'string', minLength: 1, maxLength: 255 },
      },
    ],
    requestBody: {
      required: true,
      content: {
        [JSON_TYPE]: { schema: schemaRef(body) },
        'application/x-ndjson': {
          schema: { type: 'string', description: line.description },
          examples: { two: { value: line.example + line.example } },
        },
      },
    },
    responses: {
      '202': of.taken,
      '400': problem('Not JSON, not UTF-8 or cut off'),
      '413': problem(of.tooLarge),
      '415': problem('Neither JSON nor NDJSON in UTF-8'),
      '422': of.refused,
      '507': problem('The store is full'),
      ...KEYED,
      ...ANY_ROUTE,
    },
  }
}
