import type { Session } from '../../src/api/session.ts';

const homeUnit = { key: '20116@0', code: 'H57.48.16', name: 'Xã Vinh Hưng', level: 'commune' } as const;

/** A clerk on a Monday morning. */
export const session: Session = {
  subject: 'lan',
  name: 'Nguyễn Thị Lan',
  title: 'Công chức một cửa',
  roles: ['clerk', 'leader', 'operator'],
  units: [homeUnit],
  site: { id: 's20116', name: 'Xã Vinh Hưng', level: 'commune' },
  homeUnit,
  services: ['onestop', 'operations', 'reporting', 'directory', 'exchange'],
  demonstration: true,
  businessNow: '2025-06-30T02:00:00Z',
  askedAt: Date.parse('2025-06-30T02:00:00Z'),
};
