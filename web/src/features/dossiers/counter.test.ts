import { expect, test } from '@jest/globals';
import type { Dossier, DossierState, DueDate, Term } from '../../api/onestop.ts';
import { matchOptions, optionMeant } from '../../design/match-options.ts';
import { fill } from '../../i18n/translate.ts';
import { actionsFor } from './actions.ts';
import type { Translate } from './due/derivation-words.ts';
import { dueWords, nextWords } from './due/due-words.ts';
import { en as enOfDue } from './due/en.ts';
import { vi as viOfDue } from './due/vi.ts';
import { en } from './en.ts';
import { headlineOf } from './due/headline.ts';
import { termWords } from './due/term-words.ts';
import { readIdCard } from './intake/id-card.ts';
import { brokenRule, fieldAt } from './intake/new-dossier-fields.ts';
import { apologyTitleAt, madeAt } from './papers/official-dates.ts';
import { vi } from './vi.ts';

test('the QR code of an identity card fills the person', () => {
  const scanned =
    '046185001234|191234567|NGUYỄN THỊ BƯỞI|02091985|Nữ|Thôn Diêm Trường, Vinh Hưng, Phú Lộc|12052021';
  expect(readIdCard(scanned.normalize('NFD'))).toEqual({
    identityNumber: '046185001234',
    name: 'NGUYỄN THỊ BƯỞI'.normalize('NFC'),
    address: 'Thôn Diêm Trường, Vinh Hưng, Phú Lộc'.normalize('NFC'),
  });
});

test('case 10: of a person born in a year that is all that is known the code is one all the same', () => {
  expect(readIdCard('046145001234||Lê Thị Cả|1945|Nữ|Vinh Hưng|12052021')).toEqual({
    identityNumber: '046145001234',
    name: 'Lê Thị Cả',
    address: 'Vinh Hưng',
  });
});

test.each(['Nguyễn Văn A', 'Thôn 2', ''])('case 10: a card scanned in behind "%s" is one', (before) => {
  const scanned = '046185001234||Lê Thị Cả|02091985|Nữ|Vinh Hưng|12052021';
  expect(readIdCard(`${before}${scanned}`)?.identityNumber).toBe('046185001234');
  expect(readIdCard(`${scanned}${before}`)?.identityNumber).toBe('046185001234');
});

test.each([
  '',
  '046185001234',
  'a|b|c|d|e|f',
  '046185001234||  |02091985|Nữ|x',
  'https://example.vn/?q=1|2|3',
])('what is no identity card fills nothing: %s', (scanned) => {
  expect(readIdCard(scanned)).toBeUndefined();
});

test.each([
  ['name', '', 'REQUIRED'],
  ['name', '  ', 'REQUIRED'],
  ['name', '123', 'LETTERS_REQUIRED'],
  ['name', 'Y', undefined],
  ['name', 'ă'.normalize('NFD').repeat(100), undefined],
  ['name', 'a'.repeat(250), undefined],
  ['name', 'a'.repeat(251), 'TOO_LONG'],
  ['identityNumber', '', undefined],
  ['identityNumber', '046 185 001234', undefined],
  ['identityNumber', '04618500123', 'IDENTITY_NUMBER'],
  ['phone', '+84 905 123 456', undefined],
  ['phone', '0905.123.456', undefined],
  ['phone', '905123456', 'PHONE'],
  ['summary', 'x'.repeat(501), 'TOO_LONG'],
] as const)('%s "%s" breaks %s', (field, value, rule) => {
  expect(brokenRule(field, value)?.rule).toBe(rule);
});

test('a refusal finds its field by the name of the contract', () => {
  expect(fieldAt('applicant.identity_number')).toBe('identityNumber');
  expect(fieldAt('applicant.identityNumber')).toBe('identityNumber');
  expect(fieldAt('procedure_code')).toBe('procedureCode');
  expect(fieldAt('unit')).toBeUndefined();
});

test('options are found by the beginnings of their words, without diacritics', () => {
  const options = [
    { value: '1', label: 'Đăng ký thường trú', note: '1.004222' },
    { value: '2', label: 'Cấp Giấy xác nhận tình trạng hôn nhân' },
  ];
  expect(matchOptions(options, 'thuong tru')).toEqual([options[0]]);
  expect(matchOptions(options, 'hon nhan xac')).toEqual([options[1]]);
  expect(matchOptions(options, '1.004222')).toEqual([options[0]]);
  expect(matchOptions(options, 'oan')).toEqual([]);
  expect(matchOptions(options, ' ')).toEqual(options);
});

