import type { PanelKind, PanelSpecOf } from './panel-kinds.ts'

/** The closed union of panel kinds with their options. */
export type PanelSpec = PanelSpecOf<PanelKind>
