import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../server/testing/redis-server.ts'
import { copyConfig, type ConfigCopy } from './harness/config-copy.ts'
import { startLocalPages, TAKE_ANY_CERTIFICATE, type LocalPages } from './harness/local-page.ts'
import { startStack, type Stack } from './harness/stores.ts'
import { until } from './harness/until.ts'
import { launchChromium, openWall, type WallPage } from './harness/wall-page.ts'

const SITE = 'dai-loc'
const LAYOUT = `sites/${SITE}/layout.yaml`
const SHOWN_MS = 20_000
const SERIES = 'river.level/ai-nghia'

/** Runs in a page: a picture and a film of one second, made by the browser itself. */
async function makeMedia(): Promise<{ readonly image: number[]; readonly film: number[] }> {
  const canvas = document.createElement('canvas')
  canvas.width = 64
  canvas.height = 48
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no canvas')
  const bytesOf = async (blob: Blob | null): Promise<number[]> => [
    ...new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0)),
  ]
  const paint = (step: number): void => {
    context.fillStyle = `rgb(200 ${step * 8} 40)`
    context.fillRect(0, 0, 64, 48)
  }
  paint(0)
  const image = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: 'video/webm' })
  const parts: Blob[] = []
  recorder.ondataavailable = ({ data }) => parts.push(data)
  const ended = new Promise((resolve) => (recorder.onstop = resolve))
  recorder.start()
  for (let step = 0; step < 25; step++) {
    paint(step)
    await new Promise((resolve) => setTimeout(resolve, 40))
  }
  recorder.stop()
  await ended
  return { image: await bytesOf(image), film: await bytesOf(new Blob(parts)) }
}

const placed = (id: string, index: number, panel: string): string => `
      - id: ${id}
        at: { column: ${1 + (index % 3) * 8}, row: ${1 + Math.floor(index / 3) * 6}, width: 8, height: 6 }
        panel: ${panel}`
const media = (id: string, index: number, kind: string, source: string): string =>
  placed(
    id,
    index,
    `{ kind: media, options: { kind: ${kind}, source: '${source}', title: { vi: Ô ${id}, en: ${id} }, words: { vi: lời ${id}, en: ${id} } } }`,
  )
const LEVEL = placed(
  'level',
  5,
  '{ kind: figure, options: { metric: river.level, sensor: ai-nghia } }',
)

