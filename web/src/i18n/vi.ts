/* oxlint-disable max-lines -- one file for each language, so that a translator sees all of it */
/** What the frame says, what codes are called, and what several features say. Vietnamese is the source; English has the same keys. */
export const vi = {
  loading: 'Đang tải',
  close: 'Đóng',
  cancel: 'Quay lại',
  tryAgain: 'Thử lại',
  optional: 'không bắt buộc',
  note: 'Ghi chú',
  showMore: 'Xem thêm',
  neverHeard: 'chưa liên lạc lần nào',
  print: 'In',
  since: 'từ {time}',
  skip: 'Đến nội dung chính',
  goHome: 'Về trang làm việc',
  signIn: 'Đăng nhập',
  businessTime: 'Giờ nghiệp vụ tại đơn vị',
  deviceFull:
    'Máy này không giữ được việc chưa gửi và chữ đang gõ. Việc vẫn gửi được; đừng đóng cửa sổ này khi còn việc chưa gửi.',
  fromDevice:
    'Chưa nối được máy chủ: danh sách là của lần nối trước{since}. Vẫn tiếp nhận được; hồ sơ giữ trên máy này, nối lại được thì gửi.',
  sessionEnded: 'Phiên làm việc đã hết. Việc đang làm vẫn được giữ trên máy này.',

  'nav.more': 'Thêm',
  'nav.widen': 'Mở rộng thanh bên ([)',
  'nav.narrow': 'Thu gọn thanh bên ([)',
  'unit.choose': 'Đơn vị đang làm việc',
  'bell.none': 'Không có gì cần chú ý',
  'bell.some': '{n} điều cần chú ý',
  'bell.unknown': 'Chưa rõ có gì cần chú ý',
  'title.wrong': 'Lỗi: {title}',
  'nav.label': 'Phần việc',
  'nav.atLeast': 'ít nhất {what}',
  'nav.unknown': 'chưa rõ số lượng',
  'demonstration.short': 'Trình diễn',
  'demonstration.words': 'Dữ liệu trình diễn, theo ngày và giờ nghiệp vụ này',
  'search.open': 'Tìm hoặc mở nhanh (Ctrl+K)',
  'search.short': 'Tìm hoặc mở nhanh',
  'notAllowed.title': 'Chưa được giao phần việc nào ở đây',
  'notAllowed.words':
    'Vai trò của tài khoản này tại đơn vị không có phần việc này. Nếu cần, nhờ người quản trị của đơn vị giao thêm vai trò, rồi đăng nhập lại.',
  'signedOut.title': 'Liên Thông',
  'signedOut.words': 'Đăng nhập bằng tài khoản công vụ của đơn vị để bắt đầu làm việc.',
  'unreachable.title': 'Chưa nối được máy chủ của đơn vị',
  'unreachable.words':
    'Máy chủ có thể đang khởi động hoặc mạng nội bộ bị gián đoạn. Trang tự thử lại, không cần tải lại.',
  'failed.title': 'Màn hình này gặp lỗi',
  'failed.words': 'Việc đã gửi và bản nháp vẫn được giữ. Hãy tải lại trang; nếu lặp lại, báo người vận hành.',
  'failed.reload': 'Tải lại trang',

  'outbox.sent': 'Đã gửi: {what}',

  'person.open': '{name}: tài khoản, giao diện, đăng xuất',

  'keys.title': 'Phím tắt',
  'keys.open': 'Phím tắt (?)',
};
