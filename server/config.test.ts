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

  it('says where alarms are kept, only beside a Redis for all else', () => {
    const REDIS_URL = 'redis://figures:6379'
    expect(readConfig({}, { REDIS_URL })).toMatchObject({ config: { alarmRedisUrl: undefined } })
    const ALARM_REDIS_URL = 'rediss://alarms:6379/1'
    expect(readConfig({}, { REDIS_URL, ALARM_REDIS_URL })).toMatchObject({
      config: { redisUrl: REDIS_URL, alarmRedisUrl: ALARM_REDIS_URL },
    })
    expect(problemsOf({ ALARM_REDIS_URL })).toEqual([
      'ALARM_REDIS_URL: is for servers whose store is Redis: set REDIS_URL too',
    ])
    expect(problemsOf({ REDIS_URL, ALARM_REDIS_URL: 'alarms:6379' })).toEqual([
      'ALARM_REDIS_URL: ALARM_REDIS_URL begins with redis:// or rediss://',
    ])
  })

  it('sends mail when it knows by what and from whom, and hands out no secret but by its name', () => {
    const SMTP_URL = 'smtps://ioc:p%40ss@mail.example.vn'
    const MAIL_FROM = 'IOC <ioc@example.vn>'
    expect(readConfig({}, {})).toMatchObject({ config: { smtp: undefined } })
    expect(readConfig({}, { SMTP_URL, MAIL_FROM })).toMatchObject({
      config: { smtp: { url: SMTP_URL, from: MAIL_FROM } },
    })
    expect(problemsOf({ SMTP_URL })).toEqual(['MAIL_FROM: is needed with SMTP_URL'])
    expect(problemsOf({ MAIL_FROM })).toEqual(['SMTP_URL: is needed with MAIL_FROM'])
    expect(problemsOf({ SMTP_URL: 'mail.example.vn', MAIL_FROM })).toEqual([
      expect.stringContaining('SMTP_URL is smtp://'),
    ])
    expect(problemsOf({ SMTP_URL, MAIL_FROM: 'ioc' })).toEqual([
      expect.stringContaining('MAIL_FROM: an address'),
    ])
    const read = readConfig({}, { HOOK_SECRET: 'geheim', EMPTY: '' })
    if (!read.ok) throw new Error('refused')
    expect(['HOOK_SECRET', 'EMPTY', 'OTHER'].map(read.config.secret)).toEqual([
      ...['geheim', undefined, undefined],
    ])
    expect(JSON.stringify(read.config)).not.toContain('geheim')
  })

  const OIDC = {
    OIDC_ISSUER: 'https://id.example.vn/realms/tinh',
    OIDC_CLIENT_ID: 'ioc-wall',
    OIDC_ROLES: 'truc-ban=dai-loc:officer,quan-tri=*:admin',
  }

  it('says where the organisation signs people in', () => {
    expect(readConfig({}, {})).toMatchObject({ ok: true, config: { oidc: undefined } })
    expect(readConfig({}, { ...OIDC, OIDC_LABEL: 'Cổng của tỉnh' })).toMatchObject({
      ok: true,
      config: {
        oidc: {
          issuer: OIDC.OIDC_ISSUER,
          clientId: 'ioc-wall',
          clientSecret: undefined,
          label: 'Cổng của tỉnh',
          scope: 'openid profile',
          rolesClaim: 'roles',
          rules: [{ value: 'truc-ban' }, { value: 'quan-tri' }],
        },
      },
    })
    expect(readConfig({}, OIDC)).toMatchObject({ config: { oidc: { label: 'id.example.vn' } } })
    for (const issuer of ['http://localhost:9000', 'http://[::1]:9000', 'http://127.0.0.1']) {
      expect(problemsOf({ ...OIDC, OIDC_ISSUER: issuer })).toEqual([])
    }
  })

  it.each([
    [{ OIDC_ISSUER: 'http://id.example.vn' }, 'OIDC_ISSUER: begins with https://'],
    [{ OIDC_ISSUER: 'id.example.vn' }, 'OIDC_ISSUER: is not an address'],
    [{ OIDC_ISSUER: 'https://id.example.vn?x=1' }, 'OIDC_ISSUER: has neither'],
    [{ OIDC_ISSUER: 'https://lan:x@id.example.vn' }, 'OIDC_ISSUER: names nobody'],
    [{ OIDC_ISSUER: '' }, 'OIDC_ISSUER: is needed with OIDC_CLIENT_ID'],
    [{ OIDC_CLIENT_ID: '' }, 'OIDC_CLIENT_ID: is needed with OIDC_ISSUER'],
    [{ OIDC_ROLES: '' }, 'OIDC_ROLES: is needed with OIDC_ISSUER'],
    [{ OIDC_ROLES: 'a=b:viewer,c' }, 'OIDC_ROLES: entry 2 (c): write value=site:role'],
    [{ OIDC_SCOPE: 'profile' }, 'OIDC_SCOPE: has openid among its words'],
  ])('refuses %j with the variable that is wrong', (change, words) => {
    expect(problemsOf({ ...OIDC, ...change })).toEqual([expect.stringContaining(words)])
  })
})
