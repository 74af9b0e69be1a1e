/** It travels in a cookie. */
const MOST_LENGTH = 600

/**
 * A path of this very origin, as somebody may be sent to after signing in. What a browser would read as
 * another host is refused: `//host`, `/\host`, and blanks or control characters, which it drops first.
 * Addresses of the API show nothing to people.
 */
export function landingPath(text: string): string | undefined {
  const isPath = text.length <= MOST_LENGTH && /^\/(?!\/)[^\\\s\p{Cc}]*$/u.test(text)
  return isPath && !/^\/(api|session)(\/|$|\?|#)/.test(text) ? text : undefined
}
