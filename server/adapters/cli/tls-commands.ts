import path from 'node:path'
import type { Command } from 'commander'
import { REFUSED, type Answer, type End, type Output } from './command-parts.ts'

export interface TlsOrder {
  readonly names: readonly string[]
  /** Absent = `tls` in the data folder. */
  readonly folder?: string
  readonly isForced: boolean
}

export interface TlsMade {
  readonly files: {
    readonly authority: string
    readonly authorityKey: string
    readonly certificate: string
    readonly key: string
  }
  readonly names: readonly string[]
  readonly isAuthorityNew: boolean
  /** ms since 1970. */
  readonly expiresAt: number
  readonly authorityExpiresAt: number
}

export interface TlsActions {
  readonly initTls: (order: TlsOrder) => Promise<Answer<TlsMade>>
}

interface Flags {
  readonly host?: readonly string[]
  readonly ip?: readonly string[]
  readonly out?: string
  readonly force?: true
  readonly json?: true
}

export function addTls(program: Command, actions: TlsActions, output: Output, end: End): void {
  const tls = program.command('tls').description('https without a certificate that was bought')
  tls
    .command('init')
    .description('make a certificate authority of your own and a server certificate')
    .option('--host <name...>', 'names by which the server is reached, beside this machine’s own')
    .option('--ip <address...>', 'addresses by which it is reached, beside 127.0.0.1 and ::1')
    .option('--out <folder>', 'where the files go (default: tls in the data folder)')
    .option('--force', 'make the server certificate anew; the authority stays')
    .option('--json', 'print {files, names, isAuthorityNew, expiresAt, authorityExpiresAt} as JSON')
    .action(async ({ host = [], ip = [], out, force, json }: Flags) => {
      const order = { names: [...host, ...ip], isForced: force === true }
      const answer = await actions.initTls({ ...order, ...(out !== undefined && { folder: out }) })
      if (answer.ok) {
        output.out(json ? jsonOf(answer.value) : instructionsFor(answer.value))
        return
      }
      output.error(`${answer.message}\n`)
      end(REFUSED)
    })
}

function jsonOf({ expiresAt, authorityExpiresAt, ...made }: TlsMade): string {
  const shown = {
    ...made,
    expiresAt: new Date(expiresAt).toISOString(),
    authorityExpiresAt: new Date(authorityExpiresAt).toISOString(),
  }
  return `${JSON.stringify(shown, undefined, 2)}\n`
}

/** What to do next, for somebody who has not done it before. */
function instructionsFor({ files, names, isAuthorityNew, ...ends }: TlsMade): string {
  const authority = path.basename(files.authority)
  const known = `Devices that know ${authority} already need nothing new.`
  const steps = [serverStep(files), ...(isAuthorityNew ? [deviceStep(authority)] : [known])]
  return `${files.certificate} is made for
  ${names.join(', ')}
and good until ${dayOf(ends.expiresAt)}. Is the server reached by another name or address? Make it again with
--force and --host or --ip.

${steps.join('\n')}
Keep ${files.authorityKey} where only you can read it:
who has it can pretend to be any server to those devices. A copy in a safe place spares you from visiting
every device again (the authority is good until ${dayOf(ends.authorityExpiresAt)}).

Before ${dayOf(ends.expiresAt)}: npx ioc-wall tls init --force, with the same --host, --ip and --out.
A running server takes the new certificate by itself.
`
}

function serverStep({ certificate, key }: TlsMade['files']): string {
  return `1. Start the server, as a user who may read both files, with
     TLS_CERT=${certificate}
     TLS_KEY=${key}
     HOST=0.0.0.0
     PUBLIC_ORIGIN=https://<name or address>:8080
`
}

function deviceStep(authority: string): string {
  return `2. Give ${authority}, and no other file, to every device that opens the wall:
   Chromium on Linux, a kiosk too (as the user who runs it; certutil is in libnss3-tools):
     mkdir -p ~/.pki/nssdb
     certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n ioc-wall -i ${authority}
   Windows, as administrator:
     certutil -addstore -f Root ${authority}
   macOS:
     sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain ${authority}
   Android: Settings, Security, Encryption & credentials, Install a certificate, CA certificate.
   iPhone, iPad: open the file, install the profile in Settings, then turn it on under
     General, About, Certificate Trust Settings.
   Programs: curl --cacert ${authority} …, or NODE_EXTRA_CA_CERTS=${authority} for Node.js.
`
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