describe('media panels', () => {
  let browser: Browser
  let config: ConfigCopy
  let pages: LocalPages
  let stack: Stack
  let wall: WallPage
  let listed: string
  let unlisted: string
  let gone: string

  const layout = (panels: readonly string[]): string => `scenes:
  - id: media
    title: { vi: Hình, en: Media }
    panels:${[...panels, LEVEL].join('')}
`
  const panelOf = (id: string): Locator =>
    wall.page.locator('[data-panel="media"]', { hasText: `Ô ${id}` })
  const says = async (id: string, words: string): Promise<void> => {
    await until(`${id} says ${words}`, SHOWN_MS, async () => {
      const text = await panelOf(id).innerText()
      return text.includes(words) && text.includes(`lời ${id}`)
    })
    expect(await panelOf(id).getAttribute('data-freshness')).toBe('none')
  }
  const isLive = async (value: number, text: string): Promise<void> => {
    const painted = wall.whenPainted(SERIES, text)
    await stack.server.postLevel(SITE, 'ai-nghia', value)
    await painted
    // A wall that has just been opened is proven a moment later.
    await until('the figure is fresh', SHOWN_MS, async () => {
      return (await wall.freshness(SERIES)) === 'fresh'
    })
  }

  beforeAll(async () => {
    browser = await launchChromium([TAKE_ANY_CERTIFICATE])
    pages = await startLocalPages((request, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8')
      if (request.url === '/away') {
        response.writeHead(302, { location: `${unlisted}/secret` }).end()
      } else response.end(`<p>Trang của ${request.url ?? ''}</p>`)
    })
    listed = `https://127.0.0.1:${pages.port}`
    unlisted = `https://localhost:${pages.port}`
    gone = `https://127.0.0.1:${await freePort()}`
    config = await copyConfig()
    const folder = path.join(config.folder, 'sites', SITE, 'media')
    await mkdir(folder)
    const studio = await browser.newPage()
    const { image, film } = await studio.evaluate(makeMedia)
    await studio.close()
    await writeFile(path.join(folder, 'flood.png'), Uint8Array.from(image))
    await writeFile(path.join(folder, 'later.png'), Uint8Array.from(image))
    await writeFile(path.join(folder, 'flood.webm'), Uint8Array.from(film))
    await config.edit(
      `sites/${SITE}/site.yaml`,
      (text) => `${text}\nallowedOrigins: ['${listed}', '${gone}']\n`,
    )
    await config.edit(LAYOUT, () =>
      layout([
        media('anh', 0, 'image', 'flood.png'),
        media('phim', 1, 'video', 'flood.webm'),
        media('trang', 2, 'page', `${listed}/camera`),
        media('mat', 3, 'page', `${gone}/camera`),
        media('lac', 4, 'page', `${listed}/away`),
      ]),
    )
    stack = await startStack('embedded', { env: { CONFIG_DIR: config.folder } })
    await stack.server.postLevel(SITE, 'ai-nghia', 7.1)
    wall = await openWall(browser, stack.server.origin, SITE, { query: 'scene=media' })
    await wall.whenPainted(SERIES, '7,10')
  })
  afterAll(async () => {
    await browser.close()
    await stack.stop()
    await pages.stop()
    await config.remove()
  })

  it('show a picture', async () => {
    await panelOf('anh').locator('img').waitFor()
    await until('the picture is there', SHOWN_MS, () =>
      panelOf('anh')
        .locator('img')
        .evaluate((img: HTMLImageElement) => img.complete && img.naturalWidth === 64),
    )
    expect(await panelOf('anh').innerText()).not.toContain('đang tải')
  })

  it('play a film, without sound and over and over', async () => {
    const film = panelOf('phim').locator('video')
    const times: number[] = []
    await until('the film has begun again', SHOWN_MS, async () => {
      const now = await film.evaluate((one: HTMLVideoElement) => one.currentTime)
      times.push(now)
      return times.some((one, index) => one < (times[index - 1] ?? 0))
    })
    expect(Math.max(...times)).toBeGreaterThan(0.2)
    const { width, isMuted } = await film.evaluate((one: HTMLVideoElement) => {
      return { width: one.videoWidth, isMuted: one.muted }
    })
    expect([width, isMuted]).toEqual([64, true])
  })

  it('show a page of an allowed origin, which cannot reach the wall', async () => {
    const frame = panelOf('trang').frameLocator('iframe')
    await frame.getByText('Trang của /camera').waitFor({ timeout: SHOWN_MS })
    await until('the panel is whole', SHOWN_MS, async () => {
      return (await panelOf('trang').getAttribute('data-freshness')) === 'fresh'
    })
    expect(await panelOf('trang').locator('iframe').getAttribute('sandbox')).toBe(
      'allow-scripts allow-same-origin',
    )
  })

  it('say that a page does not answer, and that one led to where nobody allowed it', async () => {
    await says('mat', 'chưa tải được, đang thử lại')
    await says('lac', 'không có trong danh sách được phép')
    expect(pages.asked.filter((one) => one.includes('/secret'))).toEqual([])
    await isLive(7.2, '7,20')
  })

  it('are kept by the policy from origins that are not listed, whoever asks for them', async () => {
    const refused = await wall.page.evaluate(async (origin) => {
      const violations: string[] = []
      document.addEventListener('securitypolicyviolation', (event) => {
        violations.push(event.effectiveDirective)
      })
      const makers = { img: 'img', iframe: 'iframe', video: 'video' } as const
      for (const tag of Object.values(makers)) {
        const one = document.createElement(tag)
        one.src = `${origin}/planted-${tag}`
        document.body.append(one)
      }
      await new Promise((resolve) => setTimeout(resolve, 1_000))
      for (const tag of Object.values(makers)) {
        document.querySelector(`body > ${tag}`)?.remove()
      }
      return violations.toSorted()
    }, unlisted)
    expect(refused).toEqual(['frame-src', 'img-src', 'media-src'])
    expect(pages.asked.filter((one) => one.includes('planted'))).toEqual([])
  })

  it('of an origin that is not listed are refused with their place, and the wall says so', async () => {
    const more = media('them', 3, 'page', `${unlisted}/camera`)
    const panels = [media('anh', 0, 'image', 'flood.png'), more]
    await config.edit(LAYOUT, () => layout(panels))
    await wall.page.getByText('cấu hình mới bị từ chối: 1 lỗi').waitFor({ timeout: SHOWN_MS })
    expect(stack.server.log()).toContain(`${unlisted} is not among the allowedOrigins`)
    expect(await wall.page.locator('[data-panel="media"]').count()).toBe(5)
    await isLive(7.3, '7,30')
  })

  it('of an origin that is listed while the wall runs are shown without anybody at it', async () => {
    await config.edit(`sites/${SITE}/site.yaml`, (text) =>
      text.replace(`'${gone}'`, `'${unlisted}'`),
    )
    const frame = panelOf('them').frameLocator('iframe')
    await frame.getByText('Trang của /camera').waitFor({ timeout: SHOWN_MS })
    await wall.whenPainted(SERIES, '7,30')
  })

  it('whose file was taken away say that they could not load it; all others go on', async () => {
    await config.edit(LAYOUT, () =>
      layout([media('anh', 0, 'image', 'flood.png'), media('sau', 1, 'image', 'later.png')]),
    )
    await until('the second picture is there', SHOWN_MS, async () => {
      return (await panelOf('sau').getAttribute('data-freshness')) === 'fresh'
    })
    await rm(path.join(config.folder, 'sites', SITE, 'media', 'later.png'))
    await wall.close()
    wall = await openWall(browser, stack.server.origin, SITE, { query: 'scene=media' })
    await says('sau', 'chưa tải được, đang thử lại')
    await until('the first picture is there', SHOWN_MS, async () => {
      return (await panelOf('anh').getAttribute('data-freshness')) === 'fresh'
    })
    await isLive(7.4, '7,40')
    expect(wall.problems).toEqual([])
  })
})
