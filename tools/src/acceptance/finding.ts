/** One thing that an acceptance run shows: its name is the rule, the figure is what was measured or counted. */
export type Finding = { name: string; held: boolean; figure: string };

export type Verdict = { capability: string; held: number; failed: number };

export const findingLine = ({ name, held, figure }: Finding): string =>
  `${held ? '✓' : '✗'} ${name}: ${figure}`;

/** Counts findings as they come and passes each on. A run that breaks off is one more failure, with its reason. */
export const judge = async (
  capability: string,
  findings: AsyncIterable<Finding>,
  say: (finding: Finding) => void,
): Promise<Verdict> => {
  const verdict: Verdict = { capability, held: 0, failed: 0 };
  const take = (finding: Finding): void => {
    say(finding);
    if (finding.held) verdict.held += 1;
    else verdict.failed += 1;
  };
  try {
    for await (const finding of findings) take(finding);
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    take({ name: 'the run comes to its end', held: false, figure: reason });
  }
  return verdict;
};
