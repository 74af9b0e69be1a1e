import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import type { RouteTable } from './route-table.ts'

const FILES = ['swagger-ui.css', 'swagger-ui-bundle.js'] as const

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>IOC Wall API</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/api/docs/swagger-ui.css" />
  </head>
  <body>
    <main id="docs"></main>
    <script src="/api/docs/swagger-ui-bundle.js"></script>
    <script src="/api/docs/start.js"></script>
  </body>
</html>
`

const START = `SwaggerUIBundle({
  url: '/api/v1/openapi.json',
  dom_id: '#docs',
  validatorUrl: null,
  deepLinking: true,
})
`

/** The API's description to read in a browser; all of it comes from this server. */
export function addDocsRoutes(routes: RouteTable, openApi: object): void {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))

  routes.open('get', '/api/v1/openapi.json', (_req, res) => {
    res.json(openApi)
  })
  routes.open('get', '/api/docs', (_req, res) => {
    res.type('html').send(PAGE)
  })
  routes.open('get', '/api/docs/start.js', (_req, res) => {
    res.type('text/javascript').send(START)
  })
  for (const file of FILES) {
    routes.open('get', `/api/docs/${file}`, (_req, res) => {
      res.sendFile(file, { root: folder, maxAge: '1h' })
    })
  }
}
