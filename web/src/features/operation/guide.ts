// The one text, read on paper, in the repository and here, where an office without a line to the outside needs it.
import guide from '../../../../docs/guides/incidents.md?raw';
import type { Language } from '../../i18n/translate.ts';
import { type Block, readGuide } from './guide-text.ts';

/** The guide to incidents in a language. */
export const guideIn = (language: Language): Block[] => readGuide(guide, language === 'vi' ? 0 : 1);
