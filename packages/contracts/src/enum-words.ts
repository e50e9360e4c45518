/** An enum as it is generated. */
type Codes = Readonly<Record<string, number>>;
type NameOf<Enum extends Codes> = Exclude<keyof Enum & string, 'UNSPECIFIED' | 'UNRECOGNIZED'>;

const unsaid = ['UNSPECIFIED', 'UNRECOGNIZED'];
const entriesOf = (codes: Codes): [word: string, code: number][] =>
  Object.entries(codes).flatMap(([name, code]) =>
    unsaid.includes(name) ? [] : [[name.toLowerCase(), code]],
  );

/** The codes of an enum by the words that domains say for them: its names in small letters. */
export const codesByWord = <Enum extends Codes>(
  codes: Enum,
): { readonly [Name in NameOf<Enum> as Lowercase<Name>]: Enum[Name] } =>
  Object.fromEntries(entriesOf(codes)) as ReturnType<typeof codesByWord<Enum>>;

/** The words of an enum by its codes: none for what is unspecified, or of a later release. */
export const wordsByCode = <Enum extends Codes>(codes: Enum): ReadonlyMap<number, Lowercase<NameOf<Enum>>> =>
  new Map(entriesOf(codes).map(([word, code]) => [code, word as Lowercase<NameOf<Enum>>]));
