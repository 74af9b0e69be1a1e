/** How many lines words take where so many letters stand in a line; a word is never broken. */
export function linesOf(words: readonly string[], lettersPerLine: number): number {
  let lines = 1
  let used = 0
  for (const { length } of words) {
    const wanted = used === 0 ? length : used + 1 + length
    if (used > 0 && wanted > lettersPerLine) {
      lines += 1
      used = length
    } else {
      used = wanted
    }
  }
  return lines
}

/** A line may end in a stroke or a dot between words, but none begins with one. */
export function withFirmBreaks(text: string): string {
  return text.replaceAll(/ (?=[/·–] )/g, '\u00a0')
}

/** Long words of a narrow head break before their endings, with a hyphen: no browser on a wall knows where English may break. */
export function withSoftBreaks(text: string): string {
  return text.replaceAll(/(?<=\p{L}{4})(?=(?:fica)?(?:tion|ment|sion|ture)s?\b)/gu, '\u00ad')
}
