import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

/** Statements of one database, each prepared once. */
export interface Statements {
  sql: (text: string) => StatementSync;
  /** The first row. */
  one: <T>(text: string, ...values: SQLInputValue[]) => T | undefined;
  run: (text: string, ...values: SQLInputValue[]) => void;
}

export function createStatements(db: DatabaseSync): Statements {
  const statements = new Map<string, StatementSync>();
  const sql = (text: string): StatementSync => {
    const known = statements.get(text) ?? db.prepare(text);
    statements.set(text, known);
    return known;
  };
  return {
    sql,
    one: <T>(text: string, ...values: SQLInputValue[]) => sql(text).get(...values) as T | undefined,
    run: (text, ...values) => void sql(text).run(...values),
  };
}
