import { join } from 'node:path'
import express, { type Response, type Router } from 'express'
import type { HttpParts } from './http-parts.ts'
import { HttpProblem } from './problem.ts'

/** Pages that the display's own router knows. */
const PAGES = ['/', '/wall', '/wall/*path', '/m', '/m/*path']
const A_YEAR = 'public, max-age=31536000, immutable'

/** The built display, with its pages, and the maps. */
export function createStaticRouter({ folders }: HttpParts): Router {
  const router = express.Router()
  const options = { index: false, redirect: false } as const
  router.use('/maps', express.static(folders.maps, { ...options, setHeaders: revalidate }))
  router.use(
    '/assets',
    express.static(join(folders.display, 'assets'), { ...options, setHeaders: keep }),
  )
  router.use(express.static(folders.display, { ...options, setHeaders: revalidate }))
  router.get(PAGES, (_req, res, next) => {
    revalidate(res)
    res.sendFile('index.html', { root: folders.display }, (error?: Error) => {
      if (error === undefined) return
      next(new HttpProblem('not-found', 'the display has not been built: run npm run build'))
    })
  })
  return router
}

/** File names of assets carry a hash of what is in them. */
function keep(res: Response): void {
  res.set('Cache-Control', A_YEAR)
}

function revalidate(res: Response): void {
  res.set('Cache-Control', 'no-cache')
}
