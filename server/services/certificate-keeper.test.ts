import { describe, expect, it } from 'vitest'
import { createCertificateKeeper, inForce, type CertificatePair } from './certificate-keeper.ts'

const DAY_MS = 86_400_000
const pairOf = (name: string, days: number): CertificatePair => ({
  cert: name,
  key: name,
  validFrom: 0,
  validTo: days * DAY_MS,
})

function open(held: CertificatePair) {
  const world = {
    files: { ok: true, pair: held } as Parameters<typeof inForce>[0],
    now: DAY_MS,
    used: [] as string[],
    told: [] as string[],
  }
  const tell = (level: string) => (_facts: object, message: string) => {
    world.told.push(`${level}: ${message}`)
  }
  const keeper = createCertificateKeeper({
    held,
    read: async () => world.files,
    use: (pair) => world.used.push(pair.cert),
    now: () => world.now,
    log: { info: tell('info'), warn: tell('warn'), error: tell('error') },
  })
  return { world, look: keeper.look }
}

describe('a certificate that is kept', () => {
  it('is replaced by a new one of the same files, once', async () => {
    const { world, look } = open(pairOf('old', 90))
    await look()
    expect(world.used).toEqual([])
    world.files = { ok: true, pair: pairOf('new', 180) }
    await look()
    await look()
    expect(world.used).toEqual(['new'])
    expect(world.told).toEqual(['info: renewed certificate taken'])
  })

  it('stays where the new one is bad, expired or not good yet; each is told once', async () => {
    const { world, look } = open(pairOf('old', 90))
    const bad = [
      { ok: false, message: 'the key does not belong' } as const,
      { ok: true, pair: pairOf('expired', 1) } as const,
      { ok: true, pair: { ...pairOf('early', 90), validFrom: 2 * DAY_MS } } as const,
    ]
    for (const files of bad) {
      world.files = files
      await look()
      await look()
    }
    expect(world.used).toEqual([])
    expect(world.told).toHaveLength(bad.length)
    world.files = { ok: true, pair: pairOf('good', 90) }
    await look()
    expect(world.used).toEqual(['good'])
  })

  it('tells of its end daily from 30 days before, until it is renewed', async () => {
    const { world, look } = open(pairOf('old', 90))
    const tellsAt = async (day: number): Promise<readonly string[]> => {
      const before = world.told.length
      world.now = day * DAY_MS
      await look()
      return world.told.slice(before)
    }
    expect(await tellsAt(59.9)).toEqual([])
    expect(await tellsAt(60)).toEqual(['warn: the certificate expires soon'])
    expect(await tellsAt(60.9)).toEqual([])
    expect(await tellsAt(61)).toEqual(['warn: the certificate expires soon'])
    expect(await tellsAt(90)).toContain('error: the certificate has expired')
    world.files = { ok: true, pair: pairOf('new', 180) }
    expect(await tellsAt(90.1)).toEqual(['info: renewed certificate taken'])
  })
})
