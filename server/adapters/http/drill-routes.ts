import type { DrillAnswer } from '../../../protocol/drill.ts'
import { DRILL_TARGET_MS } from '../../core/alarms/drill-score.ts'
import { assertAlarmsKnown } from './alarms-known.ts'
import type { HttpParts } from './http-parts.ts'
import { HttpProblem } from './problem.ts'
import { reading } from './reading.ts'
import type { RouteTable } from './route-table.ts'

/** How the alarms of a scenario were answered; only where one is played. */
export function addDrillRoutes(routes: RouteTable, { isDemo }: HttpParts): void {
  routes.site('get', '/api/v1/sites/:site/drill', 'alarms.journal', async (_req, res, { site }) => {
    if (!isDemo) throw new HttpProblem('not-found', 'no scenario is played here')
    assertAlarmsKnown(site)
    const runs = await reading(site.alarms.drill.runs())
    const answer: DrillAnswer = {
      targetMs: DRILL_TARGET_MS,
      runs: runs.map(({ from, to, officers, ...run }) => ({
        ...run,
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        officers: [...officers],
      })),
    }
    res.json(answer)
  })
}
