/** An address to go on to after signing in: a path of this origin and nothing else. */
export function safePath(text: unknown, origin: string): string | undefined {
  // Browsers read a backslash as a slash, and leave out tabs and line breaks.
  if (typeof text !== 'string' || !/^\/[\x21-\x5b\x5d-\x7e]*$/.test(text)) return undefined
  if (!URL.canParse(text, origin)) return undefined
  const { origin: found, pathname, search, hash } = new URL(text, origin)
  // A path such as /.//evil only becomes //evil once it is resolved.
  if (found !== origin || pathname.startsWith('//')) return undefined
  return `${pathname}${search}${hash}`
}
