import express, { type Request, type Response, type Router } from 'express'
import type { Action } from '../../../protocol/access.ts'
import {
  admitPeople,
  admitSignedIn,
  admitToSite,
  type PersonVisit,
  type SiteVisit,
} from './admission.ts'
import type { HttpParts } from './http-parts.ts'
import { methodNotAllowed } from './problem.ts'

type Method = 'get' | 'post' | 'patch' | 'delete'

/** Who a route is open to. `site`: at the site in its path; `somewhere`: at any site; `everywhere`: at all of them. */
export type RouteAccess =
  | { readonly kind: 'public' }
  | { readonly kind: 'signed-in' }
  | { readonly kind: 'site' | 'somewhere' | 'everywhere'; readonly action: Action }

export interface Route {
  readonly method: Method
  readonly path: string
  readonly access: RouteAccess
}

type Handler<V> = (req: Request, res: Response, visit: V) => void | Promise<void>

/**
 * The only way to serve an address: each names who it is for, and everything else is turned away before
 * its handler runs. Addresses whose methods are not served answer 405.
 */
export class RouteTable {
  readonly router: Router = express.Router()
  readonly routes: Route[] = []
  readonly #parts: HttpParts

  constructor(parts: HttpParts) {
    this.#parts = parts
  }

  /** For everybody: it says nothing of any site's figures, or looks at the asker itself. */
  open(
    method: Method,
    path: string,
    handler: (req: Request, res: Response) => void | Promise<void>,
  ): void {
    this.routes.push({ method, path, access: { kind: 'public' } })
    this.router[method](path, (req, res) => handler(req, res))
  }

  /** For whoever is signed in, about the own account. */
  signedIn(method: Method, path: string, handler: Handler<PersonVisit>): void {
    this.routes.push({ method, path, access: { kind: 'signed-in' } })
    this.router[method](path, async (req, res) => {
      await handler(req, res, await admitSignedIn(this.#parts, req))
    })
  }

  /** For who may do this at the site in the path. */
  site(method: Method, path: string, action: Action, handler: Handler<SiteVisit>): void {
    this.routes.push({ method, path, access: { kind: 'site', action } })
    this.router[method](path, async (req, res) => {
      await handler(req, res, await admitToSite(this.#parts, req, action))
    })
  }

  /** For people who may do this at one site at least, or (`everywhere`) at all of them. */
  people(
    method: Method,
    path: string,
    access: { readonly kind: 'somewhere' | 'everywhere'; readonly action: Action },
    handler: Handler<PersonVisit>,
  ): void {
    this.routes.push({ method, path, access })
    this.router[method](path, async (req, res) => {
      await handler(req, res, await admitPeople(this.#parts, req, access.kind, access.action))
    })
  }

  /** To be called when every route is there. */
  close(): Router {
    const methods = new Map<string, string[]>()
    for (const { path, method } of this.routes) {
      const served = method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]
      methods.set(path, [...(methods.get(path) ?? []), ...served])
    }
    for (const [path, served] of methods) this.router.all(path, methodNotAllowed(served.join(', ')))
    return this.router
  }
}
