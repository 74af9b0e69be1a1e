import type { Request } from 'express'

/** The media type of a body, and whether its text is in UTF-8, as far as is said. */
export function contentTypeOf(req: Request): { readonly type: string; readonly isUtf8: boolean } {
  const [type = '', ...parameters] = (req.headers['content-type'] ?? '').toLowerCase().split(';')
  const charset = parameters.find((one) => one.trim().startsWith('charset='))
  const isUtf8 = charset === undefined || /^\s*charset="?utf-?8"?\s*$/.test(charset)
  return { type: type.trim(), isUtf8 }
}
