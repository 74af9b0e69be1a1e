import { z } from 'zod'

/** Room for the events of some hundred dossiers. */
export const MAX_MESSAGE_BYTES = 1024 * 1024

export const controlRequest = z.strictObject({
  command: z.string().min(1).max(64),
  params: z.unknown(),
})

export const controlReply = z.union([
  z.object({ ok: z.literal(true), result: z.unknown() }),
  z.object({ ok: z.literal(false), message: z.string() }),
])

export type ControlReply = Readonly<z.output<typeof controlReply>>

/** Reads one line of JSON; undefined when it is not what the schema says. */
export function readLine<T>(line: string, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.safeParse(JSON.parse(line)).data
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
