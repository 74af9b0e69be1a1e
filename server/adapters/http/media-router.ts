import { join } from 'node:path'
import express, { type Router } from 'express'
import { mediaType } from '../../../protocol/panels/media-source.ts'
import type { HttpParts } from './http-parts.ts'
import { HttpProblem } from './problem.ts'

/** The pictures and films of a site's media folder. Like the maps they are open to whoever reaches the server: a page cannot send its key with a picture. */
export function createMediaRouter({ folders, sites }: HttpParts): Router {
  const router = express.Router()
  router.get('/media/:site/:file', (req, res, next) => {
    const { site, file } = req.params
    const type = mediaType(file)
    const missing = new HttpProblem('not-found', 'there is no such picture or film')
    if (type === undefined || !sites.has(site)) {
      next(missing)
      return
    }
    res.set({ 'Content-Type': type, 'Cache-Control': 'no-cache' })
    res.sendFile(file, { root: join(folders.config, 'sites', site, 'media') }, (error?: Error) => {
      if (error !== undefined && !res.headersSent) next(missing)
    })
  })
  return router
}
