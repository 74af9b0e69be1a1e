import type { selfCheckVi } from './vi.ts'

export const selfCheckEn: typeof selfCheckVi = {
  text: 'The server looks at what is easily forgotten. Load this page again after mending something.',
  states: { good: 'Good', warning: 'Look at it', bad: 'Wrong' },
  todo: 'What to do',
  facts: 'Details',
  goods: (count) => `${count} are good`,
  allGood: 'Nothing needs a look.',
  fact: {
    metrics: 'figures to be sent',
    silent: 'without any value',
    units: 'units',
    late: 'late',
    freeGb: 'free (GB)',
    origins: 'addresses',
    problems: 'problems',
    years: 'years',
    rules: 'rules that name people',
    targets: 'targets',
    missing: 'variables not set',
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
      findings: {},
    },
    'store-durability': {
      title: 'Written safely to disk',
      good: 'Figures that were taken are safely on disk.',
      wrong: 'A power cut may lose the figures taken last.',
      todo: 'Set appendonly yes and appendfsync always in Redis and restart it.',
      findings: {},
    },
    'alarm-durability': {
      title: 'Keeping of alarms',
      good: 'Alarms and their acknowledgements are durable on disk.',
      wrong: 'A power cut may lose an alarm or an acknowledgement just written.',
      todo: 'In the Redis of alarms (ALARM_REDIS_URL, else REDIS_URL) set appendonly yes and appendfsync always, then restart Redis.',
      findings: {},
    },
    'store-kind': {
      title: 'Store',
      good: 'The store fits how it is used.',
      wrong: 'The store deserves a look.',
      todo: 'See Production in the documentation.',
      findings: {
        embedded: {
          text: 'The store is inside this server: no second server can use it. Back up the data folder.',
        },
        redis: { text: 'The store is Redis: several servers can share it.' },
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
        proxy: { text: 'The server stands behind another web server, which does the encrypting.' },
        'this-machine': {
          text: 'Only this machine can open the pages; nothing crosses the network.',
        },
      },
    },
    'public-origin': {
      title: 'Address of the pages',
      good: 'The server knows the address under which people open it.',
      wrong:
        'The server does not know the address under which people open it, and refuses walls on other machines.',
      todo: 'Set PUBLIC_ORIGIN to the full address, e.g. https://ioc.xa.gov.vn, and restart.',
      findings: { 'not-needed': { text: 'Only this machine opens the pages, so none is needed.' } },
    },
    'site-figures': {
      title: 'Figures coming in',
      good: 'Every figure has a value that is not late.',
      wrong: 'Some figure has no value or is late.',
      todo: 'See Late and missing on the site’s page for phones, then ask whoever answers for it.',
      findings: {
        'none-yet': {
          text: 'The site has had no figure yet.',
          todo: 'Create a key for sending on the page Access keys and connect the first source.',
        },
        'some-silent': { text: 'Some figures have never had a value.' },
        'some-late': { text: 'Some figures are late: their newest value is old.' },
      },
    },
    'site-map': {
      title: 'Units and map',
      good: 'The boundaries of today’s units are there.',
      wrong: 'The map has no real boundaries of the units.',
      todo: 'Take in a GeoJSON or TopoJSON file with ioc-wall maps import on the server.',
      findings: {
        'no-units': {
          text: 'No administrative unit is in force today.',
          todo: 'Look at the site’s units.csv: from which day to which they are valid.',
        },
        'no-map': { text: 'The site has no map for today.' },
        schematic: { text: 'The map is a sketch, not the real boundaries.' },
      },
    },
    'site-calendar': {
      title: 'Working calendar',
      good: 'The calendar knows every day off that deadlines reach.',
      wrong:
        'The calendar does not know all days off, compensation and swapped days of a year that deadlines reach.',
      todo: 'Once they are announced, write them into the calendar under config/calendars and add the year to coveredYears.',
      findings: {},
    },
    'site-notifications': {
      title: 'Telling people of alarms',
      good: 'Everybody whom alarm rules name can be told.',
      wrong: 'Somebody whom alarm rules name cannot be told.',
      todo: 'Set the environment variables that are missing, then restart the server.',
      findings: {
        nobody: {
          text: 'Alarm rules name people to tell, but nobody is told.',
          todo: 'Write targets (webhook or e-mail) into the site’s notifications.yaml.',
        },
      },
    },
    configuration: {
      title: 'Configuration',
      good: 'The sites’ configuration is readable and in force.',
      wrong: 'The new configuration is wrong and was refused; the old one goes on.',
      todo: 'Run ioc-wall config check on the server: it names file, line and column.',
      findings: {},
    },
    clock: {
      title: 'The server’s clock',
      good: 'The server’s clock runs steadily.',
      wrong: 'The server’s clock has jumped; times of figures may be wrong with it.',
      todo: 'Turn on time synchronisation (NTP), for example timedatectl set-ntp true.',
      findings: {},
    },
    'disk-space': {
      title: 'Room on the disk',
      good: 'There is room on the disk.',
      wrong: 'The disk is nearly full: once it is, the server takes no more figures.',
      todo: 'Make room, or keep figures for a shorter time (retention in site.yaml).',
      findings: {
        low: { text: 'Little room is left, perhaps not enough for a month of figures.' },
      },
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
