import { z } from 'zod'
import { PANEL_KINDS } from '../../../protocol/panels/panel-kinds.ts'
import type { PanelSpec } from '../../../protocol/panels/panel.ts'
import { localized, slug } from './config-values.ts'

const [firstKind, ...otherKinds] = Object.entries(PANEL_KINDS).map(([kind, { options }]) =>
  z.strictObject({ kind: z.literal(kind), options }),
)

// Made from the table, whose types a union made at run time cannot carry.
const panel = z.discriminatedUnion('kind', [firstKind!, ...otherKinds], {
  error: `one of ${Object.keys(PANEL_KINDS).join(', ')}`,
}) as z.ZodType<unknown> as z.ZodType<PanelSpec>

/** `layout.yaml`: scenes of panels on a grid of 24 × 12 modules. */
export const layoutFile = z.strictObject({
  rotateEverySeconds: z.int().min(5).max(3600).optional(),
  scenes: z
    .array(
      z.strictObject({
        id: slug,
        title: localized(60),
        panels: z
          .array(
            z.strictObject({
              id: slug,
              at: z.strictObject({
                column: z.int().min(1).max(24),
                row: z.int().min(1).max(12),
                width: z.int().min(1).max(24),
                height: z.int().min(1).max(12),
              }),
              panel,
            }),
          )
          .min(1)
          .max(48),
      }),
    )
    .min(1)
    .max(16),
})

export type LayoutFile = Readonly<z.output<typeof layoutFile>>
