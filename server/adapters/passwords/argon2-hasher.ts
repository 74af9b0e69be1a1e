import { hash, verify, type Options } from '@node-rs/argon2'
import { HasherBusy, type PasswordHasher } from '../../services/sign-in.ts'

/** OWASP Password Storage Cheat Sheet for Argon2id, which is the package's own choice: 19 MiB, 2 passes, 1 lane. */
const OPTIONS: Options = {
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
}
/** Each takes 19 MiB and a thread of the pool that also writes to the disk. */
const MOST_AT_ONCE = 2
const MOST_WAITING = 32

/** Passwords as Argon2id hashes in PHC form. */
export function createArgon2Hasher(): PasswordHasher {
  const inTurn = createTurns(MOST_AT_ONCE, MOST_WAITING)
  /** Nobody's password: whoever is not there takes as long to be refused. */
  let nobody: Promise<string> | undefined

  return {
    hash: (password) => inTurn(() => hash(password.normalize('NFC'), OPTIONS)),
    async verify(held, password) {
      nobody ??= hash('no password of anybody', OPTIONS)
      const against = held ?? (await nobody)
      const isSame = await inTurn(() => verify(against, password.normalize('NFC')))
      return isSame && held !== undefined
    },
  }
}

type InTurn = <T>(work: () => Promise<T>) => Promise<T>

function createTurns(mostAtOnce: number, mostWaiting: number): InTurn {
  const waiting: (() => void)[] = []
  let running = 0

  return async (work) => {
    if (running >= mostAtOnce) {
      if (waiting.length >= mostWaiting) throw new HasherBusy('too many passwords at once')
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else running++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
