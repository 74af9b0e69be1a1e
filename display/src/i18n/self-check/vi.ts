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
    count: 'số lượng',
    freeMiB: 'còn trống (MiB)',
    freePercent: 'còn trống (%)',
    skewMs: 'lệch (ms)',
    origin: 'địa chỉ',
    problems: 'số lỗi',
    silent: 'chưa gửi',
    total: 'tổng số',
    kind: 'loại',
    policy: 'chính sách',
    fsync: 'ghi đĩa',
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
      findings: {
        'only-one': {
          text: 'Chỉ có một người quản trị.',
          todo: 'Tạo thêm một người quản trị, để khi người kia vắng hay quên mật khẩu vẫn có người vào được.',
        },
      },
    },
    'store-durability': {
      title: 'Ghi chắc xuống đĩa',
      good: 'Số liệu đã nhận được ghi chắc xuống đĩa.',
      wrong: 'Mất điện có thể làm mất những số vừa nhận.',
      todo: 'Trong Redis đặt appendonly yes và appendfsync always, rồi khởi động lại Redis.',
      findings: {
        'not-durable': { text: 'Redis không ghi xuống đĩa: mất điện là mất số liệu.' },
        'every-second': {
          text: 'Redis ghi xuống đĩa mỗi giây một lần: mất điện có thể mất một giây số liệu.',
          todo: 'Nếu không được mất số nào, đặt appendfsync always.',
        },
      },
    },
    'store-kind': {
      title: 'Kho dữ liệu',
      good: 'Kho dữ liệu hợp với cách dùng này.',
      wrong: 'Kho dữ liệu nên xem lại.',
      todo: 'Xem phần Production trong tài liệu: dùng Redis khi có nhiều máy chủ hoặc cần sao lưu riêng.',
      findings: {
        embedded: {
          text: 'Đang dùng kho ngay trong máy chủ này: chỉ một máy chủ dùng được.',
          todo: 'Sao lưu thư mục dữ liệu thường xuyên. Cần hai máy chủ thì đặt REDIS_URL.',
        },
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
        expiring: {
          text: 'Chứng chỉ https sắp hết hạn.',
          todo: 'Thay chứng chỉ trước ngày hết hạn.',
        },
        expired: {
          text: 'Chứng chỉ https đã hết hạn.',
          todo: 'Thay chứng chỉ ngay, trình duyệt đang từ chối trang.',
        },
      },
    },
    'public-origin': {
      title: 'Địa chỉ của trang',
      good: 'Máy chủ biết địa chỉ mà mọi người dùng để mở trang.',
      wrong: 'Máy chủ chưa biết địa chỉ mà mọi người dùng để mở trang.',
      todo: 'Đặt PUBLIC_ORIGIN bằng địa chỉ đầy đủ, ví dụ https://ioc.xa.gov.vn, rồi khởi động lại.',
      findings: {},
    },
    'site-figures': {
      title: 'Số liệu gửi về',
      good: 'Các nguồn đang gửi số về.',
      wrong: 'Có nguồn chưa gửi số hoặc đã trễ.',
      todo: 'Xem mục Trễ và thiếu của địa bàn, rồi liên hệ đơn vị chịu trách nhiệm.',
      findings: {
        none: {
          text: 'Địa bàn chưa nhận được số nào.',
          todo: 'Tạo khóa gửi số liệu ở trang Khóa truy cập và nối nguồn đầu tiên.',
        },
        'never-any': {
          text: 'Địa bàn chưa nhận được số nào.',
          todo: 'Tạo khóa gửi số liệu ở trang Khóa truy cập và nối nguồn đầu tiên.',
        },
      },
    },
    configuration: {
      title: 'Cấu hình và bản đồ đơn vị',
      good: 'Cấu hình của các địa bàn đọc được và đang chạy.',
      wrong: 'Cấu hình có chỗ cần sửa.',
      todo: 'Chạy ioc-wall config check trên máy chủ: lệnh chỉ ra tệp, dòng và cột.',
      findings: {
        refused: { text: 'Cấu hình mới có lỗi nên bị từ chối; máy chủ vẫn chạy bản cũ.' },
        'no-map': {
          text: 'Địa bàn chưa có bản đồ đơn vị.',
          todo: 'Nhập ranh giới bằng ioc-wall maps import.',
        },
        'schematic-map': {
          text: 'Bản đồ đơn vị chỉ là sơ đồ, chưa phải ranh giới thật.',
          todo: 'Khi có ranh giới chính thức, nhập bằng ioc-wall maps import.',
        },
      },
    },
    clock: {
      title: 'Đồng hồ máy chủ',
      good: 'Đồng hồ máy chủ đúng.',
      wrong: 'Đồng hồ máy chủ có thể sai: giờ của mọi số liệu sẽ sai theo.',
      todo: 'Bật đồng bộ giờ (NTP) trên máy chủ, ví dụ timedatectl set-ntp true.',
      findings: {},
    },
    'disk-space': {
      title: 'Chỗ trống trên đĩa',
      good: 'Đĩa còn đủ chỗ.',
      wrong: 'Đĩa sắp đầy: khi đầy, máy chủ không nhận thêm số liệu.',
      todo: 'Dọn đĩa, hoặc giảm thời gian giữ số liệu (retention) trong site.yaml.',
      findings: {},
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
