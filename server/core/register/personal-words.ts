import { foldText } from './fold-text.ts'

/** Within a header: who somebody is, or how to reach them. */
const WITHIN = [
  'ho ten',
  'ho va ten',
  'ten nguoi',
  'nguoi nop',
  'nguoi nhan',
  'nguoi dung ten',
  'chu ho so',
  'dien thoai',
  'sdt',
  'cccd',
  'cmnd',
  'can cuoc',
  'ho chieu',
  'dia chi',
  'ngay sinh',
  'email',
  'phone',
  'full name',
  'applicant',
  'passport',
  'date of birth',
]
/** A header by itself; as a part of others they are harmless. */
const WHOLE: ReadonlySet<string> = new Set(['ten', 'name', 'address', 'street', 'requester'])

/** The word by which a header is one of personal data; such columns are never read. */
export function personalWordIn(header: string): string | undefined {
  const folded = foldText(header)
  if (WHOLE.has(folded)) return folded
  return WITHIN.find((word) => ` ${folded} `.includes(` ${word} `))
}
