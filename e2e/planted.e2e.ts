import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, it } from 'vitest'
import { PLANTED_BUGS } from '../server/testing/planted/planted-bugs.ts'

const ROOT = path.resolve(import.meta.dirname, '..')
/** Without npx, which takes half a second to find it. */
const VITEST = path.join(ROOT, 'node_modules/vitest/vitest.mjs')
const run = promisify(execFile)

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[]
  }[]
}

/** The tests of a title that ran in a file, with the bug in place. */
async function runWith(name: string, { file, title }: (typeof PLANTED_BUGS)[number]['test']) {
  const folder = await mkdtemp(path.join(tmpdir(), 'iocwall-planted-'))
  const report = path.join(folder, 'report.json')
  const project = file.endsWith('.contract.ts') ? 'contract' : 'unit'
  const pattern = title.replaceAll(/[[\]()]/g, '\\$&')
  const words = [VITEST, 'run', '--project', project, file, '-t', pattern]
  try {
    await run(process.execPath, [...words, '--reporter=json', `--outputFile=${report}`], {
      cwd: ROOT,
      env: { ...process.env, PLANTED_BUG: name },
    }).catch(() => undefined)
    const { testResults } = JSON.parse(await readFile(report, 'utf8')) as Report
    return testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ status }) => status === 'failed' || status === 'passed')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Others run beside these: two processes at once leave them room. */
const AT_ONCE = 2
const waiting: (() => void)[] = []
let free = AT_ONCE

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (free > 0) free--
  else await new Promise<void>((resolve) => waiting.push(resolve))
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else free++
  }
}

describe.concurrent('a bug that is planted', () => {
  it.for(PLANTED_BUGS)('is found by its test: $name', async ({ name, test }, { expect }) => {
    const ran = await inTurn(() => runWith(name, test))
    expect(ran.map(({ fullName }) => fullName).join()).toContain(test.title)
    expect(ran.map(({ status }) => status)).toContain('failed')
  })
})
