import { describe, expect, it } from 'vitest'
import { AudioChain } from './audio-chain.ts'

/** A context whose sound comes out only while it runs and nothing is broken. */
function buildContext({
  resumes = true,
  isBroken = false,
}: { readonly resumes?: boolean; readonly isBroken?: boolean } = {}) {
  const played: number[] = []
  const param = { setValueAtTime: () => undefined, linearRampToValueAtTime: () => undefined }
  const node = { connect: <T>(to: T): T => to, disconnect: () => undefined }
  const context = {
    state: 'suspended',
    destination: node,
    played,
    get currentTime() {
      return context.state === 'running' ? performance.now() : 0
    },
    async resume() {
      if (!resumes) return new Promise(() => undefined)
      context.state = 'running'
      return undefined
    },
    async close() {
      context.state = 'closed'
    },
    createAnalyser: () => ({
      ...node,
      fftSize: 32,
      getFloatTimeDomainData: (samples: Float32Array) => {
        samples.fill(isBroken || played.length === 0 ? 0 : 0.004)
      },
    }),
    createGain: () => ({ ...node, gain: param }),
    createOscillator: () => {
      const tone = {
        ...node,
        type: '',
        frequency: { value: 0 },
        start: () => void played.push(tone.frequency.value),
        stop: () => undefined,
      }
      return tone
    },
  }
  return context
}

function chainOf(context: ReturnType<typeof buildContext>): AudioChain {
  return new AudioChain(
    () => context as unknown as AudioContext,
    (ms) => new Promise((done) => setTimeout(done, ms / 50)),
  )
}

describe('the way of sound', () => {
  it('is audible when a tone that is sent comes out at its end', async () => {
    expect(await chainOf(buildContext()).test()).toBe('audible')
  })

  it('is blocked where the browser lets it not run, and fails where nothing comes out', async () => {
    expect(await chainOf(buildContext({ resumes: false })).test()).toBe('blocked')
    expect(await chainOf(buildContext({ isBroken: true })).test()).toBe('failed')
    const none = new AudioChain(() => {
      throw new Error('no device')
    })
    expect(await none.test()).toBe('failed')
  })

  it('plays every beep once it runs, and nothing before', async () => {
    const context = buildContext()
    const chain = chainOf(context)
    chain.play([500, 600])
    expect(context.played).toEqual([])
    await chain.test()
    context.played.length = 0
    chain.play([500, 600])
    expect(context.played).toEqual([500, 600])
    chain.close()
    expect(context.state).toBe('closed')
  })
})
