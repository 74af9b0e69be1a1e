import type { PanelSpec } from '../../../../protocol/panels/panel.ts'

/** A panel and its modules on the grid. */
export type Place = readonly [
  column: number,
  row: number,
  width: number,
  height: number,
  panel: PanelSpec,
]
