import express, { type Request, type Response } from 'express'
import { z } from 'zod'
import { HttpProblem } from './problem.ts'

const MAX_BYTES = 16 * 1024

const readRaw = express.raw({ type: () => true, limit: MAX_BYTES })

/** Reads a small JSON body of this shape; what is wrong with it names the field. */
export async function readBody<T>(req: Request, res: Response, schema: z.ZodType<T>): Promise<T> {
  const type = (req.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase()
  // A form of another site can send text without asking the browser; it cannot send this type.
  if (type !== 'application/json') {
    throw new HttpProblem('wrong-content-type', 'send application/json, in UTF-8')
  }
  await new Promise<void>((resolve, reject) => {
    readRaw(req, res, (error?: unknown) => {
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
  try {
    return JSON.parse(Buffer.isBuffer(body) ? body.toString('utf8') : '')
  } catch {
    throw new HttpProblem('malformed-request', 'the body is not valid JSON')
  }
}
