import type { panelsVi } from './vi.ts'

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

export const panelsEn: typeof panelsVi = {
  heatmap: {
    total: 'Total',
    whole: 'Whole area',
    place: 'Place',
    empty: 'No places listed',
    sensorNoun: 'stations',
    others: (count, noun) => `and ${count} more ${noun}`,
    incomplete: (count) => `${count} incomplete`,
    sumKey: 'summed here',
    columnsShown: (shown, all) => `${shown} of ${all} columns`,
  },

  chart: {
    lastHours: (count) => `last ${count} h`,
    lastDays: (count) => `last ${count} days`,
    loading: 'Loading the history',
    failed: 'no history yet',
    empty: 'No figures in this time',
    gap: 'no figures',
    now: 'Now',
    least: 'Lowest',
    greatest: 'Highest',
    at: (value, time) => `${value} at ${time}`,
    cutAnew: (date) => `New boundaries from ${date}`,
  },

  trend: {
    series: 'Series',
  },

  hydrograph: {
    perHour: (distance) => `${distance}/h`,
    centimetres: 'cm',
    estimate: (level, time) => `estimate: reaches ${level} at ${time}`,
    condition: 'if it keeps rising like this',
    level: (name, value) => `${name} ${value}`,
    station: 'Station',
    meaning: 'Against its levels',
    rate: 'Rise',
    peak: (value) => `highest ${value}`,
  },

  gaugeStrip: {
    perHour: (unit) => `${unit}/h`,
    lostSince: (when) => `lost since ${when}`,
    empty: 'No stations listed',
  },

  bar: {
    more: (count) => `and ${count} more`,
    total: 'Total',
    empty: 'Nothing to compare yet',
  },

  table: {
    place: 'Place',
    missed: 'target missed',
    empty: 'No places listed',
  },

  calendar: {
    weekdays: ['Su', 'Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa'],
    month: (month, year) => (month === 1 ? `Jan ${year}` : (MONTHS[month - 1] ?? '')),
    lastWeeks: (count) => `last ${count} weeks`,
    measures: { last: 'last of the day', max: 'highest of the day', min: 'lowest of the day' },
    day: 'Day',
    today: 'today',
  },

  radar: {
    full: (value) => `of ${value}`,
    axis: 'Axis',
    missing: 'no figure',
  },

  agenda: {
    now: 'now',
  },

  warnings: {
    title: 'Thresholds',
    levels: (count) => `${count} above a level`,
    targets: (count) => `${count} off target`,
    silent: (count) => `${count} without figures`,
    missed: (target) => `misses its target of ${target}`,
    places: (count, all) => `${count} of ${all} places`,
    never: 'never reported',
    ask: (owner) => `ask ${owner}`,
    calm: 'No threshold crossed',
    unknown: (why) => `Not known whether thresholds are crossed: ${why}`,
    notAllHeard: 'not all sources have figures',
  },

  dossiers: {
    loading: 'Asking for the dossiers',
    failed: 'No answer about dossiers yet, trying again',
    gone: 'The figures of dossiers are too old to be shown',
    noRows: 'No dossiers to count',
    count: (count) => `${count} dossiers`,
    firstOf: (shown, all) => `first ${shown} of ${all}`,
    silent: (count, noun) => `${count} ${noun} not reporting`,
    otherFields: (count) => `${count} other fields`,
    noSum: '–',
    hour: (hour) => `${hour}:00`,
    hoursBefore: (hour) => `before ${hour}:00`,
    hoursFrom: (hour) => `from ${hour}:00`,
    upToToday: (from) => `${from} to today`,
    toToday: 'to today',
    forecast: 'forecast',
    forecastTo: (date) => `forecast to ${date}`,
    condition: 'forecast: if nothing moves',
    classes: {
      'in-time': 'In time',
      'due-soon': 'Due soon',
      overdue: 'Overdue',
      paused: 'Paused',
    },
    empty: {
      'in-time': 'No dossiers in time',
      'due-soon': 'No dossiers due soon',
      overdue: 'No dossiers overdue',
      paused: 'No dossiers paused',
    },
    span: (hours, minutes) =>
      hours === 0 ? `${minutes} min` : minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`,
    left: (span) => `${span} of work left`,
    late: (span) => `${span} of work late`,
    dueToday: (time) => `today ${time}`,
    dueTomorrow: (time) => `tomorrow ${time}`,
    due: (moment) => `due ${moment}`,
    paused: 'paused',
    noLimit: 'no deadline',
    ageingTitle: 'Overdue for how long',
    ageingAxis: 'working days overdue',
    ageingFrom: 'overdue from (working days)',
    others: 'Other fields',
    lessThan: (days) => `under ${days}`,
    between: (from, to) => `${from}–${to}`,
    atLeast: (days) => `from ${days}`,
    meanDelay: (days) => `mean ${days} days`,
    ifNothing: 'If nothing moves, more overdue in',
    within: (hours) => `${hours} h`,
    workingHours: 'working hours',
    more: (count) => `+${count}`,
  },

  media: {
    loading: 'loading',
    failed: 'not loaded, trying again',
    refused: 'not on the list of what is allowed',
  },
}
