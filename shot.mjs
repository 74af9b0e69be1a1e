import { chromium } from 'playwright-core'
const [,, url, out, w='1920', h='1080', wait='15000'] = process.argv
const b = await chromium.launch({ executablePath: '/usr/bin/chromium-headless-shell', args: ['--no-sandbox'] })
const p = await b.newPage({ viewport: { width: +w, height: +h } })
await p.goto(url)
await p.waitForTimeout(+wait)
await p.screenshot({ path: out })
await b.close()
