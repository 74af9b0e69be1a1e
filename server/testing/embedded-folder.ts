import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  openEmbeddedStores,
  type EmbeddedStoresOptions,
} from '../adapters/store-embedded/embedded-stores.ts'
import type { StoreProvider } from '../services/store.ts'

/** A folder of embedded stores, with what a test has opened there and started beside itself. */
export class EmbeddedFolder {
  readonly path: string
  readonly #opened: StoreProvider[] = []
  readonly #children: ChildProcess[] = []

  private constructor(path: string) {
    this.path = path
  }

  static async make(): Promise<EmbeddedFolder> {
    return new EmbeddedFolder(await mkdtemp(join(tmpdir(), 'iocwall-embedded-')))
  }

  /** Closed with the folder, if not before. */
  async open(options: Partial<EmbeddedStoresOptions> = {}): Promise<StoreProvider> {
    const provider = await openEmbeddedStores({ folder: this.path, ...options })
    this.#opened.push(provider)
    return provider
  }

  /** Ended with the folder, if not before. */
  own(child: ChildProcess): void {
    this.#children.push(child)
  }

  async remove(): Promise<void> {
    for (const child of this.#children.splice(0)) await endProcess(child)
    for (const provider of this.#opened.splice(0)) await provider.close()
    await rm(this.path, { recursive: true, force: true })
  }
}

/** Resolves when the process is gone. */
export async function endProcess(
  child: ChildProcess,
  signal: NodeJS.Signals = 'SIGKILL',
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'close')
  child.kill(signal)
  await ended
}
