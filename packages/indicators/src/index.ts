export {
  type BoardColumn,
  type BoardLayout,
  type BoardSplit,
  type BoardsTable,
  type BoardTile,
  type ColourStep,
  checkBoards,
  type TileNote,
  unknownIndicator,
} from './boards.ts';
export { type Catalogue, catalogueOf, createCatalogue } from './catalogue.ts';
export type { Indicator } from './indicator.ts';
export type {
  Aggregation,
  CatalogueTable,
  CodedTable,
  CodesTable,
  DimensionRow,
  IndicatorKind,
  IndicatorRow,
  NumberSource,
  Words,
} from './table.ts';
export type { CounterKey, Timing } from './timing.ts';