test('words left in a choice mean the option that they name or can only mean, never the one chosen before', () => {
  const options = [
    { value: '1', label: 'Đăng ký tạm trú' },
    { value: '2', label: 'Đăng ký tạm trú theo danh sách' },
    { value: '3', label: 'Đăng ký khai sinh' },
  ];
  expect(optionMeant(options, 'khai sinh')).toBe(options[2]);
  expect(optionMeant(options, ' đăng ký TẠM TRÚ ')).toBe(options[0]);
  expect(optionMeant(options, 'dang ky')).toBeUndefined();
  expect(optionMeant(options, 'kết hôn')).toBeUndefined();
  expect(optionMeant(options.slice(0, 1), '  ')).toBeUndefined();
});

const inVietnamese: Translate = (key, params) => fill('vi', { ...vi, ...viOfDue }[key], params);
const inEnglish: Translate = (key, params) => fill('en', { ...en, ...enOfDue }[key], params);

type Shown = Pick<Dossier, 'due' | 'state' | 'timeliness' | 'closedAt' | 'nextAction'>;

/** A dossier with a term of working days, read on Monday 30/06/2025. */
function shown({ due, ...rest }: Partial<Omit<Shown, 'due'>> & { due?: Partial<DueDate> }): Shown {
  return {
    state: 'DOSSIER_STATE_PROCESSING',
    timeliness: 'TIMELINESS_UNSPECIFIED',
    nextAction: 'NEXT_ACTION_APPRAISE',
    ...rest,
    due: {
      day: '',
      state: 'DUE_STATE_RUNNING',
      today: '2025-06-30',
      derivation: [],
      ruleVersion: '1',
      workingMinutesLeft: 0,
      daysLeft: 0,
      term: { unit: 'TERM_UNIT_WORKING_DAY', amount: 3, clear: false, cutoff: '' },
      awaitedTo: '',
      closes: false,
      ...due,
    },
  };
}

const inCalendarDays = { unit: 'TERM_UNIT_CALENDAR_DAY', amount: 3, clear: false, cutoff: '' } as const;
const waiting = { state: 'DOSSIER_STATE_WAITING_SUPPLEMENT' } as const;
const closedAt = '2025-06-25T02:00:00Z';

test.each<[Shown, string, string]>([
  [
    shown({ due: { day: '2025-07-03', daysLeft: 3 } }),
    'còn 3 ngày làm việc, đến hết thứ Năm 03/07',
    '3 working days left, until the end of Thursday 03/07',
  ],
  [
    shown({ due: { day: '2025-07-01', state: 'DUE_STATE_SOON', daysLeft: 1, term: inCalendarDays } }),
    'còn 1 ngày, đến hết thứ Ba 01/07',
    '1 day left, until the end of Tuesday 01/07',
  ],
  [
    shown({ due: { day: '2026-01-06', today: '2025-12-31', daysLeft: 2 } }),
    'còn 2 ngày làm việc, đến hết thứ Ba 06/01/2026',
    '2 working days left, until the end of Tuesday 06/01/2026',
  ],
  [
    shown({ due: { day: '2025-06-30', state: 'DUE_STATE_TODAY' } }),
    'đến hạn hôm nay, hết thứ Hai 30/06',
    'due today, until the end of Monday 30/06',
  ],
  [
    shown({ due: { day: '2025-06-26', state: 'DUE_STATE_LATE', daysLeft: -2 } }),
    'quá hạn 2 ngày làm việc, hạn là thứ Năm 26/06',
    '2 working days overdue, was due on Thursday 26/06',
  ],
  [
    shown({ due: { day: '2025-06-27', today: '2025-06-28', state: 'DUE_STATE_LATE' } }),
    'quá hạn, hạn là thứ Sáu 27/06',
    'overdue, was due on Friday 27/06',
  ],
  [
    shown({ ...waiting, due: { day: '2025-06-27', state: 'DUE_STATE_LATE', daysLeft: -1 } }),
    'quá hạn 1 ngày làm việc, hạn là thứ Sáu 27/06, đang chờ bổ sung',
    '1 working day overdue, was due on Friday 27/06, waiting for a supplement',
  ],
  [
    shown({ ...waiting, due: { state: 'DUE_STATE_SUSPENDED', awaitedTo: '2025-07-14' } }),
    'tạm dừng chờ bổ sung, nhắc bổ sung vào thứ Hai 14/07',
    'suspended for a supplement, reminder on Monday 14/07',
  ],
  [
    shown({ ...waiting, due: { state: 'DUE_STATE_SUSPENDED', awaitedTo: '2025-07-14', closes: true } }),
    'tạm dừng chờ bổ sung, nhận bổ sung đến hết thứ Hai 14/07',
    'suspended for a supplement, accepted until the end of Monday 14/07',
  ],
  [
    shown({ ...waiting, due: { state: 'DUE_STATE_SUSPENDED', awaitedTo: '2025-06-27' } }),
    'tạm dừng chờ bổ sung, đã quá ngày chờ bổ sung thứ Sáu 27/06',
    'suspended for a supplement, awaited until Friday 27/06, which is over',
  ],
  [
    shown({
      state: 'DOSSIER_STATE_FINISHED',
      timeliness: 'TIMELINESS_EARLY',
      due: { day: '2025-07-02', state: 'DUE_STATE_CLOSED' },
    }),
    'đã có kết quả trước hạn, hẹn trả thứ Tư 02/07',
    'finished early, promised for Wednesday 02/07',
  ],
  [
    shown({ state: 'DOSSIER_STATE_RETURNED', timeliness: 'TIMELINESS_ON_TIME', closedAt }),
    'đã trả kết quả thứ Tư 25/06, đúng hạn',
    'result returned on Wednesday 25/06, on time',
  ],
  [
    shown({ state: 'DOSSIER_STATE_WITHDRAWN', closedAt }),
    'công dân rút hồ sơ thứ Tư 25/06',
    'withdrawn by the citizen on Wednesday 25/06',
  ],
  [shown({ state: 'DOSSIER_STATE_VOIDED', closedAt }), 'đã hủy thứ Tư 25/06', 'voided on Wednesday 25/06'],
])('where a dossier stands is said in both languages: %#', (dossier, vietnamese, english) => {
  expect(dueWords(inVietnamese, 'vi', dossier).whole).toBe(vietnamese);
  expect(dueWords(inEnglish, 'en', dossier).whole).toBe(english);
});

