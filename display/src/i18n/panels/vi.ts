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

  /** What every drawing over time says. */
  chart: {
    lastHours: (count: number): string => `${count} giờ qua`,
    lastDays: (count: number): string => `${count} ngày qua`,
    loading: 'Đang tải lịch sử',
    failed: 'chưa có lịch sử',
    empty: 'Không có số trong khoảng này',
    gap: 'không có số',
    now: 'Hiện tại',
    least: 'Thấp nhất',
    greatest: 'Cao nhất',
    at: (value: string, time: string): string => `${value} lúc ${time}`,
    cutAnew: (date: string): string => `Ranh giới mới từ ${date}`,
  },

  trend: {
    series: 'Chuỗi số',
  },

  hydrograph: {
    perHour: (distance: string): string => `${distance}/giờ`,
    centimetres: 'cm',
    estimate: (level: string, time: string): string => `ước tính đạt ${level} lúc ${time}`,
    condition: 'nếu giữ mức lên này',
    level: (name: string, value: string): string => `${name} ${value}`,
    station: 'Trạm',
    meaning: 'So với báo động',
    rate: 'Lên xuống',
    peak: (value: string): string => `cao nhất ${value}`,
  },

  gaugeStrip: {
    /** Of the rise: "cm/giờ". */
    perHour: (unit: string): string => `${unit}/giờ`,
    lostSince: (when: string): string => `mất từ ${when}`,
    empty: 'Chưa có trạm nào trong danh sách',
  },

  reservoirs: {
    title: 'Hồ chứa',
    reservoir: 'Hồ',
    inflow: 'về',
    release: 'xả',
    level: 'Mực nước',
    levelOld: (age: string): string => `mực nước ${age}`,
    spill: 'tràn',
    spillOf: 'trong đó tràn',
    /** Over the column of what goes over the spillway, which is a part of the release. */
    spillHead: 'qua tràn',
    never: 'chưa có',
    full: 'ĐẦY',
    /** After a mark that no document confirms; the key below says what it means. */
    doubt: '?',
    doubtKey: '?, nét đứt: mốc chưa kiểm chứng',
    unconfirmed: 'chưa kiểm chứng',
    atFull: (doubt: string): string => `ở MNDBT${doubt}`,
    belowFull: (distance: string, doubt: string): string => `dưới MNDBT${doubt} ${distance}`,
    aboveFull: (distance: string, doubt: string): string => `trên MNDBT${doubt} ${distance}`,
    belowDead: (distance: string, doubt: string): string => `dưới mực chết${doubt} ${distance}`,
    meaning: 'So với MNDBT',
    limitKey: 'vạch: mức trước lũ',
    storing: 'đang tích',
    lowering: 'đang hạ',
    even: 'về bằng xả',
    about: (amount: string): string => `khoảng ${amount}`,
    balance: 'Tích, hạ',
    marks: {
      dead: 'Mực nước chết',
      floodLimit: 'Mực nước cao nhất trước lũ',
      full: 'Mực nước dâng bình thường',
      designFlood: 'Mực nước lũ thiết kế',
    },
    more: (count: number): string => `và ${count} hồ khác`,
    empty: 'Chưa có hồ nào trong danh sách',
  },

  bar: {
    more: (count: number): string => `và ${count} nơi khác`,
    total: 'Tổng',
    empty: 'Chưa có số để so',
  },

  table: {
    place: 'Nơi',
    missed: 'chưa đạt chỉ tiêu',
    empty: 'Chưa có nơi nào trong danh sách',
  },

  calendar: {
    weekdays: ['CN', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7'],
    month: (month: number, year: string): string => (month === 1 ? `Th 1/${year}` : `Th ${month}`),
    lastWeeks: (count: number): string => `${count} tuần qua`,
    measures: { last: 'số cuối ngày', max: 'cao nhất ngày', min: 'thấp nhất ngày' },
    day: 'Ngày',
    today: 'hôm nay',
  },

  radar: {
    full: (value: string): string => `trên ${value}`,
    axis: 'Trục',
    missing: 'chưa có số',
  },

  agenda: {
    now: 'đang diễn ra',
  },

  warnings: {
    title: 'Vượt ngưỡng',
    levels: (count: number): string => `${count} vượt mức`,
    targets: (count: number): string => `${count} chưa đạt`,
    silent: (count: number): string => `${count} mất số`,
    missed: (target: string): string => `chưa đạt chỉ tiêu ${target}`,
    places: (count: number, all: number): string => `${count}/${all} nơi`,
    never: 'chưa có số lần nào',
    ask: (owner: string): string => `hỏi ${owner}`,
    calm: 'Không có gì vượt ngưỡng',
    /** Said in place of the calm words whenever not every source is heard. */
    unknown: (why: string): string => `Chưa biết có gì vượt ngưỡng hay không: ${why}`,
    notAllHeard: 'còn nguồn chưa có số',
  },

  dossiers: {
    loading: 'Đang hỏi số hồ sơ',
    failed: 'Chưa lấy được số hồ sơ, đang thử lại',
    /** There was an answer, too long ago to be shown. */
    gone: 'Số hồ sơ đã quá cũ, không hiển thị nữa',
    noRows: 'Chưa có hồ sơ nào để đếm',
    count: (count: string): string => `${count} hồ sơ`,
    firstOf: (shown: number, all: string): string => `${shown} hồ sơ đầu trong ${all}`,
    silent: (count: number, noun: string): string => `${count} ${noun} chưa gửi`,
    otherFields: (count: number): string => `${count} lĩnh vực khác`,
    /** Rates and means of several places have no sum. */
    noSum: '–',
    hour: (hour: number): string => `${hour} giờ`,
    hoursBefore: (hour: number): string => `trước ${hour} giờ`,
    hoursFrom: (hour: number): string => `từ ${hour} giờ`,
    upToToday: (from: string): string => `${from} đến hôm nay`,
    toToday: 'đến hôm nay',
    forecast: 'dự báo',
    forecastTo: (date: string): string => `dự báo đến ${date}`,
    condition: 'dự báo: nếu không xử lý thêm',
    classes: {
      'in-time': 'Trong hạn',
      'due-soon': 'Sắp quá hạn',
      overdue: 'Quá hạn',
      paused: 'Tạm dừng',
    },
    empty: {
      'in-time': 'Không có hồ sơ nào trong hạn',
      'due-soon': 'Không có hồ sơ nào sắp quá hạn',
      overdue: 'Không có hồ sơ nào quá hạn',
      paused: 'Không có hồ sơ nào tạm dừng',
    },
    /** Working time: `3 giờ 20`, `45 phút`, `14 giờ`. */
    span: (hours: number, minutes: number): string =>
      hours === 0
        ? `${minutes} phút`
        : minutes === 0
          ? `${hours} giờ`
          : `${hours} giờ ${String(minutes).padStart(2, '0')}`,
    left: (span: string): string => `còn ${span} làm việc`,
    late: (span: string): string => `quá ${span} làm việc`,
    dueToday: (time: string): string => `hôm nay ${time}`,
    dueTomorrow: (time: string): string => `mai ${time}`,
    due: (moment: string): string => `hạn ${moment}`,
    paused: 'tạm dừng',
    noLimit: 'không có hạn',
    ageingTitle: 'Quá hạn bao lâu',
    ageingAxis: 'ngày làm việc quá hạn',
    ageingFrom: 'quá hạn từ (ngày làm việc)',
    others: 'Lĩnh vực khác',
    lessThan: (days: string): string => `dưới ${days}`,
    between: (from: string, to: string): string => `${from}–${to}`,
    atLeast: (days: string): string => `từ ${days}`,
    meanDelay: (days: string): string => `trung bình ${days} ngày`,
    ifNothing: 'Nếu không xử lý, quá hạn thêm trong',
    within: (hours: string): string => `${hours} giờ`,
    workingHours: 'giờ làm việc',
    more: (count: string): string => `+${count}`,
  },

  media: {
    loading: 'đang tải',
    failed: 'chưa tải được, đang thử lại',
    refused: 'không có trong danh sách được phép',
  },
}
