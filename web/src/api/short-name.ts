/** `marked` for `INCIDENT_KIND_MARKED`, as words and parts of the guide are called; the one that is not said is `other`. */
export type ShortName<Prefix extends string, Name extends string> = Name extends `${Prefix}_${infer Rest}`
  ? Rest extends 'UNSPECIFIED'
    ? 'other'
    : Lowercase<Rest>
  : never;

export function shortName<const Prefix extends string, Name extends string>(
  prefix: Prefix,
  name: Name,
): ShortName<Prefix, Name> {
  const rest = name.slice(prefix.length + 1).toLowerCase();
  return (rest === 'unspecified' ? 'other' : rest) as ShortName<Prefix, Name>;
}
