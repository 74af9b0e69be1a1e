import type { WallServer } from './wall-server.ts'

/** Makes a request count as one of another machine, where walls are closed and cookies have their plain names. */
export const FROM_ELSEWHERE = { 'X-Forwarded-For': '192.0.2.7' }

export interface Answered {
  readonly status: number
  readonly body: unknown
}

/** Somebody with a browser's cookies and without a browser, on another machine. */
export class Visitor {
  readonly #cookies = new Map<string, string>()

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  async ask(server: WallServer, method: string, path: string, body?: object): Promise<Answered> {
    const answer = await fetch(server.origin + path, {
      method,
      headers: {
        ...FROM_ELSEWHERE,
        ...(this.cookie !== '' && { Cookie: this.cookie }),
        ...(body && { 'Content-Type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    for (const line of answer.headers.getSetCookie()) this.#keep(line)
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
  }

  #keep(line: string): void {
    const [pair = ''] = line.split(';')
    const at = pair.indexOf('=')
    const value = pair.slice(at + 1)
    if (value === '') this.#cookies.delete(pair.slice(0, at))
    else this.#cookies.set(pair.slice(0, at), value)
  }
}

const PASSWORD = 'cầu ái nghĩa lúc sáng'

/** Makes an account on the command line, as an operator would, and signs it in on another machine. */
export async function signInNew(
  server: WallServer,
  id: string,
  ...roles: readonly string[]
): Promise<Visitor> {
  const flags = roles.flatMap((role) => ['--role', role])
  const made = await server.command('users', 'create', id, '--name', id, ...flags, '--json')
  const { invitation } = JSON.parse(made) as { invitation: { token: string } }
  const visitor = new Visitor()
  const accepted = await visitor.ask(server, 'POST', '/api/v1/invitations/accept', {
    token: invitation.token,
    password: PASSWORD,
  })
  if (accepted.status !== 200) throw new Error(`not signed in: ${JSON.stringify(accepted)}`)
  return visitor
}
