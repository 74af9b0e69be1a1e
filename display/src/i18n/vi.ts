import type { FeedLayer } from '../stores/feed-state.ts'
import { alarmsVi } from './alarms/vi.ts'
import { alarmWallVi } from './alarms/wall-vi.ts'
import { announcedVi } from './announced/vi.ts'
import { leaderVi } from './leader/vi.ts'
import { panelsVi } from './panels/vi.ts'

const UNIT_NOUNS: Readonly<Record<string, string>> = {
  commune: 'xã',
  ward: 'phường',
  town: 'thị trấn',
  'special-zone': 'đặc khu',
  district: 'huyện',
}

/** Vietnamese first: these sentences set the shape that the other languages follow. */
export const vi = {
  weekdays: ['Chủ Nhật', 'Thứ Hai', 'Thứ Ba', 'Thứ Tư', 'Thứ Năm', 'Thứ Sáu', 'Thứ Bảy'],
  emDash: '—',
  age: {
    seconds: (count: number): string => `${count} giây`,
    minutes: (count: number): string => `${count} phút`,
    hours: (count: number): string => `${count} giờ`,
    days: (count: number): string => `${count} ngày`,
    ago: (age: string): string => `${age} trước`,
    old: (age: string): string => `cũ ${age}`,
    readAt: (time: string, age: string): string => `số lúc ${time}, cũ ${age}`,
    partlyOld: (old: number, all: number): string => `${old}/${all} số đã cũ`,
  },
  when: {
    today: (time: string): string => `${time} hôm nay`,
    yesterday: (time: string): string => `${time} hôm qua`,
  },
  value: {
    lostSince: (when: string): string => `mất số từ ${when}`,
    neverFromSensor: 'trạm chưa gửi lần nào',
    neverFromUnit: 'chưa có số lần nào',
    toldEmpty: (when: string): string => `báo không có số lúc ${when}`,
    targetWord: 'chỉ tiêu',
    target: (value: string): string => `chỉ tiêu ${value}`,
    above: (level: string, distance: string): string => `trên ${level} ${distance}`,
    below: (level: string, distance: string): string => `dưới ${level} ${distance}`,
    atLevel: (level: string): string => `ở mức ${level}`,
    coverage: (known: number, all: number, noun: string): string => `${known}/${all} ${noun}`,
    uncertain: 'số chưa chắc',
    bad: 'số không tin được',
    underReview: 'đang rà soát',
    manual: 'nhập tay',
    simulated: 'mô phỏng',
    unitNoun: (kinds: ReadonlySet<string>): string => {
      const [only] = kinds
      if (kinds.size === 1 && only !== undefined) return UNIT_NOUNS[only] ?? 'đơn vị'
      if (kinds.has('district') || !kinds.has('commune')) return 'đơn vị'
      // Short, for it stands beside the target in a tile's last line.
      return kinds.has('ward') ? 'cấp xã' : 'xã'
    },
  },
  trend: { up: 'đang lên', down: 'đang xuống', level: 'ít biến đổi' },
  feed: {
    live: 'trực tiếp',
    'source-late': 'nguồn trễ',
    'ingest-down': 'ngừng nhận số liệu',
    'store-down': 'kho không ghi được',
    offline: 'mất máy chủ',
    'clock-off': 'đồng hồ máy trạm lệch',
  } satisfies Record<FeedLayer, string>,
  band: {
    simulated: 'DỮ LIỆU MÔ PHỎNG',
    offline: 'MẤT MÁY CHỦ',
    offlineText: (since: string, proof: string | undefined): string =>
      proof === undefined ? `từ ${since}` : `từ ${since} · số lúc ${proof}`,
    cached: 'SỐ ĐÃ LƯU',
    cachedText: (proof: string, age: string): string =>
      `chưa gặp lại máy chủ · mọi số là của ${proof}, cũ ${age}`,
    cachedUnknown: 'chưa gặp lại máy chủ · mọi số đều cũ',
    ingestDown: 'NGỪNG NHẬN SỐ LIỆU',
    storeDown: 'KHÔNG GHI ĐƯỢC',
    frozen: (since: string): string => `từ ${since} · số dừng ở đó`,
    unknownSince: 'số dừng lại',
    alarmsUnwatched: 'CẢNH BÁO KHÔNG ĐƯỢC GIÁM SÁT',
    alarmsSince: (since: string): string => `từ ${since}`,
    alarmsSinceUnknown: 'chưa rõ từ lúc nào',
    nobodyOnWatch: 'CHƯA CÓ TRỰC BAN',
    nobodyOnWatchText: 'chưa ai nhận ca trực cảnh báo',
    alarmsMissing: 'CÓ THỂ THIẾU CẢNH BÁO',
    historyMissing: 'CÓ THỂ THIẾU SỐ LIỆU',
    missingText: (from: string, to: string): string => `từ ${from} đến ${to}`,
    notInForce: 'ĐỊA BÀN KHÔNG CÒN HIỆU LỰC',
    notInForceText: (date: string): string => `vào ngày ${date}`,
  },
  clock: {
    label: 'Giờ máy chủ',
    estimated: 'giờ ước tính',
    fast: (skew: string): string => `máy trạm nhanh ${skew}`,
    slow: (skew: string): string => `máy trạm chậm ${skew}`,
  },
  chain: {
    label: 'Đường đi của số liệu',
    source: 'Nguồn',
    ingest: 'Nhận',
    store: 'Kho',
    server: 'Máy chủ',
    screen: 'Màn hình',
    broken: 'đứt ở đây',
    painted: 'vẽ trong',
    skew: 'lệch giờ',
    proof: 'số tới lúc',
    onWatch: 'Trực ban',
    until: (time: string): string => `, đến ${time}`,
    refused: (problems: string): string => `cấu hình mới bị từ chối: ${problems} lỗi`,
    seconds: (count: string): string => `${count} giây`,
    milliseconds: (count: string): string => `${count} ms`,
  },
  scene: {
    page: (index: number, all: number): string => `màn ${index}/${all}`,
    connecting: 'Đang nối với máy chủ',
    connectingText: 'Màn hình sẽ tự hiện khi máy chủ trả lời.',
    unreachable: 'Chưa nối được với máy chủ',
    unreachableText: 'Vẫn đang thử lại. Chưa có số nào được lưu trên máy trạm này.',
    refused: 'Máy chủ không cho màn hình này xem',
    refusedText: (reason: string): string =>
      reason === 'not allowed'
        ? 'Mở lại trang với khoá đọc ở cuối địa chỉ: #key=… (ioc-wall keys create --scope read).'
        : reason === 'unknown site'
          ? 'Máy chủ không có đơn vị này. Xem lại địa chỉ trang.'
          : `Máy chủ trả lời: ${reason}`,
    empty: 'Màn này chưa có ô nào',
    emptyText: 'Thêm ô trong tệp bố cục của địa bàn.',
  },
  panel: {
    failed: 'Ô này gặp lỗi',
    failedText: 'Các ô khác không bị ảnh hưởng.',
    unknownMetric: 'Không có chỉ tiêu này',
    empty: 'Chưa có nơi nào để xếp hạng',
    loading: 'đang tải',
    page: (page: number, pages: number): string => `trang ${page}/${pages}`,
  },
  panels: panelsVi,
  alarms: alarmsVi,
  alarmWall: alarmWallVi,
  announced: announcedVi,
  leader: leaderVi,
  map: {
    schematic: 'Sơ đồ',
    boundaries: (date: string): string => `ranh giới từ ${date}`,
    boundariesUntil: (date: string): string => `ranh giới đến ${date}`,
    source: (source: string): string => `nguồn: ${source}`,
    noData: 'chưa có số',
    loading: 'Đang tải hình bản đồ',
    failed: 'Chưa tải được hình bản đồ',
    failedText: 'Đang thử lại; số vẫn có trong danh sách.',
    missing: 'Địa bàn chưa có bản đồ',
    place: 'Nơi',
    sensorKinds: { river: 'mực nước', rain: 'mưa', reservoir: 'hồ chứa', weather: 'thời tiết' },
    sensorLetters: { river: 'N', rain: 'M', reservoir: 'H', weather: 'G' },
    upTo: (bound: string): string => `< ${bound}`,
    from: (bound: string): string => `≥ ${bound}`,
  },
}
