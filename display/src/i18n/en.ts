import type { Messages } from './messages.ts'
import { announcedEn } from './announced/en.ts'
import { leaderEn } from './leader/en.ts'
import { alarmsEn } from './alarms/en.ts'
import { alarmWallEn } from './alarms/wall-en.ts'
import { panelsEn } from './panels/en.ts'

const UNIT_NOUNS: Readonly<Record<string, string>> = {
  commune: 'communes',
  ward: 'wards',
  town: 'towns',
  'special-zone': 'special zones',
  district: 'districts',
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

export const en: Messages = {
  weekdays: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
  emDash: '—',
  age: {
    seconds: (count) => `${count} s`,
    minutes: (count) => `${count} min`,
    hours: (count) => `${count} h`,
    days: (count) => plural(count, 'day'),
    ago: (age) => `${age} ago`,
    old: (age) => `${age} old`,
    readAt: (time, age) => `as of ${time}, ${age} old`,
    partlyOld: (old, all) => `${old} of ${all} old`,
  },
  when: {
    today: (time) => `${time} today`,
    yesterday: (time) => `${time} yesterday`,
  },
  value: {
    lostSince: (when) => `no figure since ${when}`,
    neverFromSensor: 'sensor never reported',
    neverFromUnit: 'never reported',
    toldEmpty: (when) => `reported as empty at ${when}`,
    targetWord: 'target',
    target: (value) => `target ${value}`,
    above: (level, distance) => `${distance} above ${level}`,
    below: (level, distance) => `${distance} below ${level}`,
    atLevel: (level) => `at ${level}`,
    coverage: (known, all, noun) => `${known}/${all} ${noun}`,
    uncertain: 'uncertain',
    bad: 'not trustworthy',
    underReview: 'under review',
    manual: 'entered by hand',
    simulated: 'simulated',
    unitNoun: (kinds) => {
      const [only] = kinds
      if (kinds.size === 1 && only !== undefined) return UNIT_NOUNS[only] ?? 'units'
      if (kinds.has('district') || !kinds.has('commune')) return 'units'
      return kinds.has('ward') ? 'units' : 'communes'
    },
  },
  trend: { up: 'rising', down: 'falling', level: 'steady' },
  feed: {
    live: 'live',
    'source-late': 'source late',
    'ingest-down': 'not receiving',
    'store-down': 'store not writing',
    offline: 'server lost',
    'clock-off': 'kiosk clock off',
  },
  band: {
    simulated: 'SIMULATED DATA',
    offline: 'SERVER LOST',
    offlineText: (since, proof) =>
      proof === undefined ? `since ${since}` : `since ${since} · figures of ${proof}`,
    cached: 'SAVED FIGURES',
    cachedText: (proof, age) => `server not reached yet · every figure is of ${proof}, ${age} old`,
    cachedUnknown: 'server not reached yet · every figure is old',
    ingestDown: 'NOT RECEIVING DATA',
    storeDown: 'CANNOT WRITE',
    frozen: (since) => `since ${since} · figures stand still`,
    unknownSince: 'figures stand still',
    alarmsUnwatched: 'ALARMS ARE NOT BEING WATCHED',
    alarmsSince: (since) => `since ${since}`,
    alarmsSinceUnknown: 'since when is not known',
    nobodyOnWatch: 'NOBODY ON WATCH',
    nobodyOnWatchText: 'nobody has taken the watch over alarms',
    alarmsMissing: 'ALARMS MAY BE MISSING',
    historyMissing: 'DATA MAY BE MISSING',
    missingText: (from, to) => `from ${from} to ${to}`,
    notInForce: 'SITE NOT IN FORCE',
    notInForceText: (date) => `on ${date}`,
  },
  clock: {
    label: 'Server time',
    estimated: 'estimated time',
    fast: (skew) => `kiosk clock fast by ${skew}`,
    slow: (skew) => `kiosk clock slow by ${skew}`,
  },
  chain: {
    label: 'Way of the data',
    source: 'Sources',
    ingest: 'Ingest',
    store: 'Store',
    server: 'Server',
    screen: 'Screen',
    broken: 'broken here',
    painted: 'painted in',
    skew: 'clock skew',
    proof: 'figures of',
    onWatch: 'On watch',
    until: (time) => `, until ${time}`,
    refused: (problems) => `new configuration refused, problems: ${problems}`,
    seconds: (count) => `${count} s`,
    milliseconds: (count) => `${count} ms`,
  },
  scene: {
    page: (index, all) => `scene ${index}/${all}`,
    connecting: 'Connecting to the server',
    connectingText: 'The wall appears by itself once the server answers.',
    unreachable: 'Server not reached yet',
    unreachableText: 'Still trying. No figures are saved on this kiosk.',
    refused: 'The server does not let this screen look',
    refusedText: (reason: string): string =>
      reason === 'not allowed'
        ? 'Open the page with a read key at the end of its address: #key=… (ioc-wall keys create --scope read).'
        : reason === 'unknown site'
          ? 'The server has no such site. Check the address of the page.'
          : `The server answered: ${reason}`,
    empty: 'This scene has no panels',
    emptyText: "Add panels in the site's layout file.",
  },
  panel: {
    failed: 'This panel failed',
    failedText: 'The other panels are not affected.',
    unknownMetric: 'No such metric',
    empty: 'Nothing to rank yet',
    loading: 'loading',
    page: (page, pages) => `page ${page}/${pages}`,
  },
  panels: panelsEn,
  alarms: alarmsEn,
  alarmWall: alarmWallEn,
  announced: announcedEn,
  leader: leaderEn,
  map: {
    schematic: 'Schematic',
    boundaries: (date) => `boundaries from ${date}`,
    boundariesUntil: (date) => `boundaries until ${date}`,
    source: (source) => `source: ${source}`,
    noData: 'no data',
    loading: 'Loading the map',
    failed: 'Map shapes not loaded',
    failedText: 'Trying again; the figures are in the list.',
    missing: 'This site has no map',
    place: 'Place',
    sensorKinds: { river: 'river level', rain: 'rain', reservoir: 'reservoir', weather: 'weather' },
    sensorLetters: { river: 'N', rain: 'M', reservoir: 'H', weather: 'G' },
    upTo: (bound) => `< ${bound}`,
    from: (bound) => `≥ ${bound}`,
  },
}
