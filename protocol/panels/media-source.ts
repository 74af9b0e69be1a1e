/** Where something to show comes from; what is refused says why. */
export type MediaSource =
  | { readonly kind: 'file'; readonly name: string; readonly shows: 'image' | 'video' }
  | { readonly kind: 'web'; readonly origin: string }
  | { readonly kind: 'refused'; readonly reason: string }

/** Content types by the ending of a file name: what a site's media folder may hold. */
export const MEDIA_TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  avif: 'image/avif',
  gif: 'image/gif',
  svg: 'image/svg+xml',
  mp4: 'video/mp4',
  webm: 'video/webm',
}

const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,80}(?:\.[A-Za-z0-9_-]{1,40})*\.([a-z0-9]{3,4})$/
const HOST = String.raw`[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*`

/** An https origin as it is written in `allowedOrigins`: lower case, no path, no user, no default port. */
export const HTTPS_ORIGIN = new RegExp(`^https://${HOST}(?::(?!443$)[1-9][0-9]{0,4})?$`)

// Printable ASCII without quotes, angles and the backslash, which browsers read as a slash.
const HTTPS_ADDRESS = new RegExp(
  `^(https://${HOST}(?::[1-9][0-9]{0,4})?)(?:[/?#][!#-;=?-\\[\\]-~]*)?$`,
)

/** The content type of a safe file name under a media folder; undefined for any other text. */
export function mediaType(name: string): string | undefined {
  const ending = FILE_NAME.exec(name)?.[1]
  return ending === undefined || !Object.hasOwn(MEDIA_TYPES, ending)
    ? undefined
    : MEDIA_TYPES[ending]
}

/** Reads a source: a file name, or an https address in lower-case host form. Refuses every other scheme, users and passwords, and folders. */
export function readSource(source: string): MediaSource {
  const type = mediaType(source)
  if (type !== undefined) {
    return { kind: 'file', name: source, shows: type.startsWith('video/') ? 'video' : 'image' }
  }
  const origin = HTTPS_ADDRESS.exec(source)?.[1]
  if (origin !== undefined) return { kind: 'web', origin: origin.replace(/:443$/, '') }
  if (/^[a-z][a-z0-9+.-]*:/i.test(source)) {
    return { kind: 'refused', reason: 'write a plain https address with the host in lower case' }
  }
  const endings = Object.keys(MEDIA_TYPES).join(', ')
  return { kind: 'refused', reason: `write the name of a file under media/ (${endings})` }
}
