import { PERSON_ID } from '../../../../protocol/people.ts'

/** A login name as it will be kept: people type capitals and spaces around it. */
export function cleanUser(text: string): string {
  return text.trim().toLowerCase()
}

export function isUser(text: string): boolean {
  return PERSON_ID.test(cleanUser(text))
}

const MOST_NAME = 100

/** A person's name in composed form, for keyboards differ. */
export function cleanName(text: string): string {
  return text.normalize('NFC').trim().replace(/\s+/g, ' ').slice(0, MOST_NAME)
}
