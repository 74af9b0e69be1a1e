import { REGISTER_ENCODINGS } from '../../../protocol/registers.ts'
import { operation } from './openapi-operation.ts'
import { answer, BAD_PARAMETER, problem, queryParameter, siteParameter } from './openapi-parts.ts'

const importRegister = operation({
  id: 'importRegister',
  tag: 'dossiers',
  summary: 'Bring a register of dossiers as a file',
  description:
    'CSV or XLSX, at most 8 MiB, one at a time for a site. For reporters whose agency answers for a figure that counts dossiers; programs post events, the command line imports larger files. A row is taken or refused by itself; the same file again changes nothing. Columns of people are never read.',
  parameters: [
    siteParameter,
    queryParameter('mapping', 'Id of a mapping: how its columns and words are read', {
      required: true,
    }),
    queryParameter('trial', 'true = nothing is changed, and the first 20 rows are shown', {
      required: true,
      schema: { type: 'string', enum: ['true', 'false'] },
    }),
    queryParameter('encoding', 'Of text files; by default as the mapping says', {
      schema: { type: 'string', enum: [...REGISTER_ENCODINGS] },
    }),
    queryParameter('sheet', 'Name of a sheet; by default as the mapping says'),
    queryParameter('name', 'What the file is called, for the journal'),
  ],
  responses: {
    '200': answer('What became of it, or would; at most 500 rejected rows', 'RegisterAnswer'),
    ...BAD_PARAMETER,
    '409': problem('Another register of the site is being imported'),
    '413': problem('Over 8 MiB'),
    '415': problem('Not application/octet-stream'),
    '422': problem('The file is not read as a register; `reason` says why'),
    '507': problem('The store is full'),
  },
})
const withBody = {
  ...importRegister,
  requestBody: {
    required: true,
    content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
  },
}

export const REGISTER_OPERATIONS = {
  '/api/v1/sites/{site}/dossiers/mappings': {
    get: operation({
      id: 'listMappings',
      tag: 'dossiers',
      summary: 'Kinds of registers that can be read',
      parameters: [siteParameter],
      responses: { '200': answer('The mappings', 'RegisterMappings') },
    }),
  },
  '/api/v1/sites/{site}/dossiers/register': { post: withBody },
}
