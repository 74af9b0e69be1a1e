import type { SoundState } from '../../../protocol/socket-events.ts'

const BEEP_S = 0.14
const GAP_S = 0.06
const LOUDNESS = 0.35
/** Of the test: hardly heard, but there. */
const TEST_HZ = 440
const TEST_LOUDNESS = 0.004
const TEST_MS = 180
/** What a tone of that loudness leaves at the chain's end, at the least. */
const LEAST_LEVEL = TEST_LOUDNESS / 10
const RESUME_WITHIN_MS = 600

/** The way from this page to the loudspeaker, which a browser may cut: tones are made here, no file is needed. */
export class AudioChain {
  readonly #open: () => AudioContext
  readonly #pause: (ms: number) => Promise<void>
  #context: AudioContext | undefined
  #end: AnalyserNode | undefined

  constructor(
    open: () => AudioContext = () => new AudioContext(),
    pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms)),
  ) {
    this.#open = open
    this.#pause = pause
  }

  /** Plays beeps one after the other; false where the chain is cut, and nothing is heard. */
  play(beeps: readonly number[]): boolean {
    const context = this.#context
    if (!context || context.state !== 'running') return false
    beeps.forEach((hz, index) => {
      this.#beep(hz, LOUDNESS, context.currentTime + index * (BEEP_S + GAP_S))
    })
    return true
  }

  /**
   * Sends a faint tone through the chain and looks whether it comes out at its end. What lies behind
   * the browser (the device's volume, its loudspeaker) cannot be seen from here.
   */
  async test(): Promise<SoundState> {
    try {
      const context = this.#chain()
      if (context.state !== 'running') {
        // Without a touch it may be refused, or wait for one for ever.
        await Promise.race([context.resume(), this.#pause(RESUME_WITHIN_MS)])
      }
      if (!isRunning(context)) return 'blocked'
      const before = context.currentTime
      this.#beep(TEST_HZ, TEST_LOUDNESS, before)
      await this.#pause(TEST_MS / 2)
      const level = this.#level()
      await this.#pause(TEST_MS / 2)
      return level >= LEAST_LEVEL && context.currentTime > before ? 'audible' : 'failed'
    } catch {
      return 'failed'
    }
  }

  close(): void {
    void this.#context?.close().catch(() => undefined)
    this.#context = undefined
    this.#end = undefined
  }

  #chain(): AudioContext {
    if (this.#context) return this.#context
    const context = this.#open()
    const end = context.createAnalyser()
    end.fftSize = 2_048
    end.connect(context.destination)
    this.#context = context
    this.#end = end
    return context
  }

  #beep(hz: number, loudness: number, at: number): void {
    const context = this.#context
    if (!context || !this.#end) return
    const tone = context.createOscillator()
    const volume = context.createGain()
    tone.type = 'triangle'
    tone.frequency.value = hz
    // Without slopes every beep begins and ends with a crack.
    volume.gain.setValueAtTime(0, at)
    volume.gain.linearRampToValueAtTime(loudness, at + 0.01)
    volume.gain.setValueAtTime(loudness, at + BEEP_S - 0.02)
    volume.gain.linearRampToValueAtTime(0, at + BEEP_S)
    tone.connect(volume).connect(this.#end)
    tone.start(at)
    tone.stop(at + BEEP_S)
    tone.onended = (): void => volume.disconnect()
  }

  #level(): number {
    if (!this.#end) return 0
    const samples = new Float32Array(this.#end.fftSize)
    this.#end.getFloatTimeDomainData(samples)
    return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
  }
}

/** The compiler believes that what was not running before the pause cannot be after it. */
function isRunning({ state }: AudioContext): boolean {
  return state === 'running'
}
