import { z } from 'zod'
import { SEVERITIES } from '../alarms.ts'
import { definePanel, titleField } from './definition.ts'

/** The open alarms of the site: what waits for somebody first; what is hidden is counted. */
export const alarms = definePanel({
  options: z.strictObject({
    title: titleField.optional(),
    /** Only these priorities; all where not given. */
    severities: z.array(z.enum(SEVERITIES)).min(1).max(4).optional(),
  }),
  references: () => [],
})

export type AlarmsOptions = Readonly<z.output<typeof alarms.options>>
