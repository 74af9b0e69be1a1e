import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'

function problemsOf(env: NodeJS.ProcessEnv): readonly string[] {
  const read = readConfig({}, env)
  return read.ok ? [] : read.problems
}

describe('the environment', () => {
  it('says both files of TLS or neither', () => {
    const both = readConfig({}, { TLS_CERT: 'a.crt', TLS_KEY: '/b.key' })
    expect(both).toMatchObject({
      ok: true,
      config: { tls: { certFile: path.resolve('a.crt'), keyFile: '/b.key' } },
    })
    expect(readConfig({}, { TLS_CERT: '', TLS_KEY: '' })).toMatchObject({
      ok: true,
      config: { tls: undefined },
    })
    expect(problemsOf({ TLS_CERT: 'a.crt' })).toEqual(['TLS_KEY: is needed with TLS_CERT'])
    expect(problemsOf({ TLS_KEY: 'a.key' })).toEqual(['TLS_CERT: is needed with TLS_KEY'])
  })
})
