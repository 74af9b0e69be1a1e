import type { KeyScope, PersonRole } from '../../../../protocol/access.ts'
import type { PasswordRefusal, SessionRow } from '../../../../protocol/people.ts'
import type { ProblemName } from '../../people/ask.ts'
import { adminVi } from '../admin/vi.ts'
import { doorVi } from '../door/vi.ts'
import { journalVi } from '../journal/vi.ts'
import { selfCheckVi } from '../self-check/vi.ts'

/** What the pages of people, keys and the door say. Not among the wall's messages, which every screen loads. */
export const peopleVi = {
  admin: adminVi,
  door: doorVi,
  journal: journalVi,
  selfCheck: selfCheckVi,
  loading: 'Đang tải',
  skip: 'Tới nội dung chính',
  foot: {
    otherLanguage: 'English',
    theme: 'Giao diện',
    themes: { auto: 'Theo máy', dark: 'Tối', light: 'Sáng', contrast: 'Tương phản' },
  },
  everySite: 'Mọi địa bàn',
  roles: {
    viewer: 'Người xem',
    reporter: 'Đơn vị nhập số liệu',
    officer: 'Cán bộ trực ban',
    editor: 'Biên tập',
    admin: 'Quản trị',
  } satisfies Record<PersonRole, string>,
  roleTexts: {
    viewer: 'Xem màn hình lớn và trang điện thoại.',
    reporter: 'Nhập số liệu thuộc đơn vị mình, và xem.',
    officer: 'Dành cho người trực: xem như người xem.',
    editor: 'Dành cho người biên tập màn hình: xem như người xem.',
    admin: 'Quản lý tài khoản và khóa truy cập, xem nhật ký và tự kiểm tra.',
  } satisfies Record<PersonRole, string>,
  scopes: {
    ingest: 'Gửi số liệu',
    read: 'Xem',
    officer: 'Trực ban',
  } satisfies Record<KeyScope, string>,
  scopeTexts: {
    ingest: 'Cho phần mềm, trạm đo gửi số về. Không xem được gì.',
    read: 'Cho màn hình lớn và phần mềm đọc số. Không gửi được gì.',
    officer: 'Cho màn hình ở phòng trực. Hiện xem như khóa xem.',
  } satisfies Record<KeyScope, string>,
  methods: {
    password: 'bằng mật khẩu',
    oidc: 'qua cơ quan',
    link: 'bằng đường dẫn một lần',
    demo: 'bản trình diễn',
  } satisfies Record<SessionRow['method'], string>,
  copy: {
    copy: 'Sao chép',
    copied: 'Đã sao chép',
    selected: 'Đã chọn, bấm Ctrl+C',
  },
  password: {
    label: 'Mật khẩu',
    fresh: 'Mật khẩu mới',
    show: 'Hiện',
    showText: (label: string): string => `Hiện ${label.toLowerCase()}`,
    rules: 'Mật khẩu cần',
    hints: {
      length: (least: number, most: number): string => `Từ ${least} đến ${most} ký tự`,
      variety: 'Không chỉ lặp lại vài ký tự',
      'own-name': 'Không chỉ gồm tên của mình',
    },
    met: 'đạt',
    notMet: 'chưa đạt',
    missing: 'Nhập mật khẩu.',
    advice: 'Một câu dài dễ nhớ là đủ; không bắt buộc chữ hoa, số hay ký tự lạ.',
    refusals: {
      'too-short': 'Mật khẩu còn ngắn.',
      'too-long': 'Mật khẩu quá dài.',
      listed: 'Mật khẩu này có trong danh sách mật khẩu đã bị lộ. Hãy chọn câu khác.',
      repeats: 'Mật khẩu chỉ lặp lại hoặc là một dãy liền nhau. Hãy chọn câu khác.',
      'contains-name': 'Mật khẩu gần như chỉ gồm tên người hoặc tên địa bàn. Hãy chọn câu khác.',
    } satisfies Record<PasswordRefusal, string>,
  },
  problem: {
    retry: 'Thử lại',
    wait: (seconds: string): string => `Thử lại sau ${seconds} giây.`,
    names: {
      'sign-in-refused': 'Tên đăng nhập hoặc mật khẩu không đúng.',
      'sign-in-required': 'Phiên đăng nhập đã hết. Hãy đăng nhập lại.',
      'key-required': 'Cần đăng nhập để xem trang này.',
      'confirmation-required': 'Chưa nhập lại mật khẩu nên chưa thay đổi gì.',
      'not-allowed': 'Tài khoản của bạn không có quyền làm việc này.',
      'cross-site':
        'Máy chủ không nhận yêu cầu từ địa chỉ này. Mở trang bằng địa chỉ đã khai ở PUBLIC_ORIGIN.',
      'not-manageable':
        'Người này có quyền ở địa bàn mà bạn không quản trị, nên bạn không sửa được.',
      'last-administrator': 'Đây là người quản trị cuối cùng, phải còn ít nhất một người quản trị.',
      'name-taken': 'Tên đăng nhập này đã có người dùng.',
      'no-password-here': 'Người này đăng nhập qua cơ quan, không có mật khẩu ở đây.',
      'password-refused': 'Mật khẩu này không dùng được.',
      'no-such-invitation': 'Đường dẫn đã được dùng, đã hết hạn hoặc không đúng.',
      'no-such-site': 'Máy chủ không có địa bàn này.',
      'no-dossiers': 'Địa bàn này chưa được khai để nhận hồ sơ.',
      'no-such-dossier': 'Không có hồ sơ nào mang mã này, hoặc chưa báo tiếp nhận.',
      'no-such-alarm': 'Không có cảnh báo nào mang mã này.',
      'outcome-unknown': 'Chưa rõ máy chủ đã ghi hay chưa.',
      'not-found': 'Không tìm thấy. Có thể vừa bị xóa.',
      'wrong-shape': 'Máy chủ không nhận nội dung đã nhập. Hãy xem lại các ô.',
      'bad-parameter': 'Máy chủ không hiểu điều kiện lọc. Hãy xem lại các ô.',
      'body-too-large':
        'Tệp quá lớn. Trang này nhận tệp đến 8 MB; hãy chia nhỏ hoặc nhờ quản trị nhập trên máy chủ.',
      'older-bulletin': 'Đang có bản tin mới hơn của loại thiên tai này. Xem lại giờ công bố.',
      'reading-refused': 'Máy chủ không nhận số đo này. Xem lại số và giờ đo.',
      'import-running': 'Đang có người nhập một sổ khác của địa bàn này. Hãy thử lại khi xong.',
      'register-refused': 'Tệp này không đọc được.',
      'too-many-attempts': 'Đã thử sai nhiều lần nên phải chờ.',
      'too-many-requests': 'Đang có quá nhiều yêu cầu. Hãy chờ một lát.',
      loading: 'Máy chủ vừa khởi động, đang đọc hồ sơ. Số sẽ tự hiện khi đọc xong.',
      'store-unavailable': 'Kho dữ liệu tạm thời không trả lời. Hãy thử lại.',
      'store-full': 'Kho dữ liệu đã đầy, chưa ghi được.',
      busy: 'Máy chủ đang bận. Hãy thử lại sau giây lát.',
      unreachable: 'Chưa nối được với máy chủ.',
      malformed: 'Máy chủ trả lời theo cách trang này không hiểu. Hãy tải lại trang.',
      other: 'Máy chủ không làm được. Nhật ký của máy chủ có ghi lý do.',
    } satisfies Record<ProblemName, string>,
  },
}
