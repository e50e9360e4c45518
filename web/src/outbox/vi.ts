export const vi = {
  'kept.onDevice': 'Chưa gửi được. Việc đã giữ trên máy và sẽ tự gửi lại.',
  'kept.inWindow':
    'Chưa gửi được, và máy này không giữ được việc chưa gửi: việc chỉ còn trong cửa sổ này, đừng đóng trước khi gửi xong.',
  'draft.restored': 'Đây là nội dung đang gõ dở lần trước.',
  'draft.startOver': 'Bắt đầu lại',
  'draft.left': 'Cửa sổ đã đóng ({time}) còn nội dung gõ dở: {what}',
  'draft.unnamed': 'chưa ghi tên',
  'draft.take': 'Gõ tiếp',
  'draft.drop': 'Bỏ nội dung này',
  'draft.elsewhere':
    'Ở một cửa sổ khác cũng đang gõ dở mục này. Nội dung ở đó vẫn giữ nguyên; gõ ở đây là một lượt riêng.',
};
