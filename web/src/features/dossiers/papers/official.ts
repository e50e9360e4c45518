import { fill } from '../../../i18n/translate.ts';
import type { Params } from '../../../i18n/translate.ts';

/** What stands on papers. In Vietnamese only, as official papers are; fetched with the first of them. */
const sentences = {
  authority: 'ỦY BAN NHÂN DÂN',
  nation: 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
  motto: 'Độc lập - Tự do - Hạnh phúc',
  demonstration: 'Dữ liệu trình diễn, không có giá trị pháp lý.',
  number: 'Số: {number}',
  placeAndDay: '{place}, {day}',
  longDay: 'ngày {day} tháng {month} năm {year}',
  openDay: 'ngày …… tháng …… năm ………',
  day: 'ngày {day}',
  moment: '{hour} giờ {minute} phút, ngày {day}',
  dots: '………………………………',
  atEnd: '(viết đầy đủ ở cuối giấy này)',
  corrected: 'Đã sửa thông tin người nộp lúc {moment}.',

  'office.until2025': 'Bộ phận Tiếp nhận và Trả kết quả',
  'office.since2025': 'Trung tâm Phục vụ hành chính công',
  'desk.specialist': 'Chuyên viên thụ lý',
  'desk.chair': 'Lãnh đạo UBND',
  'desk.clerical': 'Văn thư',
  citizen: 'Công dân, tổ chức',

  'sign.submitter': 'NGƯỜI NỘP HỒ SƠ',
  'sign.receiver': 'NGƯỜI TIẾP NHẬN HỒ SƠ',
  'sign.guide': 'NGƯỜI HƯỚNG DẪN',
  'sign.head': 'THỦ TRƯỞNG CƠ QUAN',
  'sign.giver': 'NGƯỜI GIAO',
  'sign.taker': 'NGƯỜI NHẬN',
  'sign.here': '(Ký và ghi rõ họ tên)',
  'sign.stamped': '(Ký, ghi rõ họ tên và đóng dấu)',

  code: 'Mã hồ sơ',
  applicant: 'Tiếp nhận hồ sơ của',
  dossierOf: 'Hồ sơ của',
  owner: 'Chủ hồ sơ',
  address: 'Địa chỉ',
  phone: 'Số điện thoại',
  email: 'Email',
  requested: 'Nội dung yêu cầu giải quyết',

  'receipt.title': 'GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ',
  'receipt.number': '……/TNHS',
  'receipt.components': 'Thành phần hồ sơ nộp gồm:',
  'receipt.sets': 'Số lượng hồ sơ',
  'receipt.setsOf': '{n} bộ',
  'receipt.term': 'Thời gian giải quyết theo quy định',
  'receipt.received': 'Thời gian nhận hồ sơ',
  'receipt.promised': 'Thời gian trả kết quả',
  'receipt.suspended': 'hẹn lại khi nhận đủ giấy tờ bổ sung',
  'receipt.collect': 'Đăng ký nhận kết quả tại',
  'receipt.book': 'Vào Sổ theo dõi hồ sơ, quyển số',
  'receipt.bookAndOrdinal': '………  Số thứ tự ………',

  'provisional.title': 'PHIẾU NHẬN HỒ SƠ TẠM',
  'provisional.number': 'Số tạm',
  'provisional.why':
    'Máy chủ đang mất kết nối nên chưa cấp được mã hồ sơ và ngày hẹn trả. Khi nối lại được, đơn vị cấp mã hồ sơ và Giấy tiếp nhận hồ sơ và hẹn trả kết quả thay cho phiếu này.',

  'supplement.title': 'PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ',
  'supplement.number': '……/HDHS',
  'supplement.what': 'Yêu cầu bổ sung, hoàn thiện hồ sơ gồm những nội dung sau:',
  'supplement.contact':
    'Trong quá trình hoàn thiện hồ sơ, nếu có vướng mắc, ông/bà liên hệ với {name}, số điện thoại ……………………, để được hướng dẫn.',

  'refusal.title': 'PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ',
  'refusal.number': '……………',
  'refusal.what':
    'Qua xem xét, {office} thông báo không tiếp nhận, giải quyết hồ sơ này với lý do cụ thể như sau:',
  'refusal.end': 'Xin thông báo cho ông/bà được biết và thực hiện.',

  'apology.until2025': 'PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ',
  'apology.since2025': 'VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT',
  'apology.number': '……/PXL-……',
  'apology.to': 'Kính gửi: {name}',
  'apology.received':
    'Ngày {received}, {unit} tiếp nhận hồ sơ của ông/bà đề nghị giải quyết thủ tục {procedure}; mã hồ sơ: {code}.',
  'apology.promised': 'Thời gian hẹn trả kết quả: {promised}.',
  'apology.late':
    'Tuy nhiên, {unit} không trả được kết quả giải quyết hồ sơ đúng thời gian đã hẹn nêu trên. Lý do:',
  'apology.sorry':
    'Sự chậm trễ này gây phiền hà, tốn kém chi phí, công sức của ông/bà. {unit} xin lỗi ông/bà và sẽ trả kết quả vào ……… giờ ……… phút, ngày …… tháng …… năm ………',
  'apology.end': 'Mong nhận được sự thông cảm của ông/bà vì sự chậm trễ này./.',

  'control.title': 'PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ',
  'control.solver': 'Cơ quan giải quyết hồ sơ',
  'control.others': 'Cơ quan phối hợp giải quyết hồ sơ',
  'control.handed': 'Giao, nhận',
  'control.when': 'Thời gian giao, nhận hồ sơ',
  'control.result': 'Kết quả giải quyết (trước hạn, đúng hạn, quá hạn)',
  'control.note': 'Ghi chú',
  'control.given': 'Giao: {desk}',
  'control.taken': 'Nhận: {desk}',
  'control.giver': 'Người giao:',
  'control.taker': 'Người nhận:',
  'result.early': 'Trước hạn',
  'result.onTime': 'Đúng hạn',
  'result.late': 'Quá hạn',

  'handOver.title': 'PHIẾU BÀN GIAO HỒ SƠ',
  'handOver.from': 'Bên giao',
  'handOver.to': 'Bên nhận',
  'handOver.at': 'Thời gian bàn giao',
  'handOver.count': 'Số hồ sơ bàn giao',
  'handOver.all': 'Hai bên đã đếm và nhận đủ số hồ sơ nêu trên.',

  'register.title': 'SỔ THEO DÕI HỒ SƠ',
  'register.oneDay': 'Hồ sơ tiếp nhận ngày {from}',
  'register.days': 'Hồ sơ tiếp nhận từ ngày {from} đến ngày {to}',
  'register.solver': 'Cơ quan chủ trì giải quyết',
  'register.sets': 'Số bộ',
  'register.person': 'Họ tên cá nhân, tổ chức',
  'register.where': 'Địa chỉ, số điện thoại',
  'register.received': 'Ngày nhận',
  'register.returned': 'Ngày trả',
  'register.how': 'Phương thức nhận kết quả',
  'register.signed': 'Ký nhận',
  'register.withdrawn': 'Công dân rút hồ sơ ngày {day}',
  'register.voided': 'Hủy đăng ký nhầm ngày {day}',
  'register.suspended': 'Chờ bổ sung',
  'register.signs': 'NGƯỜI LẬP SỔ',

  'table.ordinal': 'STT',
  'table.component': 'Tên giấy tờ',
  'table.count': 'Số lượng',
  'table.kind': 'Bản chính, bản sao',
  'table.code': 'Mã hồ sơ',
  'table.person': 'Họ và tên',
  'table.procedure': 'Thủ tục',
  'table.due': 'Ngày hẹn trả',
  'kind.original': 'Bản chính',
  'kind.copy': 'Bản sao',
  'kind.electronic': 'Bản điện tử',
} as const;

export type OfficialKey = keyof typeof sentences;

export const say = (key: OfficialKey, params?: Params): string => fill('vi', sentences[key], params);
