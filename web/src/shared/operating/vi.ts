export const vi = {
  'operator.stale': 'Danh sách dưới đây là của lúc {time}; máy chủ chưa trả lời, trang tự thử lại.',
  'operator.guideOf': 'Hướng dẫn',
  'operator.guideOfWhat': 'Hướng dẫn: {what}',
  'incidents.reason': 'Lý do (được lưu cùng tên và giờ)',
  'sites.none': 'không có',
  'sites.added': 'thêm {site}',
  'sites.removed': 'bớt {site}',
  'sites.moved': '{site} chuyển từ {from} sang {to}',
  'sites.unit': 'đơn vị {unit} chuyển từ {from} sang {to}',
  'sites.rekeyed': '{site} đổi khóa',
};
