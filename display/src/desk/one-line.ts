/** As the server takes it: what was pasted from a table or a message has tabs and lines that it would refuse. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cs}\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
}
