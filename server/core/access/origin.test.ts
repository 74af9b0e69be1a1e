import { describe, expect, it } from 'vitest'
import {
  allowedOrigins,
  clientAddress,
  isLocalRequest,
  isLoopback,
  isOriginAllowed,
} from './origin.ts'

describe('origins', () => {
  const origins = allowedOrigins({
    publicOrigins: ['https://ioc.example.vn'],
    host: '10.0.0.5',
    port: 8080,
    isTls: false,
  })

  it('[W6] lets in listed origins only, compared whole', () => {
    expect(isOriginAllowed('https://ioc.example.vn', origins)).toBe(true)
    expect(isOriginAllowed('http://10.0.0.5:8080', origins)).toBe(true)
    expect(isOriginAllowed('http://localhost:8080', origins)).toBe(true)
    for (const origin of [
      'http://ioc.example.vn',
      'https://ioc.example.vn.evil.example',
      'https://ioc.example.vn:444',
      'http://localhost:8081',
      'null',
      '',
    ]) {
      expect(isOriginAllowed(origin, origins)).toBe(false)
    }
  })

  it('[W6] lets in programs, which send none', () => {
    expect(isOriginAllowed(undefined, origins)).toBe(true)
  })

  it('[W6] follows the scheme of the server', () => {
    const own = allowedOrigins({ publicOrigins: [], host: '127.0.0.1', port: 1, isTls: true })
    expect([...own].sort()).toEqual([
      'https://127.0.0.1:1',
      'https://[::1]:1',
      'https://localhost:1',
    ])
  })

  it('takes a request for one of this machine only when nobody else can have made it', () => {
    const host = { host: 'localhost:8080' }
    expect(isLocalRequest('127.0.0.1', host, 0)).toBe(true)
    expect(isLocalRequest('10.0.0.9', host, 0)).toBe(false)
    expect(isLocalRequest('127.0.0.1', {}, 0)).toBe(false)
    expect(isLocalRequest('127.0.0.1', { host: 'evil.example' }, 0)).toBe(false)
    for (const header of ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via']) {
      expect(isLocalRequest('127.0.0.1', { ...host, [header]: '127.0.0.1' }, 0)).toBe(false)
    }
    expect(isLocalRequest('127.0.0.1', { ...host, 'x-forwarded-for': '127.0.0.1' }, 1)).toBe(true)
  })

  it('believes as many proxies as are trusted, counted from this side', () => {
    const headers = { 'x-forwarded-for': '127.0.0.1, 203.0.113.7, 10.0.0.2' }
    expect(clientAddress('127.0.0.1', headers, 0)).toBe('127.0.0.1')
    expect(clientAddress('127.0.0.1', headers, 1)).toBe('10.0.0.2')
    expect(clientAddress('127.0.0.1', headers, 2)).toBe('203.0.113.7')
    expect(clientAddress('127.0.0.1', headers, 9)).toBe('127.0.0.1')
    expect(clientAddress('127.0.0.1', {}, 1)).toBe('127.0.0.1')
  })

  it('knows the addresses of this machine', () => {
    for (const address of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1']) {
      expect(isLoopback(address)).toBe(true)
    }
    for (const address of [
      undefined,
      '',
      '10.0.0.1',
      '::ffff:10.0.0.1',
      '127.0.0.1.evil',
      '1127.0.0.1',
      '::2',
    ]) {
      expect(isLoopback(address)).toBe(false)
    }
  })
})
