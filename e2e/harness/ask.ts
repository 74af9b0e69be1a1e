import { Agent, request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http'

const GIVE_UP_MS = 30_000
/** A connection that the server is about to close must not be asked again. */
const agent = new Agent({ keepAlive: true, maxSockets: 128, timeout: 5_000 })

/** A request exactly as it is written here: unlike with `fetch`, nothing is put right on the way. */
export interface Question {
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<OutgoingHttpHeaders>
  readonly body?: string | Uint8Array | undefined
}

export interface Answer {
  /** 0 where the server hung up without a word. */
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

export function ask(origin: string, question: Question): Promise<Answer> {
  const { method = 'GET', path, headers = {}, body } = question
  const { hostname, port } = new URL(origin)
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) }
    const all = { ...length, ...headers }
    const asked = request({ agent, hostname, port, method, path, headers: all })
    let isAnswered = false
    asked.setTimeout(GIVE_UP_MS, () => asked.destroy(new Error(`no answer to ${method} ${path}`)))
    asked.on('response', (response) => {
      isAnswered = true
      const { statusCode: status = 0 } = response
      let text = ''
      const done = (): void => resolve({ status, headers: response.headers, text })
      response.setEncoding('utf8').on('data', (part: string) => (text += part))
      response.on('end', done).on('error', done)
    })
    asked.on('error', (error: NodeJS.ErrnoException) => {
      if (isAnswered) return
      const isHungUp = error.code === 'ECONNRESET' || error.code === 'EPIPE'
      if (isHungUp) resolve({ status: 0, headers: {}, text: '' })
      else reject(error)
    })
    asked.end(body)
  })
}

/** Puts many questions, a few at a time; the answers stand in their order. */
export async function askAll<Q>(
  questions: readonly Q[],
  atOnce: number,
  put: (question: Q, index: number) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = []
  let next = 0
  const work = async (): Promise<void> => {
    for (let index = next++; index < questions.length; index = next++) {
      answers[index] = await put(questions[index] as Q, index)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return answers
}

/** The last word of a problem's type, such as `wrong-shape`. */
export function problemOf({ text }: Answer): string | undefined {
  return /"type":"urn:ioc-wall:problem:([a-z-]+)"/.exec(text)?.[1]
}
