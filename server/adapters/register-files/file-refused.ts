import type { FileRefusal } from '../../../protocol/registers.ts'

/** Ends the reading of a file, with the words for whoever gave it; caught where the reading began. */
export class FileRefused extends Error {
  readonly reason: FileRefusal

  constructor(reason: FileRefusal, message: string) {
    super(message)
    this.name = 'FileRefused'
    this.reason = reason
  }
}
