import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import express, { type Router } from 'express'
import { methodNotAllowed } from './problem.ts'

const FILES: ReadonlySet<string> = new Set(['swagger-ui.css', 'swagger-ui-bundle.js'])

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
export function createDocsRouter(openApi: object): Router {
  const router = express.Router()
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  const serveFile = express.static(folder, { index: false, redirect: false, maxAge: '1h' })

  router
    .route('/api/v1/openapi.json')
    .get((_req, res) => {
      res.json(openApi)
    })
    .all(methodNotAllowed('GET, HEAD'))
  router.get(['/api/docs', '/api/docs/'], (_req, res) => {
    res.type('html').send(PAGE)
  })
  router.get('/api/docs/start.js', (_req, res) => {
    res.type('text/javascript').send(START)
  })
  router.use('/api/docs', (req, res, next) => {
    if (FILES.has(req.path.slice(1))) serveFile(req, res, next)
    else next()
  })
  return router
}
