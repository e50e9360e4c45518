import type { vi } from './vi.ts';

export const en: Record<keyof typeof vi, string> = {
  'work.title': 'My work',
  'work.count': '{n} thing waits for you|{n} things wait for you',
  'work.column.due': 'Due',
  'work.column.title': 'What',
  'work.column.whose': 'With',
  'work.column.next': 'Next step',
  'work.column.code': 'Code',
  'work.group.late': 'Late',
  'work.group.today': 'Today',
  'work.group.soon': 'Due soon',
  'work.group.later': 'Later',
  'work.group.undated': 'Waiting, no day runs',
  'work.none': 'Nothing waits for you',
  'work.noneHint': 'What you have to do appears here, the most urgent first.',
  'work.more': 'There is more in {where}, due later.',
};
