import { z } from 'zod'
import { SEVERITIES } from '../../../protocol/alarms.ts'
import { WEEKDAYS } from '../calendar/civil-day.ts'
import { localized, slug } from './config-values.ts'

const clockTime = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'write a time of day such as 22:00')

const quiet = z.strictObject({
  days: z
    .array(z.enum(WEEKDAYS, { error: `one of ${WEEKDAYS.join(', ')}` }))
    .min(1)
    .max(7)
    .default([...WEEKDAYS])
    .describe('On which they begin; absent = every day'),
  from: clockTime,
  to: clockTime.describe('Not after `from` = on the next day'),
})

const target = z.strictObject({
  id: slug,
  role: slug
    .optional()
    .describe('Told of alarms that nobody acknowledges; rules may notify a role as well'),
  name: localized(80),
  kind: z.enum(['webhook', 'email'], { error: 'one of webhook, email' }),
  url: z
    .url({ error: 'not a URL', protocol: /^https?$/ })
    .max(1_000)
    .optional()
    .describe('Of a webhook: https; http only within the own network, with `insecure: true`'),
  insecure: z.boolean().default(false).describe('What is sent can be read on its way'),
  secretEnv: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{2,63}$/, 'the name of an environment variable, e.g. HOOK_SECRET')
    .optional()
    .describe(
      'The environment variable that signs what a webhook is sent; never the secret itself',
    ),
  to: z.email().max(254).optional().describe('Of an e-mail: the address'),
  quiet: z
    .array(quiet)
    .max(16)
    .default([])
    .describe('Only what is critical is sent then; wall-clock time of the site'),
  minSeverity: z.enum(SEVERITIES).optional().describe('Nothing below it is sent'),
  cleared: z.boolean().default(false).describe('Also told when an alarm is over'),
})

/** `notifications.yaml` of a site: who is told of alarms. */
export const notificationsFile = z.strictObject({
  targets: z.array(target).min(1).max(32),
})

export type NotificationsFile = Readonly<z.output<typeof notificationsFile>>

/** Minutes since midnight of a text that the file's schema accepted. */
export function minuteOf(clock: string): number {
  const [hours = '', minutes = ''] = clock.split(':')
  return Number(hours) * 60 + Number(minutes)
}
