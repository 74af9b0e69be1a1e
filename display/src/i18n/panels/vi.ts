/** What the panels say, by kind. */
export const panelsVi = {
  heatmap: {
    total: 'Cộng',
    /** Names the foot where its columns do not all add up. */
    whole: 'Toàn địa bàn',
    place: 'Nơi',
    empty: 'Chưa có nơi nào trong danh sách',
    sensorNoun: 'trạm',
    others: (count: number, noun: string): string => `và ${count} ${noun} khác`,
    incomplete: (count: number, noun: string): string => `${count} ${noun} thiếu số`,
    /** Explains the outlined cells of the last rows. */
    sumKey: 'số cộng lại',
    columnsShown: (shown: number, all: number): string => `${shown}/${all} cột`,
  },

  trend: {},

  hydrograph: {},

  gaugeStrip: {
    /** Of the rise: "cm/giờ". */
    perHour: (unit: string): string => `${unit}/giờ`,
    lostSince: (when: string): string => `mất từ ${when}`,
    empty: 'Chưa có trạm nào trong danh sách',
  },

  bar: {},

  table: {
    place: 'Nơi',
    missed: 'chưa đạt chỉ tiêu',
    empty: 'Chưa có nơi nào trong danh sách',
  },

  calendar: {},

  radar: {},

  agenda: {
    now: 'đang diễn ra',
  },

  warnings: {
    title: 'Vượt ngưỡng và mất số',
    levels: (count: number): string => `${count} vượt mức`,
    targets: (count: number): string => `${count} chưa đạt`,
    silent: (count: number): string => `${count} mất số`,
    missed: (place: string, target: string): string => `${place} chưa đạt chỉ tiêu ${target}`,
    places: (count: number, all: number): string => `${count}/${all} nơi`,
    never: 'chưa có số lần nào',
    ask: (owner: string): string => `hỏi ${owner}`,
    calm: 'Không có gì vượt ngưỡng',
    /** Said in place of the calm words whenever not every source is heard. */
    unknown: (why: string): string => `Chưa biết có gì vượt ngưỡng hay không: ${why}`,
    notAllHeard: 'còn nguồn chưa có số',
  },

  media: {
    loading: 'đang tải',
    failed: 'chưa tải được, đang thử lại',
  },
}
