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

export function queryParameter(name: string, description: string, more: object = {}): object {
  return { name, in: 'query', description, schema: { type: 'string' }, ...more }
}

export function pathParameter(name: string, description: string): object {
  return { name, in: 'path', required: true, description, schema: { type: 'string' } }
}
