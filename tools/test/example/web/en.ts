import type { vi } from './vi.ts';

export const en: Record<keyof typeof vi, string> = {
  'floods.title': 'Floods',
  'floods.none': 'No flood is being watched',
  'floods.new': 'Report a flood',
  'floods.level': 'Water level (cm)',
  'floods.cause': 'Cause',
  'floods.CAUSE_RAIN': 'Rain',
  'floods.CAUSE_TIDE': 'Tide',
  'floods.lookAgain': 'Look again on',
  'floods.send': 'Send the report',
  'floods.sent': 'The report is on record.',
  'floods.close': 'The water has gone',
  'floods.closed': 'It is no longer watched.',
  'floods.gone': 'This report is no longer in the list',
};