test.each<[Partial<Dossier>, string, string, string]>([
  [
    { state: 'DOSSIER_STATE_FINISHED', timeliness: 'TIMELINESS_EARLY', finishedAt: closedAt },
    'Đã có kết quả 25/06, trước hạn',
    'Result ready 25/06, early',
    'check',
  ],
  [
    { state: 'DOSSIER_STATE_RETURNED', timeliness: 'TIMELINESS_ON_TIME', closedAt },
    'Đã trả 25/06, đúng hạn',
    'Returned 25/06, on time',
    'check',
  ],
  [
    { state: 'DOSSIER_STATE_WITHDRAWN', closedAt },
    'Công dân đã rút 25/06',
    'Withdrawn by the citizen 25/06',
    'undo',
  ],
  [{ state: 'DOSSIER_STATE_VOIDED', closedAt }, 'Đã hủy 25/06', 'Voided 25/06', 'close'],
])(
  'U9: what promises nothing any more says what has become of it: %#',
  (change, vietnamese, english, icon) => {
    const dossier = { ...shown({}), timeliness: 'TIMELINESS_UNSPECIFIED', ...change } as Dossier;
    expect(headlineOf(inVietnamese, dossier)).toEqual({ words: vietnamese, icon });
    expect(headlineOf(inEnglish, dossier)?.words).toBe(english);
  },
);

test('U9: a dossier that runs or waits has its promised day for a headline', () => {
  for (const state of ['DOSSIER_STATE_RECEIVED', 'DOSSIER_STATE_PROCESSING', waiting.state] as const)
    expect(headlineOf(inVietnamese, { ...shown({}), state } as Dossier)).toBeUndefined();
});

test('asked for a supplement too late, a dossier says in the list that it is late and that it waits', () => {
  const late = shown({ ...waiting, due: { day: '2025-06-25', state: 'DUE_STATE_LATE', daysLeft: -3 } });
  expect(dueWords(inVietnamese, 'vi', late).short).toBe('quá hạn 3 ngày làm việc · chờ bổ sung');
});

test('in a list a due date is short and says one day', () => {
  const short = (dossier: Shown): string => dueWords(inVietnamese, 'vi', dossier).short;
  expect(short(shown({ due: { day: '2025-07-02', daysLeft: 2 } }))).toBe('còn 2 ngày làm việc · 02/07');
  expect(short(shown({ state: 'DOSSIER_STATE_RETURNED', closedAt, due: { day: '2025-06-26' } }))).toBe(
    'đã trả kết quả thứ Tư 25/06',
  );
  expect(short(shown({ ...waiting, due: { awaitedTo: '2025-07-15' } }))).toBe('tạm dừng chờ bổ sung');
});

test('a term in hours is told with its hour, and one in days is not', () => {
  const term = { unit: 'TERM_UNIT_WORKING_MINUTE', amount: 120, clear: false, cutoff: '' } as const;
  const due = { day: '2025-06-30', at: '2025-06-30T09:00:00Z', term } as const;
  const told = (change: object): string => {
    const { whole, short } = dueWords(inVietnamese, 'vi', shown({ due: { ...due, ...change } }));
    return `${whole} | ${short}`;
  };
  expect(told({ state: 'DUE_STATE_TODAY' })).toBe(
    'đến hạn hôm nay, đến 16:00 thứ Hai 30/06 | đến hạn hôm nay · 16:00 30/06',
  );
  expect(told({ state: 'DUE_STATE_LATE', daysLeft: 0 })).toBe(
    'quá hạn, hạn là 16:00 thứ Hai 30/06 | quá hạn · 16:00 30/06',
  );
  const days = { ...term, unit: 'TERM_UNIT_WORKING_DAY', amount: 1 };
  expect(told({ state: 'DUE_STATE_TODAY', term: days })).toBe(
    'đến hạn hôm nay, hết thứ Hai 30/06 | đến hạn hôm nay · 30/06',
  );
});

