import vue from '@vitejs/plugin-vue'
import { VitePWA } from 'vite-plugin-pwa'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { cutFonts } from './display/build/cut-fonts.ts'
import { plantBug } from './server/testing/planted/plant-bug.ts'

const zone = { TZ: 'Asia/Ho_Chi_Minh' }

/** One of the bugs that tests must find; never in what is built. */
const planted = process.env['VITEST'] === undefined ? undefined : process.env['PLANTED_BUG']

/** Short to read and long to run: begun last, as files of their size are, they would run on alone. */
const LONG_RUNS = ['endurance', 'looks', 'planted', 'signal-loss', 'alarm-takeover', 'charts']

class LongRunsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean =>
      LONG_RUNS.some((name) => moduleId.endsWith(`/${name}.e2e.ts`))
    const sorted = await super.sort(files)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}

export default defineConfig({
  root: 'display',
  base: '/',
  build: { outDir: '../dist/display', emptyOutDir: true, target: 'es2022' },
  plugins: [
    vue(),
    cutFonts(),
    ...(planted === undefined ? [] : [plantBug(planted, import.meta.dirname)]),
    // The wall must come up again after a reboot with no server in reach: the page itself is precached.
    VitePWA({
      registerType: 'autoUpdate',
      injectRegister: null,
      manifest: false,
      workbox: {
        globPatterns: ['**/*.{js,css,html,woff2,svg}'],
        // Said by the first of the routes below; the plugin's own would come before it.
        navigateFallback: null,
        // Without its map an offline wall would lose the place where its figures belong.
        runtimeCaching: [
          // A page comes from the server while that answers: its policy (whose pictures and pages may be
          // shown) changes with the configuration, and a kept page would keep the old one. Every other
          // address is the server's own: /api, /metrics, /readyz …
          {
            urlPattern: ({ request, url }) =>
              request.mode === 'navigate' &&
              /^\/((wall|m|desk|admin|account|sign-in|setup|set-password)(\/|$)|$)/.test(
                url.pathname,
              ),
            // Written out in the worker, so it may use nothing from around it.
            handler: async ({ request }) => {
              const signal = AbortSignal.timeout(3_000)
              const answer = await fetch(request.url, { signal }).catch(() => undefined)
              if (answer && answer.status < 500) return answer
              return (await caches.match('/index.html', { ignoreSearch: true })) ?? Response.error()
            },
          },
          {
            urlPattern: ({ url }) => url.pathname.startsWith('/maps/'),
            handler: 'StaleWhileRevalidate',
            options: { cacheName: 'maps', expiration: { maxEntries: 40 } },
          },
        ],
      },
    }),
  ],
  test: {
    root: '.',
    env: zone,
    // What waits (browsers, servers, Redis) is most of it: a third worker fills two cores.
    maxWorkers: 3,
    // Room for what is gone at once: collecting it took a tenth of the time.
    execArgv: ['--max-semi-space-size=64'],
    sequence: { sequencer: LongRunsFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          root: import.meta.dirname,
          include: ['{protocol,server,display}/**/*.test.ts'],
          // Files share their worker: starting one for each cost more than the tests did.
          isolate: false,
          // They judge no time: this only ends what hangs, also on a machine that is busy.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'contract',
          root: import.meta.dirname,
          include: ['server/**/*.contract.ts'],
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          root: import.meta.dirname,
          include: ['e2e/**/*.e2e.ts'],
          isolate: false,
          testTimeout: 240_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          // Tests that run side by side mostly wait.
          maxConcurrency: 12,
        },
      },
    ],
  },
})
