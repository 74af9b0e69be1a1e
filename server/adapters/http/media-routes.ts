import { join } from 'node:path'
import { mediaType } from '../../../protocol/panels/media-source.ts'
import type { HttpParts } from './http-parts.ts'
import { HttpProblem } from './problem.ts'
import type { RouteTable } from './route-table.ts'

/** The pictures and films of a site's media folder. Like the maps they are open to whoever reaches the server: a page cannot send its key with a picture. */
export function addMediaRoutes(routes: RouteTable, { folders, sites }: HttpParts): void {
  routes.open('get', '/media/:site/:file', async (req, res) => {
    const { site, file } = req.params
    const type = typeof file === 'string' ? mediaType(file) : undefined
    const missing = new HttpProblem('not-found', 'there is no such picture or film')
    if (type === undefined || typeof site !== 'string' || !sites.has(site)) throw missing
    res.set({ 'Content-Type': type, 'Cache-Control': 'no-cache' })
    const root = join(folders.config, 'sites', site, 'media')
    await new Promise<void>((resolve, reject) => {
      res.sendFile(String(file), { root }, (error?: Error) => {
        if (error === undefined || res.headersSent) resolve()
        else reject(missing)
      })
    })
  })
}
