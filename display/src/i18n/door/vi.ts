import type { OidcFailure } from '../../../../protocol/people.ts'

/** Signing in, the first start, and setting a password by a link. */
export const doorVi = {
  insecure:
    'Trang này đang mở qua http không mã hóa: mật khẩu gõ ở đây có thể bị người khác trong mạng đọc được. Hãy dùng địa chỉ https.',
  user: 'Tên đăng nhập',
  signIn: {
    title: 'Đăng nhập',
    submit: 'Đăng nhập',
    missingUser: 'Nhập tên đăng nhập.',
    or: 'hoặc',
    oidc: (label: string): string => `Đăng nhập bằng ${label}`,
    oidcFailed: 'Chưa đăng nhập được qua cơ quan. Hãy thử lại hoặc báo người quản trị.',
    oidcReasons: {
      'no-role': 'Tài khoản của bạn chưa được cấp quyền ở đây. Hãy báo người quản trị.',
      disabled: 'Tài khoản này đang bị khóa. Hãy báo người quản trị.',
      cancelled: 'Bạn đã dừng đăng nhập giữa chừng.',
      expired: 'Đã chờ quá lâu. Hãy đăng nhập lại.',
      unreachable: 'Chưa nối được với dịch vụ đăng nhập của cơ quan. Hãy thử lại sau.',
      'store-unavailable': 'Máy chủ tạm thời chưa tra được tài khoản. Hãy thử lại.',
      refused:
        'Dịch vụ của cơ quan không xác nhận lần đăng nhập này. Hãy thử lại hoặc báo người quản trị.',
      'other-person':
        'Cơ quan đã xác nhận một người khác. Hãy xác nhận bằng đúng tài khoản đang dùng.',
      'not-proven':
        'Cơ quan chưa hỏi lại mật khẩu nên chưa xác nhận được. Hãy thử lại hoặc báo người quản trị.',
      'unknown-address':
        'Máy chủ không nhận đăng nhập từ địa chỉ này. Mở trang bằng địa chỉ đã khai ở PUBLIC_ORIGIN.',
    } as Readonly<Record<OidcFailure, string>>,
    forgotten: 'Quên mật khẩu? Người quản trị gửi được đường dẫn đặt mật khẩu mới.',
    already: (name: string): string => `Bạn đang đăng nhập với tên ${name}.`,
    goOn: 'Tiếp tục',
    other: 'Đăng xuất để dùng tên khác',
    notSetUp: 'Chưa có tài khoản quản trị nào',
    notSetUpText:
      'Mở đường dẫn thiết lập mà máy chủ in ra mỗi lần khởi động (trong nhật ký của máy chủ).',
    demoTitle: 'Bản trình diễn',
    demoText: (password: string): string =>
      `Bấm một tên để điền sẵn; mật khẩu của mọi tên là “${password}”. Chỉ dùng được trên chính máy chủ.`,
  },
  setPassword: {
    title: 'Đặt mật khẩu',
    for: (name: string, user: string): string => `Cho ${name}, tên đăng nhập ${user}.`,
    submit: 'Lưu và đăng nhập',
    noToken: 'Thiếu mã trong đường dẫn',
    noTokenText: 'Hãy mở lại trọn đường dẫn đã nhận, kể cả phần sau dấu #.',
    gone: 'Đường dẫn không còn dùng được',
    goneText: 'Mỗi đường dẫn chỉ dùng một lần và có hạn. Hãy xin người quản trị một đường dẫn mới.',
    isSetup: 'Đường dẫn này để thiết lập lần đầu',
    isSetupText: 'Nó tạo người quản trị đầu tiên, không phải để đặt lại mật khẩu.',
    goSetup: 'Tới trang thiết lập',
  },
  setup: {
    title: 'Thiết lập lần đầu',
    intro: 'Bốn bước, khoảng năm phút. Sau bước 1, bước nào cũng để sau được.',
    nav: 'Các bước',
    step: (number: number, all: number): string => `Bước ${number}/${all}`,
    steps: {
      account: 'Người quản trị',
      site: 'Địa bàn',
      key: 'Khóa gửi số liệu',
      rest: 'Việc còn lại',
    },
    done: 'đã xong',
    later: 'Để sau',
    next: 'Tiếp tục',
    noToken: 'Cần đường dẫn thiết lập',
    noTokenText:
      'Mỗi lần khởi động, máy chủ in một đường dẫn dạng /setup#… trong nhật ký của nó. Hãy mở trọn đường dẫn đó, kể cả phần sau dấu #. Đường dẫn có hạn 24 giờ.',
    gone: 'Đường dẫn thiết lập không còn dùng được',
    goneText:
      'Đường dẫn đã được dùng hoặc đã quá 24 giờ. Khởi động lại máy chủ để có đường dẫn mới.',
    isDone: 'Hệ thống đã có người quản trị',
    isDoneText: 'Hãy đăng nhập để làm tiếp các bước còn lại.',
    account: {
      title: 'Tạo người quản trị đầu tiên',
      text: 'Người này quản lý mọi địa bàn, tài khoản và khóa. Nên tạo cho một người cụ thể, không dùng chung.',
      submit: 'Tạo và đăng nhập',
    },
    site: {
      title: 'Chọn địa bàn để bắt đầu',
      text: 'Máy chủ đang phục vụ các địa bàn dưới đây. Bước sau dùng địa bàn được chọn; đổi lại lúc nào cũng được.',
      choose: 'Địa bàn',
      none: 'Máy chủ chưa phục vụ địa bàn nào.',
      whereTitle: 'Thêm hoặc sửa địa bàn ở đâu?',
      where:
        'Trong thư mục cấu hình trên máy chủ: mỗi địa bàn là một thư mục con của config/sites, có tệp site.yaml (tên, đơn vị hành chính, bản đồ) và layout.yaml (bố cục màn hình). Sửa xong, máy chủ tự nhận; tệp sai bị từ chối và bản cũ vẫn chạy.',
      language: 'Ngôn ngữ của trang',
      languages: { vi: 'Tiếng Việt', en: 'English' },
      languageHint: 'Chỉ đổi ở trang này; mỗi màn hình chọn riêng bằng ?lang= ở cuối địa chỉ.',
    },
    key: {
      title: 'Tạo khóa gửi số liệu đầu tiên',
      text: (site: string): string =>
        `Phần mềm hay trạm đo cần một khóa để gửi số về ${site}. Mỗi nguồn nên có khóa riêng để thu hồi được từng nguồn.`,
      noSite: 'Chưa có địa bàn nào nên chưa tạo được khóa.',
      have: (names: string): string => `Địa bàn này đã có khóa: ${names}.`,
      more: 'Tạo thêm hay thu hồi khóa ở trang Khóa truy cập.',
    },
    rest: {
      title: 'Việc còn lại',
      text: 'Máy chủ tự kiểm tra những điều dưới đây. Xem lại lúc nào cũng được ở trang Tự kiểm tra.',
      wall: 'Mở màn hình lớn',
      admin: 'Tới trang quản trị',
    },
  },
}
