import { z } from 'zod'
import { definePanel, titleField } from './definition.ts'

/** How good the site's alarms are and how they are answered, over the last day (EEMUA 191, ISA-18.2). */
export const alarmKpis = definePanel({
  options: z.strictObject({ title: titleField.optional() }),
  references: () => [],
})

export type AlarmKpisOptions = Readonly<z.output<typeof alarmKpis.options>>
