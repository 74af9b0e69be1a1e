import { join } from 'node:path'
import express, { type Response, type Router } from 'express'
import type { HttpParts } from './http-parts.ts'
import { HttpProblem } from './problem.ts'
import type { RouteTable } from './route-table.ts'

/** Pages that the display's own router knows: one document, which holds nothing of any site. */
const PAGES = [
  ...['/', '/wall', '/wall/*path', '/m', '/m/*path'],
  ...['/sign-in', '/setup', '/set-password', '/account', '/admin', '/admin/*path'],
  '/desk/*path',
]
const A_YEAR = 'public, max-age=31536000, immutable'

/** The files of the built display, and the maps. */
export function createStaticRouter({ folders }: HttpParts): Router {
  const router = express.Router()
  const options = { index: false, redirect: false } as const
  router.use('/maps', express.static(folders.maps, { ...options, setHeaders: revalidate }))
  router.use(
    '/assets',
    express.static(join(folders.display, 'assets'), { ...options, setHeaders: keep }),
  )
  router.use(express.static(folders.display, { ...options, setHeaders: revalidate }))
  return router
}

/** The pages of the display. */
export function addPages(routes: RouteTable, { folders }: HttpParts): void {
  for (const page of PAGES) {
    routes.open('get', page, async (_req, res) => {
      revalidate(res)
      await new Promise<void>((resolve, reject) => {
        res.sendFile('index.html', { root: folders.display }, (error?: Error) => {
          if (error === undefined || res.headersSent) resolve()
          else
            reject(
              new HttpProblem('not-found', 'the display has not been built: run npm run build'),
            )
        })
      })
    })
  }
}

/** File names of assets carry a hash of what is in them. */
function keep(res: Response): void {
  res.set('Cache-Control', A_YEAR)
}

function revalidate(res: Response): void {
  res.set('Cache-Control', 'no-cache')
}
