import type { FileRefusal, RegisterEncoding, RegisterMapping } from '../../protocol/registers.ts'
import type { Origin } from '../../protocol/sample.ts'
import type { RegisterReport } from './register-import.ts'
import type { RegisterTake } from './register-intake.ts'

/** A register that somebody brings, whole. */
export interface BroughtRegister {
  readonly site: string
  readonly bytes: Uint8Array
  readonly mapping: string
  readonly encoding?: RegisterEncoding | undefined
  readonly sheet?: string | undefined
  /** Changes nothing, and shows what would become of the first rows. */
  readonly isTrial: boolean
  readonly origin: Origin
}

export type RegisterResult =
  | { readonly ok: true; readonly report: RegisterReport }
  | { readonly ok: false; readonly reason: 'no-such-mapping' }
  | {
      readonly ok: false
      readonly reason: 'refused'
      readonly why: FileRefusal
      readonly message: string
    }
  /** What came before it has been taken. */
  | {
      readonly ok: false
      readonly reason: 'not-taken'
      readonly why: (RegisterTake & { readonly ok: false })['reason']
    }

/** Reads registers and has what they tell taken. */
export interface Registers {
  readonly mappings: () => Promise<readonly RegisterMapping[]>
  /** A place to import at a site, to be given back; undefined while another one has it. */
  readonly begin: (site: string) => (() => void) | undefined
  readonly import: (register: BroughtRegister) => Promise<RegisterResult>
}
