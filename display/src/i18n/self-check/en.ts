import type { selfCheckVi } from './vi.ts'

export const selfCheckEn: typeof selfCheckVi = {
  text: 'The server looks at what is easily forgotten. Load this page again after mending something.',
  states: { good: 'Good', warning: 'Look at it', bad: 'Wrong' },
  todo: 'What to do',
  facts: 'Details',
  goods: (count) => `${count} are good`,
  allGood: 'Nothing needs a look.',
  fact: {
    count: 'count',
    freeMiB: 'free (MiB)',
    freePercent: 'free (%)',
    skewMs: 'off by (ms)',
    origin: 'address',
    problems: 'problems',
    silent: 'silent',
    total: 'in all',
    kind: 'kind',
    policy: 'policy',
    fsync: 'fsync',
  },
  factOf: (facts, names) =>
    Object.entries(facts)
      .map(([name, value]) => `${names[name] ?? name}: ${String(value)}`)
      .join(' · '),
  checks: {
    'first-administrator': {
      title: 'Administrator',
      good: 'There is an administrator.',
      wrong: 'Nobody administers the installation yet.',
      todo: 'Open the setup link that the server prints at its start and create the first administrator.',
      findings: {
        'only-one': {
          text: 'There is only one administrator.',
          todo: 'Create a second one, for when the first is away or forgets the password.',
        },
      },
    },
    'store-durability': {
      title: 'Written safely to disk',
      good: 'Figures that were taken are safely on disk.',
      wrong: 'A power cut may lose the figures taken last.',
      todo: 'Set appendonly yes and appendfsync always in Redis and restart it.',
      findings: {
        'not-durable': { text: 'Redis does not write to disk: a power cut loses the figures.' },
        'every-second': {
          text: 'Redis writes to disk once a second: a power cut may lose a second of figures.',
          todo: 'If nothing may be lost, set appendfsync always.',
        },
      },
    },
    'store-kind': {
      title: 'Store',
      good: 'The store fits how it is used.',
      wrong: 'The store deserves a look.',
      todo: 'See Production in the documentation: Redis is for several servers or backups of its own.',
      findings: {
        embedded: {
          text: 'The store is inside this server: no second server can use it.',
          todo: 'Back up the data folder regularly. For two servers set REDIS_URL.',
        },
      },
    },
    tls: {
      title: 'Encrypted connection (https)',
      good: 'Pages are opened over an encrypted connection.',
      wrong: 'Passwords and keys cross the network unencrypted.',
      todo: 'Give the server a certificate, or put it behind a web server with https (see deploy).',
      findings: {
        'plain-http': {
          text: 'Pages are opened over http: anybody on the network can read passwords and keys.',
        },
        expiring: {
          text: 'The https certificate expires soon.',
          todo: 'Replace the certificate before it does.',
        },
        expired: {
          text: 'The https certificate has expired.',
          todo: 'Replace it now, browsers refuse the pages.',
        },
      },
    },
    'public-origin': {
      title: 'Address of the pages',
      good: 'The server knows the address under which people open it.',
      wrong: 'The server does not know the address under which people open it.',
      todo: 'Set PUBLIC_ORIGIN to the full address, e.g. https://ioc.xa.gov.vn, and restart.',
      findings: {},
    },
    'site-figures': {
      title: 'Figures coming in',
      good: 'The sources are sending.',
      wrong: 'Some source is silent or late.',
      todo: 'See Late and missing of the site, then ask whoever answers for it.',
      findings: {
        none: {
          text: 'The site has had no figure yet.',
          todo: 'Create a key for sending on the page Access keys and connect the first source.',
        },
        'never-any': {
          text: 'The site has had no figure yet.',
          todo: 'Create a key for sending on the page Access keys and connect the first source.',
        },
      },
    },
    configuration: {
      title: 'Configuration and maps of units',
      good: 'The sites’ configuration is readable and in force.',
      wrong: 'Something in the configuration needs mending.',
      todo: 'Run ioc-wall config check on the server: it names file, line and column.',
      findings: {
        refused: { text: 'The new configuration is wrong and was refused; the old one goes on.' },
        'no-map': {
          text: 'The site has no map of its units.',
          todo: 'Import boundaries with ioc-wall maps import.',
        },
        'schematic-map': {
          text: 'The map of units is schematic, not the real boundaries.',
          todo: 'Once there are official boundaries, use ioc-wall maps import.',
        },
      },
    },
    clock: {
      title: 'The server’s clock',
      good: 'The server’s clock is right.',
      wrong: 'The server’s clock may be wrong, and the times of all figures with it.',
      todo: 'Turn on time synchronisation (NTP), for example timedatectl set-ntp true.',
      findings: {},
    },
    'disk-space': {
      title: 'Room on the disk',
      good: 'There is room on the disk.',
      wrong: 'The disk is nearly full: once it is, the server takes no more figures.',
      todo: 'Make room, or keep figures for a shorter time (retention in site.yaml).',
      findings: {},
    },
    demo: {
      title: 'Demo',
      good: 'The demo is not running.',
      wrong: 'The demo is running: figures are simulated, not real.',
      todo: 'For real use, start the server with --demo none.',
      findings: {},
    },
  },
}
