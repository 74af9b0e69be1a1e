import type { SelfCheck } from '../../../../protocol/people.ts'

type Facts = SelfCheck['facts']

export interface CheckWords {
  readonly title: string
  readonly good: string
  /** What is wrong, where the finding has no words of its own. */
  readonly wrong: string
  readonly todo: string
  readonly findings: Readonly<Record<string, { readonly text: string; readonly todo?: string }>>
}

/** What the server found about itself, in words for somebody who did not build it. */
export const selfCheckVi = {
  text: 'Máy chủ tự xem những điều hay bị quên. Sửa xong thì tải lại trang này.',
  states: { good: 'Tốt', warning: 'Cần xem lại', bad: 'Sai' } satisfies Record<
    SelfCheck['state'],
    string
  >,
  todo: 'Cần làm',
  facts: 'Chi tiết',
  goods: (count: string): string => `${count} điều đã tốt`,
  allGood: 'Không có điều gì cần xem lại.',
  fact: {
    metrics: 'chỉ tiêu cần gửi',
    silent: 'chưa có số',
    units: 'đơn vị',
    late: 'đã trễ',
    freeGb: 'còn trống (GB)',
    origins: 'địa chỉ',
    problems: 'số lỗi',
    years: 'năm',
    rules: 'quy tắc có người cần báo',
    targets: 'nơi nhận',
    missing: 'biến chưa đặt',
  } as Readonly<Record<string, string>>,
  factOf: (facts: Facts, names: Readonly<Record<string, string>>): string =>
    Object.entries(facts)
      .map(([name, value]) => `${names[name] ?? name}: ${String(value)}`)
      .join(' · '),
  checks: {
    'first-administrator': {
      title: 'Người quản trị',
      good: 'Đã có người quản trị.',
      wrong: 'Chưa có ai quản trị hệ thống.',
      todo: 'Mở đường dẫn thiết lập mà máy chủ in ra khi khởi động và tạo người quản trị đầu tiên.',
      findings: {},
    },
    'store-durability': {
      title: 'Ghi chắc xuống đĩa',
      good: 'Số liệu đã nhận được ghi chắc xuống đĩa.',
      wrong: 'Mất điện có thể làm mất những số vừa nhận.',
      todo: 'Trong Redis đặt appendonly yes và appendfsync always, rồi khởi động lại Redis.',
      findings: {},
    },
    'alarm-durability': {
      title: 'Giữ cảnh báo',
      good: 'Cảnh báo và việc xác nhận chúng được ghi chắc xuống đĩa.',
      wrong: 'Mất điện có thể làm mất cảnh báo hay việc xác nhận vừa ghi.',
      todo: 'Trong Redis giữ cảnh báo (ALARM_REDIS_URL, nếu không đặt thì REDIS_URL) đặt appendonly yes và appendfsync always, rồi khởi động lại Redis.',
      findings: {},
    },
    'store-kind': {
      title: 'Kho dữ liệu',
      good: 'Kho dữ liệu hợp với cách dùng này.',
      wrong: 'Kho dữ liệu nên xem lại.',
      todo: 'Xem phần Production trong tài liệu.',
      findings: {
        embedded: {
          text: 'Kho nằm ngay trong máy chủ này: chỉ một máy chủ dùng được. Hãy sao lưu thư mục dữ liệu.',
        },
        redis: { text: 'Kho là Redis: nhiều máy chủ dùng chung được.' },
      },
    },
    tls: {
      title: 'Đường truyền mã hóa (https)',
      good: 'Trang được mở qua đường truyền mã hóa.',
      wrong: 'Mật khẩu và khóa đi qua mạng không mã hóa.',
      todo: 'Đặt chứng chỉ cho máy chủ, hoặc đặt sau một máy chủ web có https (xem thư mục deploy).',
      findings: {
        'plain-http': {
          text: 'Trang đang mở qua http: ai ở cùng mạng cũng đọc được mật khẩu và khóa.',
        },
        proxy: {
          text: 'Máy chủ đứng sau một máy chủ web khác; máy chủ đó lo phần mã hóa.',
        },
        'this-machine': { text: 'Chỉ máy này mở được trang, không có gì đi qua mạng.' },
      },
    },
    'public-origin': {
      title: 'Địa chỉ của trang',
      good: 'Máy chủ biết địa chỉ mà mọi người dùng để mở trang.',
      wrong:
        'Máy chủ chưa biết địa chỉ mà mọi người dùng để mở trang, nên từ chối màn hình ở máy khác.',
      todo: 'Đặt PUBLIC_ORIGIN bằng địa chỉ đầy đủ, ví dụ https://ioc.xa.gov.vn, rồi khởi động lại.',
      findings: { 'not-needed': { text: 'Chỉ máy này mở trang nên không cần khai địa chỉ.' } },
    },
    'site-figures': {
      title: 'Số liệu gửi về',
      good: 'Mọi chỉ tiêu đều có số và không trễ.',
      wrong: 'Có chỉ tiêu chưa có số hoặc đã trễ.',
      todo: 'Xem mục Trễ và thiếu ở trang điện thoại của địa bàn, rồi liên hệ đơn vị chịu trách nhiệm.',
      findings: {
        'none-yet': {
          text: 'Địa bàn chưa nhận được số nào.',
          todo: 'Tạo khóa gửi số liệu ở trang Khóa truy cập và nối nguồn đầu tiên.',
        },
        'some-silent': { text: 'Có chỉ tiêu chưa từng có số.' },
        'some-late': { text: 'Có chỉ tiêu đã trễ: số mới nhất đã cũ.' },
      },
    },
    'site-map': {
      title: 'Đơn vị và bản đồ',
      good: 'Có ranh giới các đơn vị của ngày hôm nay.',
      wrong: 'Bản đồ chưa có ranh giới thật của các đơn vị.',
      todo: 'Nhập tệp GeoJSON hoặc TopoJSON bằng lệnh ioc-wall maps import trên máy chủ.',
      findings: {
        'no-units': {
          text: 'Không có đơn vị hành chính nào có hiệu lực hôm nay.',
          todo: 'Xem lại units.csv của địa bàn: cột hiệu lực từ ngày, đến ngày.',
        },
        'no-map': { text: 'Địa bàn chưa có bản đồ cho ngày hôm nay.' },
        schematic: { text: 'Bản đồ đang là sơ đồ, chưa phải ranh giới thật.' },
      },
    },
    'site-calendar': {
      title: 'Lịch làm việc',
      good: 'Lịch biết mọi ngày nghỉ mà các hạn trả kết quả chạm tới.',
      wrong:
        'Lịch chưa biết hết ngày nghỉ, ngày nghỉ bù và ngày hoán đổi của năm mà hạn trả chạm tới.',
      todo: 'Khi có lịch nghỉ chính thức, ghi vào tệp lịch trong config/calendars rồi thêm năm đó vào coveredYears.',
      findings: {},
    },
    'site-notifications': {
      title: 'Báo tin cảnh báo',
      good: 'Những người mà quy tắc cảnh báo nêu tên đều báo tin được.',
      wrong: 'Có người mà quy tắc cảnh báo nêu tên nhưng không báo tin được.',
      todo: 'Đặt các biến môi trường còn thiếu rồi khởi động lại máy chủ.',
      findings: {
        nobody: {
          text: 'Quy tắc cảnh báo có nêu người cần báo, nhưng không ai được báo tin.',
          todo: 'Ghi nơi nhận (webhook hoặc thư điện tử) vào notifications.yaml của địa bàn.',
        },
      },
    },
    configuration: {
      title: 'Cấu hình',
      good: 'Cấu hình của các địa bàn đọc được và đang chạy.',
      wrong: 'Cấu hình mới có lỗi nên bị từ chối; máy chủ vẫn chạy bản cũ.',
      todo: 'Chạy ioc-wall config check trên máy chủ: lệnh chỉ ra tệp, dòng và cột.',
      findings: {},
    },
    clock: {
      title: 'Đồng hồ máy chủ',
      good: 'Đồng hồ máy chủ chạy đều.',
      wrong: 'Đồng hồ máy chủ đã nhảy: giờ của số liệu có thể sai theo.',
      todo: 'Bật đồng bộ giờ (NTP) trên máy chủ, ví dụ timedatectl set-ntp true.',
      findings: {},
    },
    'disk-space': {
      title: 'Chỗ trống trên đĩa',
      good: 'Đĩa còn đủ chỗ.',
      wrong: 'Đĩa sắp đầy: khi đầy, máy chủ không nhận thêm số liệu.',
      todo: 'Dọn đĩa, hoặc giảm thời gian giữ số liệu (retention) trong site.yaml.',
      findings: { low: { text: 'Đĩa còn ít chỗ, có thể không đủ cho một tháng số liệu.' } },
    },
    demo: {
      title: 'Bản trình diễn',
      good: 'Không chạy bản trình diễn.',
      wrong: 'Đang chạy bản trình diễn: số liệu là mô phỏng, không phải số thật.',
      todo: 'Để dùng thật, khởi động máy chủ với --demo none.',
      findings: {},
    },
  } satisfies Record<SelfCheck['check'], CheckWords> as Readonly<
    Record<SelfCheck['check'], CheckWords>
  >,
}