test('form 04 is called by the day on which it is made, not by that of receipt', () => {
  const made = (today: string): string =>
    apologyTitleAt(madeAt({ due: shown({ due: { today } }).due, receivedAt: '2025-06-25T02:00:00Z' }));
  expect(made('2025-06-30')).toContain('HẸN LẠI NGÀY TRẢ KẾT QUẢ');
  expect(made('2025-07-01')).toContain('ĐỀ NGHỊ GIA HẠN');
});

test('the next action says what happens when no supplement comes; a closed dossier has none', () => {
  const next = (dossier: Shown): string => nextWords(inVietnamese, dossier);
  const awaiting = { ...waiting, nextAction: 'NEXT_ACTION_AWAIT_SUPPLEMENT' } as const;
  expect(next(shown({}))).toBe('Thẩm định, giải quyết hồ sơ');
  expect(next(shown(awaiting))).toBe('Nhận bổ sung của công dân; đến ngày hẹn thì nhắc');
  expect(next(shown({ ...awaiting, due: { closes: true } }))).toBe(
    'Nhận bổ sung của công dân; hết hạn thì đóng hồ sơ',
  );
  expect(next(shown({ nextAction: 'NEXT_ACTION_UNSPECIFIED' }))).toBe('');
});

test.each<[Partial<Term>, string, string]>([
  [{ unit: 'TERM_UNIT_WORKING_DAY', amount: 3 }, '3 ngày làm việc', '3 working days'],
  [{ unit: 'TERM_UNIT_CALENDAR_DAY', amount: 1 }, '1 ngày', '1 day'],
  [
    { unit: 'TERM_UNIT_WORKING_DAY', amount: 5, clear: true },
    '5 ngày làm việc trọn vẹn, trả vào ngày tiếp theo',
    '5 clear working days, due on the day after',
  ],
  [{ unit: 'TERM_UNIT_WORKING_MINUTE', amount: 240 }, '4 giờ làm việc', '4 working hours'],
  [{ unit: 'TERM_UNIT_WORKING_MINUTE', amount: 30 }, '30 phút làm việc', '30 working minutes'],
  [{ unit: 'TERM_UNIT_WORKING_MINUTE', amount: 150 }, '2 giờ 30 phút làm việc', '2 h 30 min of working time'],
  [{ unit: 'TERM_UNIT_WEEK', amount: 2 }, '2 tuần', '2 weeks'],
  [{ unit: 'TERM_UNIT_MONTH', amount: 1 }, '1 tháng', '1 month'],
  [{ unit: 'TERM_UNIT_YEAR', amount: 1 }, '1 năm', '1 year'],
  [{ unit: 'TERM_UNIT_MINUTE', amount: 720 }, '12 giờ', '12 hours'],
  [
    { unit: 'TERM_UNIT_SAME_DAY', cutoff: '15:00' },
    'trả trong ngày nếu nhận chậm nhất lúc 15:00',
    'the same day if received by 15:00',
  ],
])('a term is said in both languages: %j', (given, vietnamese, english) => {
  const term: Term = { unit: 'TERM_UNIT_UNSPECIFIED', amount: 0, clear: false, cutoff: '', ...given };
  expect(termWords(inVietnamese, term)).toBe(vietnamese);
  expect(termWords(inEnglish, term)).toBe(english);
});

const states: DossierState[] = [
  'DOSSIER_STATE_RECEIVED',
  'DOSSIER_STATE_PROCESSING',
  'DOSSIER_STATE_WAITING_SUPPLEMENT',
  'DOSSIER_STATE_FINISHED',
];

test('every open dossier has a next step for the clerk', () => {
  for (const state of states) expect(actionsFor(state, ['clerk']).primary).toBeDefined();
  expect(actionsFor('DOSSIER_STATE_VOIDED', ['clerk'])).toEqual({ others: [] });
});

test('a leader puts right and does no counter work; others do nothing here', () => {
  for (const state of states) {
    expect(actionsFor(state, ['leader'])).toEqual({
      others: ['CorrectApplicant', 'CorrectHandedIn', 'CorrectDossier', 'VoidDossier'],
    });
    expect(actionsFor(state, ['operator'])).toEqual({ others: [] });
  }
});
