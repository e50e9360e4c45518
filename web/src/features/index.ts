/** Every feature of the app, a line each. */
export { board } from './board/feature.ts';
export { dossiers } from './dossiers/feature.ts';
export { operation } from './operation/feature.ts';
export { sites } from './sites/feature.ts';
