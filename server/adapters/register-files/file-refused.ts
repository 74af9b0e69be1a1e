/** Why a file is not read at all. */
export type FileRefusal =
  | 'no-such-file'
  | 'not-a-file'
  | 'empty'
  | 'too-large'
  | 'too-many-rows'
  | 'too-many-columns'
  | 'encrypted'
  | 'old-excel'
  | 'other-format'
  | 'broken'
  | 'unsafe'
  | 'unknown-encoding'
  | 'no-such-sheet'
  | 'no-header'
  | 'too-much-memory'
  | 'too-slow'

/** Ends the reading of a file, with the words for whoever gave it; caught where the reading began. */
export class FileRefused extends Error {
  readonly reason: FileRefusal

  constructor(reason: FileRefusal, message: string) {
    super(message)
    this.name = 'FileRefused'
    this.reason = reason
  }
}
