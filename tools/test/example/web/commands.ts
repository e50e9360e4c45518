import type { QueryClient } from '@tanstack/react-query';
import { closeReport, fileReport, type Report } from '../../gen/floods.ts';
import type { Command } from '../../outbox/command.ts';

interface Answer {
  report?: Report;
}

const changed = (queries: QueryClient): void => void queries.invalidateQueries({ queryKey: ['floods'] });

export const filing: Command<Answer> = {
  method: fileReport,
  titleSent: (label, { report }) => (report ? `${label} (${report.code})` : label),
  onAnswer: changed,
};
export const closing: Command<Answer> = {
  method: closeReport,
  titleSent: (label) => label,
  onAnswer: changed,
};

export const commands = [filing, closing];
