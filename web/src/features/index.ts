import { board } from './board/feature.ts';
import { dossiers } from './dossiers/feature.ts';
import { operation } from './operation/feature.ts';
import { sites } from './sites/feature.ts';

/** Every feature of the app, in the order of the navigation: the first that a person has is where their work begins. */
export const features = [dossiers, board, operation, sites] as const;
