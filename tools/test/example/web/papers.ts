import type { Report } from '../../gen/floods.ts';
import type { Paper } from '../../shared/paper.ts';

export const reportSheet: Paper<Report> = {
  load: async () => (await import('./report-sheet.tsx')).ReportSheet,
};
