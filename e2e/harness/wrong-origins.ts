/** Origins of pages that are not the server's own, however much they look like it. */
export const WRONG_ORIGINS: readonly (readonly [
  from: string,
  originOf: (port: number) => string,
])[] = [
  ['another site', () => 'http://evil.example'],
  ['another scheme', (port) => `https://127.0.0.1:${port}`],
  ['a socket scheme', (port) => `ws://127.0.0.1:${port}`],
  ['another port', (port) => `http://127.0.0.1:${port + 1}`],
  ['no port', () => 'http://127.0.0.1'],
  ['a suffix to the host', (port) => `http://127.0.0.1.evil.example:${port}`],
  ['a prefix to the host', (port) => `http://evil-localhost:${port}`],
  ['a longer port', (port) => `http://127.0.0.1:${port}0`],
  ['a path', (port) => `http://127.0.0.1:${port}/`],
  ['a user', (port) => `http://evil@127.0.0.1:${port}`],
  ['a sandboxed page', () => 'null'],
  ['a file', () => 'file://'],
  ['an empty origin', () => ''],
]
