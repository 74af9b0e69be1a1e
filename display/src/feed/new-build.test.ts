import { describe, expect, it } from 'vitest'
import { FakePage } from './fake-page.ts'
import { takeUpNewBuild, watchBuild, type BuildPorts } from './new-build.ts'

const page = (entry: string): string =>
  `<!doctype html><script type="module" crossorigin src="/assets/${entry}.js"></script>`

function start(own: string | undefined, server: string): { ports: BuildPorts; done: string[] } {
  const done: string[] = []
  let tried: string | null = null
  const ports: BuildPorts = {
    ownEntry: () => own && `/assets/${own}.js`,
    fetchPage: () => Promise.resolve(server),
    updateOfflineCopy: () => Promise.resolve(void done.push('update')),
    triedEntry: () => tried,
    rememberTry: (entry) => (tried = entry),
    reload: () => void done.push('reload'),
  }
  return { ports, done }
}

describe('new build', () => {
  it('reloads into another build, the offline copy first', async () => {
    const { ports, done } = start('index-a1', page('index-b2'))
    expect(await takeUpNewBuild(ports)).toBe('reloading')
    expect(done).toEqual(['update', 'reload'])
  })

  it('does not reload a second time for the same build', async () => {
    const { ports, done } = start('index-a1', page('index-b2'))
    await takeUpNewBuild(ports)
    expect(await takeUpNewBuild(ports)).toBe('tried-before')
    expect(done).toEqual(['update', 'reload'])
  })

  it('stays where the build is the same, unknown, or in development', async () => {
    expect(await takeUpNewBuild(start('index-a1', page('index-a1')).ports)).toBe('same')
    expect(await takeUpNewBuild(start('index-a1', '<p>proxy login</p>').ports)).toBe('unknown')
    expect(await takeUpNewBuild(start(undefined, page('index-b2')).ports)).toBe('unknown')
  })

  it('is looked for after every storm of reconnects, at most every ten seconds', () => {
    const page = new FakePage()
    const looks: number[] = []
    const ports = {
      ...start('index-a1', '').ports,
      ownEntry: () => void looks.push(page.monotonicNow()),
    }
    const watch = watchBuild(page, ports, () => undefined)
    for (let cut = 0; cut < 30; cut++) {
      watch.look()
      page.pass(500)
    }
    page.pass(60_000)
    expect(looks).toEqual([0, 10_000, 20_000])
    watch.look()
    watch.stop()
    expect(page.timerCount).toBe(0)
  })
})
