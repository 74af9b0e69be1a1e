import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** Which way no byte goes through any more, while the connection itself stays. */
export type BlackHole = 'none' | 'to-server' | 'to-wall' | 'both'

interface Pair {
  readonly wall: Socket
  readonly server: Socket
}

/** Stands between walls and a server; cuts, holds back or moves their connections. */
export class TcpProxy {
  readonly #listener: Server
  readonly #pairs = new Set<Pair>()
  #upstream = 0
  #hole: BlackHole = 'none'
  #isRefusing = false

  constructor() {
    this.#listener = createServer((wall) => this.#accept(wall))
  }

  async listen(): Promise<void> {
    this.#listener.listen(0, '127.0.0.1')
    await once(this.#listener, 'listening')
  }

  get port(): number {
    const address = this.#listener.address()
    if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
    return address.port
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** Where new connections go from now on. */
  forwardTo(port: number): void {
    this.#upstream = port
  }

  /** Ends every connection at once, as a pulled plug that both ends notice. */
  cut(): void {
    for (const { wall, server } of this.#pairs) {
      wall.resetAndDestroy()
      server.resetAndDestroy()
    }
    this.#pairs.clear()
  }

  /** While refusing, new connections end as soon as they are made. */
  refuse(isRefusing: boolean): void {
    this.#isRefusing = isRefusing
  }

  /** Bytes wait, as they do when packets are lost on the way; they go on after `none`. */
  blackHole(hole: BlackHole): void {
    this.#hole = hole
    for (const pair of this.#pairs) {
      this.#hold(pair)
      if (pair.server.destroyed) this.#end(pair, 'to-wall')
      if (pair.wall.destroyed) this.#end(pair, 'to-server')
    }
  }

  /** Ends one connection, whichever `pick` (0 … 1) points at; answers whether there was one. */
  cutOne(pick: number): boolean {
    const pairs = [...this.#pairs]
    const pair = pairs[Math.floor(pick * pairs.length)]
    if (!pair) return false
    this.#pairs.delete(pair)
    pair.wall.resetAndDestroy()
    pair.server.resetAndDestroy()
    return true
  }

  async stop(): Promise<void> {
    this.cut()
    this.#listener.close()
    await once(this.#listener, 'close')
  }

  #accept(wall: Socket): void {
    wall.on('error', () => wall.destroy())
    if (this.#isRefusing || this.#upstream === 0) {
      wall.resetAndDestroy()
      return
    }
    const server = connect({ host: '127.0.0.1', port: this.#upstream })
    const pair = { wall, server }
    this.#pairs.add(pair)
    server.on('error', () => server.destroy())
    wall.on('data', (bytes) => server.write(bytes))
    server.on('data', (bytes) => wall.write(bytes))
    wall.on('close', () => this.#end(pair, 'to-server'))
    server.on('close', () => this.#end(pair, 'to-wall'))
    this.#hold(pair)
  }

  #hold({ wall, server }: Pair): void {
    if (this.#isHeld('to-server')) wall.pause()
    else wall.resume()
    if (this.#isHeld('to-wall')) server.pause()
    else server.resume()
  }

  #isHeld(way: 'to-server' | 'to-wall'): boolean {
    return this.#hole === way || this.#hole === 'both'
  }

  /** A direction that is held tells nobody of an end either, until it is free again. */
  #end(pair: Pair, way: 'to-server' | 'to-wall'): void {
    if (this.#isHeld(way)) return
    pair.wall.destroy()
    pair.server.destroy()
    this.#pairs.delete(pair)
  }
}

export async function startProxy(): Promise<TcpProxy> {
  const proxy = new TcpProxy()
  await proxy.listen()
  return proxy
}
