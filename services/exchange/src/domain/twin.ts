/** Two live copies of one site: a process that was replaced by another one spoke again. */
export interface Twin {
  readonly site: string;
  /** The processes that were heard in turn, as they call themselves. */
  readonly instances: readonly [string, string];
  /** Machine time. */
  readonly since: number;
  /** When one of them was last heard after the other. */
  readonly at: number;
}
