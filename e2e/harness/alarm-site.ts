import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { ListedAlarm } from '../../protocol/alarm-answers.ts'
import { ask, type Answer } from './ask.ts'
import { copyConfig, type ConfigCopy } from './config-copy.ts'
import type { WallServer } from './wall-server.ts'

export const ALARM_SITE = 'hiep-duc'

/** A configuration whose site has so many rivers, and an alarm at 10 m on each. */
export async function configWithRivers(count: number): Promise<ConfigCopy> {
  const config = await copyConfig()
  const names = Array.from({ length: count }, (_, at) => `e2e-${at}`)
  const sensors = names.map(
    (id) => `  - { id: ${id}, name: { vi: Sông ${id}, en: River ${id} }, kind: river }`,
  )
  await config.edit(`sites/${ALARM_SITE}/sensors.yaml`, (text) => {
    const head = text.includes('\nsensors:') ? text : `${text}\nsensors:`
    return `${head}\n${sensors.join('\n')}\n`
  })
  const rule = [
    "name: { vi: 'Kiểm thử', en: 'Test' }",
    'rules:',
    '  - id: high',
    '    name: { vi: Nước cao, en: High water }',
    '    metric: river.level',
    '    sensors:',
    ...names.map((name) => `      - ${name}`),
    '    condition: { kind: high, limit: 10, severity: high }',
    '    chattering: { raises: 100, within: 1 s }',
  ]
  await writeFile(path.join(config.folder, 'alarms/e2e.yaml'), `${rule.join('\n')}\n`)
  await config.edit(`sites/${ALARM_SITE}/site.yaml`, (text) =>
    text.replace(/\nalarms:[^\n]*/, '\nalarms: [e2e]'),
  )
  return config
}

/** A program in an officer's place, that remembers under which key it asked for what. */
export class Officer {
  readonly #key: string
  readonly #origin: string

  private constructor(origin: string, key: string) {
    this.#origin = origin
    this.#key = key
  }

  static async at(server: WallServer, name: string): Promise<Officer> {
    return new Officer(server.origin, await server.newKey(ALARM_SITE, 'officer', name))
  }

  /** The same officer at another node of the same stores. */
  elsewhere(server: WallServer): Officer {
    return new Officer(server.origin, this.#key)
  }

  /** All of some states, page by page. */
  async list(state: string): Promise<readonly ListedAlarm[]> {
    const alarms: ListedAlarm[] = []
    let cursor = ''
    for (;;) {
      const answer = await this.#ask('GET', `alarms?state=${state}&limit=500${cursor}`)
      if (answer.status !== 200) throw new Error(`no alarms: ${answer.status} ${answer.text}`)
      const page = JSON.parse(answer.text) as { alarms: ListedAlarm[]; next?: string }
      alarms.push(...page.alarms)
      if (page.next === undefined) return alarms
      cursor = `&cursor=${encodeURIComponent(page.next)}`
    }
  }

  /** Acknowledges one occurrence under a key of its own. */
  acknowledge({ id, occurrence }: Pick<ListedAlarm, 'id' | 'occurrence'>, key: string) {
    const path_ = `alarms/${encodeURIComponent(id)}/acknowledge`
    return this.#ask('POST', path_, { occurrence }, key)
  }

  /** Everything that was ever written of alarms, oldest first. */
  async journal(): Promise<readonly JournalLine[]> {
    const lines: JournalLine[] = []
    let cursor = ''
    for (;;) {
      const answer = await this.#ask('GET', `alarm-journal?limit=200${cursor}`)
      const page = JSON.parse(answer.text) as { entries: JournalLine[]; next?: string }
      lines.push(...page.entries)
      if (page.next === undefined) return lines.toReversed()
      cursor = `&cursor=${page.next}`
    }
  }

  #ask(method: string, place: string, body?: object, key?: string): Promise<Answer> {
    return ask(this.#origin, {
      method,
      path: `/api/v1/sites/${ALARM_SITE}/${place}`,
      headers: {
        authorization: `Bearer ${this.#key}`,
        ...(body && { 'content-type': 'application/json' }),
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      body: body && JSON.stringify(body),
    })
  }
}

export interface JournalLine {
  readonly seq: number
  readonly action: string
  readonly subject?: string
  readonly actor: { readonly kind: string; readonly id?: string; readonly name?: string }
  readonly detail?: Readonly<Record<string, string | number | boolean>>
}

/** `<alarm>#<occurrence>` of the entries of an action. */
export function occurrencesIn(lines: readonly JournalLine[], action: string): readonly string[] {
  return lines
    .filter((line) => line.action === action)
    .map(({ subject, detail }) => `${subject}#${detail?.['occurrence']}`)
}
