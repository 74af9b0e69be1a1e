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
