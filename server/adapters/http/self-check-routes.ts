import { mayGrants } from '../../../protocol/access.ts'
import type { HttpParts } from './http-parts.ts'
import { reading } from './reading.ts'
import type { RouteTable } from './route-table.ts'

const READ = { kind: 'somewhere', action: 'self-check.read' } as const

/** What is not as it should be: of the server, and of the sites that somebody administers. */
export function addSelfCheckRoutes(routes: RouteTable, { selfCheck }: HttpParts): void {
  routes.people('get', '/api/v1/self-check', READ, async (_req, res, { person }) => {
    const checks = await reading(selfCheck())
    res.json({
      checks: checks.filter(
        ({ site }) => site === undefined || mayGrants(person.grants, 'self-check.read', site),
      ),
    })
  })
}
