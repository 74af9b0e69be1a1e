/** For words that people type: without accents, case, punctuation and double spaces. `đ` is a `d`. */
export function foldText(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll('đ', 'd')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

const TONES_ON_SECOND = /(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?!\p{L})/gu
const TONE_MARKS = /[\u0300\u0301\u0303\u0309\u0323]/u

/**
 * For names of places, whose accents count: without case and double spaces, and with the tone where the
 * older spelling puts it, for “Hoà” and “Hòa” are one name.
 */
export function foldName(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s\u00A0]+/g, ' ')
    .trim()
    .replace(TONES_ON_SECOND, (pair) => {
      const second = pair.slice(1).normalize('NFD')
      const tone = TONE_MARKS.exec(second)?.[0] ?? ''
      return `${pair.slice(0, 1)}${tone}${second.replace(tone, '')}`.normalize('NFC')
    })
}
