import { defineWords } from '../language.tsx';
import type { Key as Common } from '../translate.ts';
import { vi } from './vi.ts';

export type Key = Common | keyof typeof vi;

export const { has, useT } = defineWords(vi, async () => (await import('./en.ts')).en);
