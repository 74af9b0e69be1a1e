import { isUtf8 } from 'node:buffer'
import express, { type Request, type Response } from 'express'
import { z } from 'zod'
import { contentTypeOf } from './content-type.ts'
import { HttpProblem } from './problem.ts'

const MAX_BYTES = 16 * 1024

/** Reads a small JSON body of this shape; what is wrong with it names the field. */
export async function readBody<T>(
  req: Request,
  res: Response,
  schema: z.ZodType<T>,
  limit: number = MAX_BYTES,
): Promise<T> {
  const { type, isUtf8: isUtf8Text } = contentTypeOf(req)
  // A form of another site can send text without asking the browser; it cannot send this type.
  if (type !== 'application/json' || !isUtf8Text) {
    throw new HttpProblem('wrong-content-type', 'send application/json, in UTF-8')
  }
  await new Promise<void>((resolve, reject) => {
    express.raw({ type: () => true, limit })(req, res, (error?: unknown) => {
      if (error === undefined) resolve()
      else reject(error as Error)
    })
  })
  const read = schema.safeParse(valueOf(req.body))
  if (read.success) return read.data
  const [issue] = read.error.issues
  const place = issue?.path.map(String).join('.') ?? ''
  throw new HttpProblem('wrong-shape', `${place === '' ? 'the body' : place}: ${issue?.message}`, {
    extra: { field: place },
  })
}

function valueOf(body: unknown): unknown {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0)
  // Read all the same, a name would be kept with other characters than were sent.
  if (!isUtf8(bytes)) throw new HttpProblem('malformed-request', 'the body is not UTF-8')
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    throw new HttpProblem('malformed-request', 'the body is not valid JSON')
  }
}
